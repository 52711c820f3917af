"""Many users at once, in memory."""

from collections.abc import Iterator, Sequence

from adapters.memory.world import MemoryWorld
from application.ports.imports import UserImports
from domain.ids import TenantId, UserId
from domain.user import User


class MemoryUserImports(UserImports):
    """Users of a world."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def add(self, users: Sequence[User]) -> tuple[set[UserId], set[UserId]]:
        """See UserImports."""
        world, new, known = self._world, set[UserId](), set[UserId]()
        with world.lock:
            for user in users:
                if (user.tenant_id, user.id) in world.users:
                    known.add(user.id)
                elif not any(world.users.holder(user.tenant_id, text) for text in user.addresses):
                    world.users[user.tenant_id, user.id] = user
                    new.add(user.id)
        return new, known - new

    def taken(self, *, tenant_id: TenantId, addresses: Sequence[str]) -> dict[str, UserId]:
        """See UserImports."""
        holders = {text: self._world.users.holder(tenant_id, text) for text in addresses}
        return {text: user.id for text, user in holders.items() if user}

    def all(self, *, tenant_id: TenantId) -> Iterator[User]:
        """See UserImports."""
        yield from sorted(
            (user for key, user in self._world.users.items() if key[0] == tenant_id), key=lambda user: user.id
        )
