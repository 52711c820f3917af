"""Sessions in memory, and what is remembered of them for a moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from adapters.memory.world import MemoryWorld
from application.ports.sessions import HeldSession, Leftover, SessionCache, Sessions
from application.ports.users import UserSessions
from domain.ids import ClientId, SessionId, TenantId, UserId
from domain.session import EndedAs, Session, Standing

SEPARATOR: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class MemorySessions(Sessions):
    """The sessions of a world."""

    world: MemoryWorld

    def find(self, *, tenant_id: TenantId, session_id: SessionId) -> HeldSession | None:
        """See Sessions."""
        with self.world.lock:
            session = self.world.sessions.get((tenant_id, session_id))
            user = self.world.users.get((tenant_id, session.user_id)) if session else None
            return HeldSession(session, user) if session and user else None

    def rotate(self, before: Session, after: Session) -> bool:
        """See Sessions."""
        world, key = self.world, (before.tenant_id, before.id)
        with world.transaction():
            now = world.sessions.get(key)
            user = world.users.get((before.tenant_id, before.user_id))
            if now is None or now.ended_at or now.generation != before.generation or user is None or user.is_blocked:
                return False
            world.sessions[key] = replace(after, access_until=max(now.access_until, after.access_until))
            seen = max(user.last_seen_at or after.last_used_at, after.last_used_at)
            world.users[user.tenant_id, user.id] = replace(user, last_seen_at=seen)
            return True

    def of_other_keys(self, key_id: str, *, now: datetime) -> Leftover:
        """See Sessions."""
        with self.world.lock:
            live = [one for one in self.world.sessions.values() if one.ended_at is None and one.expires_at > now]
            ends = [session.expires_at for session in live if session.key_id != key_id]
        return Leftover(len(ends), max(ends, default=None))

    def sweep(self, *, ended_before: datetime, after: str, most: int) -> str:
        """See Sessions."""
        with self.world.lock:
            later = sorted(key for key in self.world.sessions if SEPARATOR.join(key) > after)
            for key in (batch := later[:most]):
                session = self.world.sessions[key]
                if max(session.ended_at or session.expires_at, session.access_until) < ended_before:
                    del self.world.sessions[key]
        return SEPARATOR.join(batch[-1]) if batch else ""


@dataclass(frozen=True, slots=True)
class MemoryUserSessions(UserSessions):
    """The sessions of a world, by user."""

    world: MemoryWorld

    def page(self, *, tenant_id: TenantId, user_id: UserId, before: str, most: int) -> Sequence[Session]:
        """See UserSessions."""
        mine = [
            session
            for (owner, id), session in self.world.sessions.items()
            if (owner, session.user_id, session.ended_at) == (tenant_id, user_id, None) and (not before or id < before)
        ]
        return sorted(mine, key=lambda session: session.id, reverse=True)[:most]

    def end(
        self,
        *,
        tenant_id: TenantId,
        user_id: UserId | None,
        session_id: SessionId | None,
        but: SessionId | None = None,
        as_: EndedAs,
        now: datetime,
    ) -> Sequence[SessionId]:
        """See UserSessions."""
        chosen = [
            session
            for (owner, id), session in sorted(self.world.sessions.items())
            if owner == tenant_id
            and (user_id or session_id)
            and user_id in (None, session.user_id)
            and session_id in (None, id, session.parent_id)
            and (but is None or but not in (id, session.parent_id))
            and session.ended_at is None
            and session.expires_at > now
        ]
        for session in chosen:
            self.world.sessions[tenant_id, session.id] = replace(session, ended_at=now, ended_as=as_)
        return [session.id for session in chosen]

    def add(self, session: Session) -> bool:
        """See UserSessions."""
        is_registered = (session.tenant_id, session.client_id) in self.world.oauth_clients
        if is_registered:
            self.world.sessions[session.tenant_id, session.id] = session
        return is_registered

    def get(self, *, tenant_id: TenantId, session_id: SessionId) -> Session | None:
        """See UserSessions."""
        return self.world.sessions.get((tenant_id, session_id))

    def adopt(self, *, tenant_id: TenantId, before: SessionId, after: SessionId) -> None:
        """See UserSessions."""
        for key, session in list(self.world.sessions.items()):
            if (session.tenant_id, session.parent_id) == (tenant_id, before):
                self.world.sessions[key] = replace(session, parent_id=after)

    def end_surplus(
        self, *, tenant_id: TenantId, user_id: UserId, but: Sequence[SessionId], most: int, now: datetime
    ) -> Sequence[SessionId]:
        """See UserSessions."""
        live = [
            session
            for (owner, _), session in self.world.sessions.items()
            if (owner, session.user_id, session.ended_at) == (tenant_id, user_id, None) and session.expires_at > now
        ]
        spare = sorted((one for one in live if one.id not in but), key=lambda one: (one.last_used_at, one.id))
        surplus = spare[: max(0, len(live) - most)]
        for session in surplus:
            self.world.sessions[tenant_id, session.id] = replace(session, ended_at=now, ended_as=EndedAs.LIMIT)
        return sorted(session.id for session in surplus)

    def end_some(
        self,
        *,
        tenant_id: TenantId,
        client_id: ClientId | None = None,
        after: str,
        most: int,
        as_: EndedAs,
        now: datetime,
    ) -> Sequence[SessionId]:
        """See UserSessions."""
        live = [
            session
            for (owner, id), session in sorted(self.world.sessions.items())
            if owner == tenant_id and id > after and session.ended_at is None and session.created_at <= now
            if client_id in (None, session.client_id)
        ]
        for session in (batch := live[:most]):
            self.world.sessions[tenant_id, session.id] = replace(session, ended_at=now, ended_as=as_)
        return [session.id for session in batch]

    def ended(
        self, *, tenant_id: TenantId, since: datetime, after: SessionId | None, now: datetime, most: int
    ) -> Sequence[Session]:
        """See UserSessions."""
        found = [
            (session.ended_at, session.id, session)
            for (owner, _), session in self.world.sessions.items()
            if owner == tenant_id and session.ended_at and session.access_until > now
        ]
        later = [one for one in sorted(found, key=lambda one: one[:2]) if one[:2] > (since, after or "")]
        return [session for _, _, session in later[:most]]


@dataclass(slots=True)
class MemorySessionCache(SessionCache):
    """Remembers in this process, for as many seconds."""

    seconds: int
    _said: dict[tuple[TenantId, SessionId], Standing | datetime] = field(default_factory=dict)
    _lock: Any = field(default_factory=Lock)

    def get(self, *, tenant_id: TenantId, session_id: SessionId, now: datetime) -> Standing | None:
        """See SessionCache."""
        said = self._said.get((tenant_id, session_id))
        fresh = isinstance(said, Standing) and timedelta(0) <= now - said.said_at < timedelta(seconds=self.seconds)
        return said if fresh and isinstance(said, Standing) else None

    def put(self, standing: Standing, *, tenant_id: TenantId, session_id: SessionId) -> None:
        """See SessionCache."""
        key = (tenant_id, session_id)
        with self._lock:
            forgotten = self._said.get(key)
            tombstone = isinstance(forgotten, datetime) and standing.said_at < forgotten + timedelta(
                seconds=self.seconds
            )
            if self.seconds and not tombstone:
                self._said[key] = standing

    def forget(self, *, tenant_id: TenantId, session_ids: Sequence[SessionId], now: datetime) -> None:
        """See SessionCache."""
        with self._lock:
            for session_id in session_ids:
                self._said[tenant_id, session_id] = now
