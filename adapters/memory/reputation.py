"""Traffic, blocks and money in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from adapters.memory.forgetting import forget
from adapters.memory.networks import kind_of
from adapters.memory.stored import StoredRequest
from adapters.memory.world import MemoryWorld
from application.ports.risk import LINE_LASTS, TRUST_LASTS, Known, Probe, Refused, Reputation, Weighed
from domain.address import Address, country_of
from domain.audit import Event
from domain.ids import TenantId
from domain.line import Line
from domain.otp import HOUR
from domain.otp_challenge import OtpChallenge
from domain.phone import PhoneNumber
from domain.pressure import guessing
from domain.risk_effects import Mark
from domain.risk_facts import NEAR
from domain.risk_keys import GUESSES, GUESSES_KEY, TENANT, TENANT_KEY
from domain.spend import Spent, Window
from domain.traffic import Traffic, all_as_of, nothing


def known_of(world: MemoryWorld, tenant_id: TenantId, probe: Probe, now: datetime) -> Known:
    """What weighs on an ask; the caller holds the world's lock."""
    keys = list(probe.keys.values())
    return Known(
        traffic={key: world.traffic[tenant_id, key] for key in keys if (tenant_id, key) in world.traffic},
        blocks={key: world.blocks[tenant_id, key] for key in keys if (tenant_id, key) in world.blocks},
        spent={window: world.spent.get((window.owner(tenant_id), window), Spent()) for window in probe.windows},
        proven_from_here=is_own(world, tenant_id, probe.address, probe.home, now),
        neighbours=sum(_is_unproven(world, tenant_id, near, now) for near in _beside(probe.address)),
        countries=len(_countries(world, tenant_id, probe.network, now)),
        price_micros=world.price_of(probe.route, probe.channel, country_of(probe.address) or "*"),
        is_spent=(tenant_id, probe.work_id) in world.works,
        network_kind=kind_of(world, probe.ip, probe.asn),
        line=_line(world, tenant_id, probe.address.text, now),
    )


def _line(world: MemoryWorld, tenant_id: TenantId, address: str, now: datetime) -> Line | None:
    known = world.lines.get((tenant_id, address))
    return known.line if known and known.asked_at > now - LINE_LASTS else None


def _is_unproven(world: MemoryWorld, tenant_id: TenantId, address: str, now: datetime) -> bool:
    slot = world.slots.get((tenant_id, address, "sign_in"))
    challenge = slot.challenge if slot else None
    return challenge is not None and challenge.ended_as != "used" and challenge.sent_at > now - HOUR


def _countries(world: MemoryWorld, tenant_id: TenantId, network: str | None, now: datetime) -> set[str]:
    asks = world.asks.of_network(tenant_id, network) if network else []
    recent = [ask for ask in asks[-200:] if ask.at > now - HOUR and ask.country]
    return {str(ask.country) for ask in recent if _is_unproven(world, tenant_id, ask.address, now)}


