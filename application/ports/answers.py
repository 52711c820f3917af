"""Answers to calls with an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

KEPT: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Once:
    """A call that shall have one effect: `digest` of its key and scope, `body_mac` of what it asks for.

    `tenant_id` is `installation` for the administrator; `lease_id` fences who works on it until `lease_until`.
    """

    tenant_id: str
    digest: bytes = field(repr=False)
    lease_id: str
    lease_until: datetime
    key_id: str
    body_mac: bytes = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of an earlier call: its answer, sealed; None while it is being worked on."""

    key_id: str
    body_mac: bytes = field(repr=False)
    answer: bytes | None = field(repr=False)
    lease_until: datetime


class Answers(Protocol):
    """Within a commit."""

    def keep(self, once: Once, answer: bytes) -> None:
        """Keep the sealed answer beside the effect; raises Conflict where the lease went to another."""
        ...


class AnswerBook(Protocol):
    """A statement at a time."""

    def find(self, once: Once, *, now: datetime) -> Kept | None:
        """What is known of a call that somebody has answered within a day, or works on; writes nothing."""
        ...

    def claim(self, once: Once, *, now: datetime) -> Kept | None:
        """Take the lease of a call that nobody has answered within a day, or works on: None.

        Else what is known of it.
        """
        ...

    def give_up(self, once: Once) -> None:
        """Forget a call that had no effect, if the lease is still held."""
        ...

    def sweep(self, *, before: datetime, most: int) -> None:
        """Forget answers older than a moment, a batch at a time."""
        ...
