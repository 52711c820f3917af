"""The audit log and its chain in memory."""

from collections.abc import Sequence
from datetime import date, datetime

from adapters.memory.world import MemoryWorld
from application.ports.audit import AuditChain, AuditMonths, AuditTrail, Checkpoint, Found, Linker, StoredKey, Wanted
from domain.audit import AuditEvent
from domain.audit_chain import Head, Link


class MemoryAuditTrail(AuditTrail):
    """Rows of a world."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def search(self, *, tenant_id: str, wanted: Wanted, before: str, most: int) -> Found:
        """See AuditTrail."""
        mine = (row for row in self._world.audit if row.tenant_id == tenant_id and (not before or row.id < before))
        fitting = sorted((row for row in mine if _fits(row, wanted)), key=lambda row: (row.at, row.id), reverse=True)
        return Found(fitting[:most])


def _fits(row: AuditEvent, wanted: Wanted) -> bool:
    action = wanted.action or row.action.value
    family = action.endswith(".*") and row.action.value.startswith(action.removesuffix("*"))
    asked = [(wanted.actor, row.actor), (wanted.subject, row.subject), (wanted.request_id, row.request_id)]
    same = all(want is None or want == has for want, has in asked)
    in_time = (wanted.since is None or row.at >= wanted.since) and (wanted.until is None or row.at < wanted.until)
    return same and in_time and (family or row.action.value == action)


class MemoryAuditChain(AuditChain):
    """The chain of a world; every row that is there was committed."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def key(self, offered: StoredKey, *, now: datetime) -> StoredKey:
        """See AuditChain."""
        with self._world.lock:
            self._world.chain_key = self._world.chain_key or offered
            return self._world.chain_key

    def reseal(self, key: StoredKey) -> None:
        """See AuditChain."""
        self._world.chain_key = key

    def extend(self, linker: Linker, *, now: datetime, most: int) -> int:
        """See AuditChain."""
        world = self._world
        with world.lock:
            fresh = [row for row in world.audit if row.id not in world.linked][:most]
            for row in fresh:
                mine = world.chain.setdefault(row.tenant_id, [])
                last = mine[-1] if mine else None
                head = Head(last.tenant_id, last.seq, last.head) if last else Head.before_all(row.tenant_id)
                mine.extend(linker(head, [row]))
                world.linked[row.id] = now
            return len(fresh)

    def tenants(self) -> Sequence[str]:
        """See AuditChain."""
        return sorted(self._world.chain)

    def links(self, *, tenant_id: str, after: int, most: int) -> Sequence[tuple[Link, AuditEvent | None]]:
        """See AuditChain."""
        rows = {row.id: row for row in self._world.audit if row.tenant_id == tenant_id}
        links = [link for link in self._world.chain.get(tenant_id, []) if link.seq > after]
        return [(link, rows.get(link.audit_id)) for link in links[:most]]  # type: ignore[call-overload]

    def unlinked(
        self, *, tenant_id: str, since: datetime, before: datetime, after: str, most: int
    ) -> tuple[str | None, str]:
        """See AuditChain."""
        linked = {link.audit_id for link in self._world.chain.get(tenant_id, [])}
        old = sorted(
            row.id
            for row in self._world.audit
            if row.tenant_id == tenant_id and since <= row.at < before and row.id > after
        )[:most]
        first = next((id for id in old if id not in linked), None)
        return first, old[-1] if len(old) == most else ""

    def count(self, *, tenant_id: str) -> int:
        """See AuditChain."""
        return len(self._world.chain.get(tenant_id, []))

    def checkpoint(self, *, tenant_id: str) -> Checkpoint | None:
        """See AuditChain."""
        return self._world.checkpoints.get(tenant_id)

    def heads(self, *, since: datetime | None) -> Sequence[Head]:
        """See AuditChain."""
        grown = [
            mine[-1]
            for mine in self._world.chain.values()
            if mine and (since is None or self._world.linked[mine[-1].audit_id] > since)
        ]
        return [Head(link.tenant_id, link.seq, link.head) for link in grown]

    def anchored_at(self) -> datetime | None:
        """See AuditChain."""
        return max(self._world.anchors, default=None)

    def anchored(self, *, at: datetime, place: str, heads: int) -> None:
        """See AuditChain."""
        self._world.anchors.append(at)


class MemoryAuditMonths(AuditMonths):
    """A world's months are what its rows say."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def make_ahead(self, *, today: date) -> int:
        """See AuditMonths."""
        return 0

    def forget(self, *, tenant_id: str, before: datetime, checkpoint: Checkpoint | None, most: int) -> int:
        """See AuditMonths."""
        world = self._world
        with world.lock:
            old = [row for row in world.audit if row.tenant_id == tenant_id and row.at < before][:most]
            world.audit[:] = [row for row in world.audit if row not in old]
            if checkpoint:
                world.checkpoints[tenant_id] = checkpoint
                mine = world.chain.get(tenant_id, [])
                world.chain[tenant_id] = [link for link in mine if link.seq > checkpoint.head.seq]
            return len(old)

    def link_before(self, *, tenant_id: str, before: datetime) -> Head | None:
        """See AuditMonths."""
        old = [link for link in self._world.chain.get(tenant_id, []) if self._world.linked[link.audit_id] < before]
        return Head(old[-1].tenant_id, old[-1].seq, old[-1].head) if old else None

    def over(self, *, before: date) -> Sequence[str]:
        """See AuditMonths."""
        months = {f"{row.at:%Y-%m}" for row in self._world.audit}
        return sorted(month for month in months if month < f"{before:%Y-%m}")

    def read(self, *, month: str, after: str, most: int) -> Sequence[AuditEvent]:
        """See AuditMonths."""
        mine = sorted((row for row in self._of(month) if row.id > after), key=lambda row: row.id)
        return mine[:most]

    def drop(self, *, month: str) -> None:
        """See AuditMonths."""
        gone = {row.id for row in self._of(month)}
        self._world.audit[:] = [row for row in self._world.audit if row.id not in gone]

    def _of(self, month: str) -> list[AuditEvent]:
        return [row for row in self._world.audit if f"{row.at:%Y-%m}" == month]
