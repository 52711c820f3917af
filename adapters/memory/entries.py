"""What a right guess opens, in memory: the user, the session, and room for it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters.memory.world import MemoryWorld
from application.ports.otp import Entry, Tried
from domain.address import Address
from domain.audit import Action, Event, Footprint
from domain.ids import TenantId, UserId
from domain.session import EndedAs
from domain.user import User


def enter(
    world: MemoryWorld,
    tenant_id: TenantId,
    address: Address,
    now: datetime,
    footprint: Footprint,
    entry: Entry,
    tried: Tried,
) -> Tried:
    """Let in who proved an address; nobody where the user was blocked meanwhile."""
    released = _release(world, tenant_id, address, entry)
    user, is_new = _user(world, tenant_id, address, now, entry, released)
    world.requests[tenant_id, tried.challenge_id].user_id = user.id
    session = replace(entry.session, user_id=user.id, amr=entry.amr[tried.channel])
    world.sessions[tenant_id, session.id] = session
    ended = _make_room(world, user, now, entry)
    tried = replace(tried, user_id=user.id, new_user=is_new, app_metadata=user.app_metadata, ended=tuple(ended))
    _audit(world, footprint, entry, tried, released, address.kind, now)
    _events(world, tenant_id, entry, tried, released, address.kind, now)
    return tried


def _release(world: MemoryWorld, tenant_id: TenantId, address: Address, entry: Entry) -> UserId | None:
    """A user who has been away too long loses the address: it may be somebody else's by now."""
    user = world.user_of(tenant_id, address.text)
    if user is None or entry.recycled_before is None or user.seen() >= entry.recycled_before:
        return None
    changed = user.with_address(address.kind, None, verified_at=None)
    world.users[tenant_id, user.id] = replace(changed, version=user.version + 1)
    return user.id


def _user(
    world: MemoryWorld, tenant_id: TenantId, address: Address, now: datetime, entry: Entry, released: UserId | None
) -> tuple[User, bool]:
    known = world.user_of(tenant_id, address.text)
    user = known or User(tenant_id, entry.session.user_id, now, recycled_from=released, app_metadata=entry.app_metadata)
    verified = user.phone_verified_at if address.kind == "phone" else user.email_verified_at
    user = user.with_address(address.kind, address.text, verified_at=verified or now)
    user = replace(user, last_sign_in_at=now, last_seen_at=now)
    world.users[tenant_id, user.id] = user
    return user, known is None


def _make_room(world: MemoryWorld, user: User, now: datetime, entry: Entry) -> list[Any]:
    others = [
        session
        for session in world.sessions.values()
        if (session.tenant_id, session.user_id) == (user.tenant_id, user.id)
        and session.id != entry.session.id
        and session.ended_at is None
        and session.expires_at > now
    ]
    others.sort(key=lambda session: (session.last_used_at, session.id), reverse=True)
    surplus = others[entry.most_sessions - 1 :]
    for session in surplus:
        world.sessions[user.tenant_id, session.id] = replace(session, ended_at=now, ended_as=EndedAs.LIMIT)
    return sorted(session.id for session in surplus)


def _audit(
    world: MemoryWorld,
    footprint: Footprint,
    entry: Entry,
    tried: Tried,
    released: UserId | None,
    kind: str,
    now: datetime,
) -> None:
    user_id = tried.user_id
    lines: list[tuple[Any, Action, str, dict[str, Any]]] = [
        (
            entry.audit_ids[0],
            Action.SESSION_CREATED,
            entry.session.id,
            {"user_id": user_id, "amr": list(entry.amr[tried.channel])},
        )
    ]
    if released:
        lines.append((entry.audit_ids[1], Action.USER_ADDRESS_RECYCLED, released, {"kind": kind, "user_id": user_id}))
    if tried.ended:
        details = {"reason": "limit", "sessions": len(tried.ended)}
        lines.append((entry.audit_ids[2], Action.SESSION_REVOKED, str(user_id), details))
    for id, action, subject, details in lines:
        event = footprint.event(
            tenant_id=entry.session.tenant_id, id=id, at=now, action=action, subject=subject, details=details
        )
        world.audit.append(event)


def _events(
    world: MemoryWorld,
    tenant_id: TenantId,
    entry: Entry,
    tried: Tried,
    released: UserId | None,
    kind: str,
    now: datetime,
) -> None:
    ids, user_id = entry.event_ids, str(tried.user_id)
    if tried.new_user:
        world.events.append(Event(tenant_id, ids[0], now, "user.created", user_id))
    world.events.append(Event(tenant_id, ids[1], now, "session.created", entry.session.id, {"user_id": user_id}))
    if released:
        payload = {"kind": kind, "new_user_id": user_id}
        world.events.append(Event(tenant_id, ids[2], now, "user.address_recycled", released, payload))
    if tried.ended:
        gone = {"user_id": user_id, "reason": "limit", "sessions": list(tried.ended)}
        world.events.append(Event(tenant_id, ids[3], now, "session.revoked", user_id, gone))
