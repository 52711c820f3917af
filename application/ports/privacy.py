"""Personal data, wherever it lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from domain.ids import TenantId, UserId

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Person:
    """A user and the addresses that are theirs: in their stored forms, and as mailboxes."""

    tenant_id: TenantId
    user_id: UserId
    addresses: tuple[str, ...] = field(repr=False)
    mailboxes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is older than these moments is forgotten."""

    otp: datetime
    origins: datetime
    events: datetime


class PersonalData(Protocol):
    """Finds and forgets what is held of a person, in every table that holds any."""

    def held(self, person: Person) -> Mapping[str, Rows]:
        """Every row about the person, by table; secrets and their digests are left out: they are nobody's data."""
        ...

    def erase(self, person: Person) -> Mapping[str, int]:
        """Forget it, in one commit; how many rows of each table.

        The audit log keeps its rows, which hold ids and keyed digests alone; where they came from is forgotten.
        """
        ...

    def forget(self, *, tenant_id: TenantId, bounds: Bounds, after: str, most: int) -> tuple[Mapping[str, int], str]:
        """Forget a batch of what is older; how many rows of each table, and a cursor, empty where nothing is left."""
        ...
