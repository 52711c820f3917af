"""Hooks in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.memory.world import MemoryWorld
from application.ports.hooks import Hooks
from domain.hook import Hook
from domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class MemoryHooks(Hooks):
    """Hooks of a world."""

    world: MemoryWorld

    def put(self, hook: Hook) -> None:
        """See Hooks."""
        self.world.hooks[hook.tenant_id] = hook

    def get(self, *, tenant_id: TenantId) -> Hook | None:
        """See Hooks."""
        return self.world.hooks.get(tenant_id)

    def sealed_otherwise(self, key_id: str, *, most: int) -> Sequence[Hook]:
        """See Hooks."""
        return [hook for hook in self.world.hooks.values() if hook.secret.key_id != key_id][:most]

    def remove(self, *, tenant_id: TenantId) -> bool:
        """See Hooks."""
        return self.world.hooks.pop(tenant_id, None) is not None
