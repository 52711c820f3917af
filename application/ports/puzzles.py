"""Proof of work: a stranger's machine spends some seconds, and nobody else learns of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Work:
    """A puzzle that was solved: its id, to be spent once, and when it would have expired."""

    id: str
    until: datetime


class Puzzles(Protocol):
    """Makes puzzles and judges their solutions; a puzzle is good for one tenant and address (`bound_to`)."""

    def make(self, *, id: str, bound_to: str, score: int, until: datetime) -> Mapping[str, Any]:
        """A puzzle as the client gets it, the harder the higher the score."""
        ...

    def judge(self, proof: str, *, bound_to: str, now: datetime) -> Work | None:
        """What was solved; None where it is no solution, expired, forged or another's."""
        ...
