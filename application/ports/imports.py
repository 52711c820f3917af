"""Many users at once."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from domain.ids import TenantId, UserId
from domain.user import User


class UserImports(Protocol):
    """Brings users in by the thousand, and out."""

    def add(self, users: Sequence[User]) -> tuple[set[UserId], set[UserId]]:
        """Keep users in one commit: the ids that are new, and those that were there before.

        One that is in neither has an address that is another user's, here or earlier among these.
        """
        ...

    def taken(self, *, tenant_id: TenantId, addresses: Sequence[str]) -> dict[str, UserId]:
        """Which of these addresses are somebody's, and whose."""
        ...

    def all(self, *, tenant_id: TenantId) -> Iterator[User]:
        """Every user of a tenant, oldest first, a thousand at a time in memory."""
        ...
