"""The hook of a tenant, and the line to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.hook import Hook
from domain.ids import TenantId


class Hooks(Protocol):
    """At most one of a tenant."""

    def put(self, hook: Hook) -> None:
        """Keep a hook instead of the one before."""
        ...

    def get(self, *, tenant_id: TenantId) -> Hook | None:
        """The tenant's hook, or None."""
        ...

    def sealed_otherwise(self, key_id: str, *, most: int) -> Sequence[Hook]:
        """Hooks of any tenant whose secret other keys have sealed, locked until the commit."""
        ...

    def remove(self, *, tenant_id: TenantId) -> bool:
        """Forget it; whether there was one."""
        ...


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What came back: no status where nothing did."""

    status: int | None
    body: bytes = field(default=b"", repr=False)
    error: str | None = None


class HookLine(Protocol):
    """Asks a URL, within 2 s, only at addresses that may be reached."""

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> HookAnswer:
        """The answer, or what stood in its way; never an exception of the network."""
        ...


class HookGate(Protocol):
    """Who may wait for a hook at this moment."""

    def enter(self, tenant_id: TenantId, now: datetime) -> str | None:
        """Take a place; or why there is none: `full`, or `resting` where the hook has failed five times in a row."""
        ...

    def leave(self, tenant_id: TenantId, now: datetime, *, failed: bool) -> None:
        """Give the place back, and say how it went."""
        ...