class MemoryReputation(Reputation):
    """The reputation that a MemoryWorld holds."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def refuse(self, *, tenant_id: TenantId, refused: Refused) -> None:
        """See Reputation."""
        world, decision = self._world, refused.decision
        with world.transaction():
            world.decisions.append(decision)
            for key in refused.keys:
                before = world.traffic.get((tenant_id, key)) or nothing(decision.at)
                world.traffic[tenant_id, key] = before.tried(refused.weight, decision.at)
            if refused.mark:
                self._mark(tenant_id, refused.mark, decision.at)
            if refused.tried:
                world.blocks[tenant_id, refused.tried] = world.blocks[tenant_id, refused.tried].tried(decision.at)
            world.requests[tenant_id, decision.challenge_id] = _record(refused)
            world.audit.append(refused.audit)
            world.events.append(refused.event)

    def _mark(self, tenant_id: TenantId, mark: Mark, at: datetime) -> None:
        world = self._world
        world.blocks[tenant_id, mark.key] = mark.block
        gone = world.traffic.get((tenant_id, mark.key)) or nothing(at)
        for wider in mark.eases:
            if (tenant_id, wider) in world.traffic:
                world.traffic[tenant_id, wider] = world.traffic[tenant_id, wider].as_of(at).without(gone)
        for own in mark.forgets:
            world.traffic.pop((tenant_id, own), None)

    def warn(self, *, tenant_id: TenantId, window: Window, event: Event) -> None:
        """See Reputation."""
        world, key = self._world, (window.owner(tenant_id), window)
        with world.lock:
            spent = world.spent.get(key, Spent())
            if not spent.warned:
                world.spent[key] = replace(spent, warned=True)
                world.events.append(event)

    def settle(self, *, most: int) -> int:
        """See Reputation; here everything is counted at once."""
        return 0

    def sweep(self, *, now: datetime, after: str, most: int) -> str:
        """See Reputation; here one batch is all."""
        forget(self._world, now)
        return ""


def is_own(world: MemoryWorld, tenant_id: TenantId, address: Address, home: str | None, now: datetime) -> bool:
    """Whether the address was proven in that network before."""
    proven_at = world.proofs.get((tenant_id, address.text, home or ""))
    return proven_at is not None and proven_at > now - TRUST_LASTS


def is_owned(world: MemoryWorld, tenant_id: TenantId, address: Address, now: datetime) -> bool:
    """Whether it was proven anywhere."""
    return any(
        key[:2] == (tenant_id, address.text) and proven_at > now - TRUST_LASTS
        for key, proven_at in world.proofs.items()
    )


def is_tripped(world: MemoryWorld, tenant_id: TenantId, now: datetime) -> bool:
    """Whether codes are guessed all over the tenant."""
    return guessing(all_as_of(_of_tenant(world, tenant_id), {GUESSES: GUESSES_KEY, TENANT: TENANT_KEY}, now)) >= 1


def _of_tenant(world: MemoryWorld, tenant_id: TenantId) -> dict[str, Traffic]:
    keys = (GUESSES_KEY, TENANT_KEY)
    return {key: world.traffic[tenant_id, key] for key in keys if (tenant_id, key) in world.traffic}


def keep(world: MemoryWorld, tenant_id: TenantId, weighed: Weighed) -> None:
    """Count an ask that goes on."""
    decision = weighed.decision
    world.decisions.append(decision)
    count(world, tenant_id, weighed.keys, weighed.weight, 0.0, decision.at)
    for key in weighed.untried:
        if (tenant_id, key) in world.traffic:
            world.traffic[tenant_id, key] = world.traffic[tenant_id, key].tried(-weighed.weight, decision.at)
    spend(world, tenant_id, weighed.windows, decision.cost_micros)


def spend(world: MemoryWorld, tenant_id: TenantId, windows: Sequence[Window], micros: int) -> None:
    """Add to what went out in each window."""
    for window in windows:
        owner = window.owner(tenant_id)
        before = world.spent.get((owner, window), Spent())
        world.spent[owner, window] = replace(before, micros=before.micros + micros)


def count(
    world: MemoryWorld, tenant_id: TenantId, keys: tuple[str, ...], asked: float, proven: float, at: datetime
) -> None:
    """Add to what is counted under each key."""
    for key in keys:
        before = world.traffic.get((tenant_id, key)) or nothing(at)
        world.traffic[tenant_id, key] = before.plus(asked, proven, at)


def _beside(address: Address) -> Iterator[str]:
    if isinstance(address, PhoneNumber):
        number, size = int(address.e164[1:]), len(address.e164)
        for step in range(1, NEAR + 1):
            yield from (text for text in (f"+{number - step}", f"+{number + step}") if len(text) == size)


def _record(refused: Refused) -> StoredRequest:
    decision = refused.decision
    never = OtpChallenge(
        id=decision.challenge_id,
        channel=decision.channel,
        length=0,
        created_at=decision.at,
        expires_at=decision.at,
        sent_at=decision.at,
        max_attempts=0,
        intent=refused.intent,
    )
    return StoredRequest(never, decision.address, "blocked", refused.audit.actor, refused.audit.request_id or "")
