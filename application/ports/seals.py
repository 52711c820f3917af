"""Closes what lies in the database."""

from typing import Protocol


class Seals(Protocol):
    """Authenticated encryption, bound to a place: what was sealed for one place opens at no other."""

    def seal(self, key: bytes, plain: bytes, place: str) -> bytes:
        """The sealed bytes; `key` has 32."""
        ...

    def unseal(self, key: bytes, sealed: bytes, place: str) -> bytes:
        """What was sealed; raises Unavailable where key or place is another one, or nothing was."""
        ...
