"""The audit log: searching it, linking it, and letting its time run out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from domain.audit import AuditEvent
from domain.audit_chain import Head, Link


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: of an actor, an action or family (`otp.*`), about a subject, since (included) and until (not)."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Rows and where they came from: `primary`, or `replica` and how many seconds it may be behind."""

    rows: Sequence[AuditEvent]
    source: str = "primary"
    lag_seconds: float = 0.0


class AuditTrail(Protocol):
    """Reads the log."""

    def search(self, *, tenant_id: str, wanted: Wanted, before: str, most: int) -> Found:
        """Newest first, those whose id is smaller than `before`; the empty cursor begins with the newest.

        Rows carry `ip` and `user_agent` as long as these are kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head that a chain may begin after, since what came before was let go by retention."""

    head: Head
    seal: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredKey:
    """The chain's key, readable only with the keys that `seal_key_id` names."""

    id: str
    sealed: bytes = field(repr=False)
    seal_key_id: str


class AuditChain(Protocol):
    """The chain beside the log; its rows are added and never changed."""

    def key(self, offered: StoredKey, *, now: datetime) -> StoredKey:
        """The key of this installation; the offered one becomes it where there is none."""
        ...

    def reseal(self, key: StoredKey) -> None:
        """Replace the seal of the key of that id."""
        ...

    def extend(self, linker: "Linker", *, now: datetime, most: int) -> int:
        """Link rows that were committed and have no link, in one commit; how many were looked at.

        0 where nothing is new, and where another worker is at it.
        """
        ...

    def tenants(self) -> Sequence[str]:
        """Whose chains there are, `installation` among them."""
        ...

    def links(self, *, tenant_id: str, after: int, most: int) -> Sequence[tuple[Link, AuditEvent | None]]:
        """The next links and their rows, None where a row is gone, in the order of the chain."""
        ...

    def unlinked(
        self, *, tenant_id: str, since: datetime, before: datetime, after: str, most: int
    ) -> tuple[str | None, str]:
        """Of the next rows from `since` to `before`: the first without a link, and the next cursor, "" at the end."""
        ...

    def count(self, *, tenant_id: str) -> int:
        """How many links there are, for a progress bar."""
        ...

    def checkpoint(self, *, tenant_id: str) -> Checkpoint | None:
        """The latest checkpoint."""
        ...

    def heads(self, *, since: datetime | None) -> Sequence[Head]:
        """The heads of the chains that have grown since then."""
        ...

    def anchored_at(self) -> datetime | None:
        """When heads were put outside last."""
        ...

    def anchored(self, *, at: datetime, place: str, heads: int) -> None:
        """Remember that they were."""
        ...


class Linker(Protocol):
    """Makes links; the chain's adapter asks it within its commit."""

    def __call__(self, head: Head, rows: Sequence[AuditEvent]) -> Sequence[Link]:
        """The links of further rows of one tenant."""
        ...


class AuditMonths(Protocol):
    """The log's months."""

    def make_ahead(self, *, today: date) -> int:
        """Make the months from this one to a year ahead; how many were new."""
        ...

    def forget(self, *, tenant_id: str, before: datetime, checkpoint: Checkpoint | None, most: int) -> int:
        """Let a batch of a tenant's rows go that are older, and links up to the checkpoint; how many went."""
        ...

    def link_before(self, *, tenant_id: str, before: datetime) -> Head | None:
        """The newest link that was made before then, if any."""
        ...

    def over(self, *, before: date) -> Sequence[str]:
        """The months whose every row is older than `before`, oldest first, detached ones too; as `2026-01`."""
        ...

    def read(self, *, month: str, after: str, most: int) -> Sequence[AuditEvent]:
        """The next rows of a month, in the order of their ids, after that id."""
        ...

    def drop(self, *, month: str) -> None:
        """Detach a month, if it is not yet, and drop it."""
        ...


class Depot(Protocol):
    """A place outside, where the operator keeps what must not be changed from here."""

    @property
    def name(self) -> str:
        """What it is, without secrets: `file`, `s3` or `webhook`."""
        ...

    def put(self, name: str, body: bytes) -> None:
        """Keep a document under a new name; raises Unavailable where it was not kept."""
        ...
