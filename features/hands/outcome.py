"""What came of a call, and who a tenant is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: what was said, and, where it was a no, under which code and for how many seconds."""

    said: Mapping[str, Any]
    refused_as: str | None = None
    wait: int | None = None

    @property
    def fields(self) -> str:
        """The fields that a refusal names, sorted."""
        return ", ".join(sorted({error["field"] for error in self.said["errors"]}))


@dataclass(frozen=True, slots=True)
class Tenancy:
    """A tenant as its developer has it."""

    id: str
    slug: str
    publishable: str = field(repr=False)
    secret: str = field(repr=False)
