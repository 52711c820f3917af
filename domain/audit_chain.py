"""The audit log proves itself: each row's digest goes into a chain whose links nobody can make without the key.

`head_n = HMAC-SHA256(key, head_(n-1) || seq || digest_n)`, beginning with the tenant's id; `digest` is of the row.
What is changed, removed, added or reordered later breaks a link; a chain cut off at its end is shown by an anchor.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from domain.audit import AuditEvent

KEY_BYTES: Final = 32
# The worker links rows in every second; a row older than this without a link was brought in by another way.
GAP: Final = timedelta(minutes=5)
ROW: Final = b"auth1 audit row"
CHECKPOINT: Final = b"auth1 audit checkpoint"


def canonical(row: AuditEvent) -> bytes:
    """The row as bytes, the same wherever it is read: every field, in a fixed order, moments in UTC to microseconds."""
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = (
        row.tenant_id, row.id, at, row.action.value, row.actor, row.subject, row.request_id, row.client_request_id,
        row.network_digest, dict(row.details),
    )  # fmt: skip
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


@dataclass(frozen=True, slots=True)
class ChainKey:
    """Makes digests, links and the seals of checkpoints."""

    key: bytes = field(repr=False)

    def digest(self, row: AuditEvent) -> bytes:
        """Of one row."""
        return hmac.new(self.key, ROW + canonical(row), hashlib.sha256).digest()

    def link(self, before: bytes, seq: int, digest: bytes) -> bytes:
        """The head after one more row."""
        return hmac.new(self.key, before + seq.to_bytes(8, "big") + digest, hashlib.sha256).digest()

    def seal(self, tenant_id: str, seq: int, head: bytes) -> bytes:
        """What shows that a checkpoint is ours."""
        said = CHECKPOINT + json.dumps([tenant_id, seq]).encode() + head
        return hmac.new(self.key, said, hashlib.sha256).digest()


def genesis(tenant_id: str) -> bytes:
    """What the first link is made on."""
    return hashlib.sha256(b"auth1 audit chain " + tenant_id.encode()).digest()


@dataclass(frozen=True, slots=True)
class Head:
    """Where a tenant's chain ends: the number of its last row, 0 for none, and the head after it."""

    tenant_id: str
    seq: int
    head: bytes

    @classmethod
    def before_all(cls, tenant_id: str) -> "Head":
        """The head of an empty chain."""
        return cls(tenant_id, 0, genesis(tenant_id))


@dataclass(frozen=True, slots=True)
class Link:
    """One row's place in the chain."""

    tenant_id: str
    seq: int
    audit_id: str
    created_at: datetime
    digest: bytes = field(repr=False)
    head: bytes = field(repr=False)


def linked(key: ChainKey, head: Head, rows: Sequence[AuditEvent]) -> list[Link]:
    """The links of further rows, in their order."""
    links, last = [], head
    for row in rows:
        seq, digest = last.seq + 1, key.digest(row)
        made = key.link(last.head, seq, digest)
        links.append(Link(row.tenant_id, seq, row.id, row.at, digest, made))
        last = Head(row.tenant_id, seq, made)
    return links


class Wrong(StrEnum):
    """What a verification can find."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    REORDERED = "reordered"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that is wrong: which row, at which place of the chain, and what was done to it."""

    what: Wrong
    seq: int
    audit_id: str | None = None


def judge(key: ChainKey, last: Head, link: Link, row: AuditEvent | None, *, retained_since: datetime) -> Finding | Head:
    """Check one link and its row against what came before; the new head, or what is wrong.

    A row that its retention has taken away leaves its link, which is checked by itself.
    """
    if link.seq != last.seq + 1:
        return Finding(Wrong.REMOVED, last.seq + 1)
    holds = hmac.compare_digest(link.head, key.link(last.head, link.seq, link.digest))
    if row is None and link.created_at >= retained_since:
        return Finding(Wrong.REMOVED, link.seq, link.audit_id)
    fits = row is None or hmac.compare_digest(link.digest, key.digest(row))
    if not fits:
        return Finding(Wrong.CHANGED, link.seq, link.audit_id)
    return Head(link.tenant_id, link.seq, link.head) if holds else Finding(Wrong.REORDERED, link.seq, link.audit_id)


def anchored(anchors: Mapping[int, bytes], link: Link) -> Finding | None:
    """Whether a link is what an anchor outside says it was."""
    known = anchors.get(link.seq)
    if known is None or hmac.compare_digest(known, link.head):
        return None
    return Finding(Wrong.CHANGED, link.seq, link.audit_id)


def read_anchor(document: Any, tenant_id: str) -> dict[int, bytes]:
    """The heads of a tenant in a document that was put outside; raises ValueError for what is none."""
    try:
        heads = document["heads"]
        return {int(one["seq"]): bytes.fromhex(one["head"]) for one in heads if one["tenant_id"] == tenant_id}
    except (KeyError, TypeError, AttributeError):
        raise ValueError("This is no anchor of an audit chain.") from None
