"""Chance comes from outside."""

from typing import Protocol


class Dice(Protocol):
    """Random bytes fit for secrets."""

    def roll(self, size: int) -> bytes:
        """That many bytes that nobody can foresee."""
        ...
