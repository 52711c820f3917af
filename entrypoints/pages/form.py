"""What a form of a page needs beside its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Form:
    """Where a form is posted to, and the fields that nobody sees: `csrf`, `flow` and what else its receiver wants."""

    action: str
    hidden: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """What was wrong with what was sent: the `code` of a refusal, and the numbers that its sentence needs.

    `wait` is in seconds.
    """

    code: str
    attempts_left: int | None = None
    wait: int | None = None
