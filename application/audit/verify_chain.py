"""Does the audit log hold what was written into it?"""

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from application.audit.chain_rows import ChainKeys
from application.ports.audit import AuditChain
from application.ports.store import Store
from domain.audit_chain import GAP, ChainKey, Finding, Head, Wrong, anchored, judge, read_anchor
from domain.ids import TenantId

BATCH: Final = 2000


@dataclass(frozen=True, slots=True)
class Verified:
    """How far a tenant's log is sound: rows checked, those that retention has taken, and what is wrong first, if so."""

    tenant_id: str
    links: int
    retired: int
    finding: Finding | None = None


@dataclass(slots=True)
class Progress:
    """How far a verification has come."""

    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class VerifyChain:
    """Walk a tenant's chain from its beginning, or from its latest checkpoint, and name the first thing that is wrong.

    `anchors` are documents that were put outside: a chain that differs from them, or ends before them, is shown.
    Yields its progress every few thousand rows; the last thing that it yields is a Verified.
    Raises Unavailable where this node cannot open the chain's key.
    """

    chain: AuditChain
    keys: ChainKeys
    store: Store
    retained_since: Callable[[int | None, datetime], datetime]

    def __call__(self, tenant_id: str, *, anchors: Sequence[Any] = ()) -> Iterator[Progress | Verified]:
        outside = _heads(anchors, tenant_id)
        progress = Progress(total=self.chain.count(tenant_id=tenant_id))
        key, since = self.keys(), self._since(tenant_id)
        head = self._start(key, tenant_id)
        if isinstance(head, Finding):
            yield Verified(tenant_id, 0, 0, head)
            return
        retired = 0
        while batch := self.chain.links(tenant_id=tenant_id, after=head.seq, most=BATCH):
            for link, row in batch:
                judged = judge(key, head, link, row, retained_since=since)
                finding = judged if isinstance(judged, Finding) else anchored(outside, link)
                if finding or isinstance(judged, Finding):
                    yield Verified(tenant_id, progress.done, retired, finding)
                    return
                head, retired = judged, retired + (row is None)
                progress.done += 1
            yield progress
        yield Verified(tenant_id, progress.done, retired, self._rest(tenant_id, head, outside, since))

    def _since(self, tenant_id: str) -> datetime:
        now, days = self.keys.scribe.now(), None
        if tenant_id.startswith(TenantId.prefix):
            with self.store.begin() as tx:
                tenant = tx.tenants.get(TenantId(tenant_id))
                days = tenant.settings.audit_retention_days if tenant else None
        return self.retained_since(days, now)

    def _start(self, key: ChainKey, tenant_id: str) -> Head | Finding:
        """A chain begins with its first row, or after a checkpoint that is ours."""
        first = self.chain.links(tenant_id=tenant_id, after=0, most=1)
        if not first or first[0][0].seq == 1:
            return Head.before_all(tenant_id)
        checkpoint = self.chain.checkpoint(tenant_id=tenant_id)
        head = checkpoint.head if checkpoint else Head.before_all(tenant_id)
        if checkpoint is None or not hmac.compare_digest(checkpoint.seal, key.seal(tenant_id, head.seq, head.head)):
            return Finding(Wrong.REMOVED, 1)
        return head

    def _rest(self, tenant_id: str, head: Head, outside: Mapping[int, bytes], since: datetime) -> Finding | None:
        """What only the end shows: a chain that ends too early, and rows that never had a link."""
        beyond = [seq for seq in outside if seq > head.seq]
        if beyond:
            return Finding(Wrong.TRUNCATED, head.seq + 1)
        before, cursor = self.keys.scribe.now() - GAP, ""
        while True:
            found, cursor = self.chain.unlinked(
                tenant_id=tenant_id, since=since, before=before, after=cursor, most=BATCH
            )
            if found:
                return Finding(Wrong.ADDED, head.seq, found)
            if not cursor:
                return None


def _heads(anchors: Sequence[Any], tenant_id: str) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for document in anchors:
        found |= read_anchor(document, tenant_id)
    return found
