"""The chain grows, and its heads are put outside."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from application.audit.scribe import Scribe
from application.ports.audit import AuditChain, Depot, StoredKey
from application.ports.seals import Seals
from domain.audit_chain import KEY_BYTES, ChainKey, Head, linked
from domain.refusal import Unavailable

BATCH: Final = 2000
PLACE: Final = "audit chain"
ID_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class ChainKeys:
    """The chain's key: random, made once, sealed in the database, so that a new JWT_SECRET changes no link."""

    chain: AuditChain
    scribe: Scribe
    seals: Seals

    def __call__(self) -> ChainKey:
        """The key; raises Unavailable where this node does not have the keys that sealed it."""
        stored = self.chain.key(self._offer(), now=self.scribe.now())
        return ChainKey(self._open(stored))

    def reseal(self) -> bool:
        """Seal the key anew under JWT_SECRET; whether that was needed."""
        stored = self.chain.key(self._offer(), now=self.scribe.now())
        if stored.seal_key_id == self.scribe.keys.id:
            return False
        self.chain.reseal(self._sealed(stored.id, self._open(stored)))
        return True

    def _open(self, stored: StoredKey) -> bytes:
        keys = self.scribe.ring.of(stored.seal_key_id)
        if keys is None:
            raise Unavailable("This node cannot open the key of the audit chain.", retry_after=30)
        return self.seals.unseal(keys.seal, stored.sealed, f"{PLACE} {stored.id}")

    def _offer(self) -> StoredKey:
        return self._sealed(f"ck_{self.scribe.dice.roll(ID_BYTES).hex()}", self.scribe.dice.roll(KEY_BYTES))

    def _sealed(self, id: str, raw: bytes) -> StoredKey:
        keys = self.scribe.keys
        return StoredKey(id, self.seals.seal(keys.seal, raw, f"{PLACE} {id}"), keys.id)


@dataclass(slots=True)
class ChainRows:
    """Link every row that was committed since the last time, batch by batch; how many.

    Until then a row can be taken away without a trace: the gap is as long as workers pause, usually a second.
    """

    chain: AuditChain
    keys: ChainKeys
    _key: ChainKey | None = field(default=None, repr=False)

    def __call__(self) -> int:
        self._key = self._key or self.keys()
        total = 0
        while found := self.chain.extend(partial(linked, self._key), now=self.keys.scribe.now(), most=BATCH):
            total += found
            if found < BATCH:
                break
        return total


@dataclass(frozen=True, slots=True)
class AnchorHeads:
    """Put the heads of all chains that have grown outside, every so often; how many.

    Whoever takes rows from the end of a chain, or makes it anew with the key, cannot change what lies there.
    """

    chain: AuditChain
    depot: Depot | None
    every: timedelta
    now: Callable[[], datetime]

    def __call__(self) -> int:
        if self.depot is None:
            return 0
        now, last = self.now(), self.chain.anchored_at()
        if last is not None and now - last < self.every:
            return 0
        heads = self.chain.heads(since=last)
        if heads:
            self.depot.put(f"heads-{now:%Y%m%dT%H%M%S}Z.json", _document(now, heads))
            self.chain.anchored(at=now, place=self.depot.name, heads=len(heads))
        return len(heads)


def _document(now: datetime, heads: Sequence[Head]) -> bytes:
    shown = [{"tenant_id": one.tenant_id, "seq": one.seq, "head": one.head.hex()} for one in heads]
    return json.dumps({"at": now.isoformat(), "heads": shown}, separators=(",", ":")).encode()
