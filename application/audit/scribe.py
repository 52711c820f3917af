"""Makes identifiers and audit rows for the other use cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from application.ports.clock import Clock
from application.ports.dice import Dice
from domain.audit import Action, AuditEvent, Event, Footprint
from domain.caller import Caller
from domain.derived_keys import DerivedKeys, KeyRing
from domain.ids import AuditId, EventId, Id, TenantId

AnyId = TypeVar("AnyId", bound=Id)
ID_BYTES = 10


@dataclass(frozen=True, slots=True)
class Scribe:
    """Time, chance and the digest key in one hand."""

    clock: Clock
    dice: Dice
    ring: KeyRing

    @property
    def keys(self) -> DerivedKeys:
        """The keys that things are made with."""
        return self.ring.current

    def now(self) -> datetime:
        """The moment."""
        return self.clock.now()

    def id(self, kind: type[AnyId], at: datetime) -> AnyId:
        """A new identifier of a kind."""
        return kind.make(at, self.dice.roll(ID_BYTES))

    def footprint(self, caller: Caller) -> Footprint:
        """The caller as audit rows may hold it."""
        return Footprint.of(caller, self.keys.digest)

    def audit(
        self,
        caller: Caller,
        action: Action,
        *,
        at: datetime,
        tenant_id: str,
        subject: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> AuditEvent:
        """An audit row of this call."""
        return self.footprint(caller).event(
            tenant_id=tenant_id, id=self.id(AuditId, at), at=at, action=action, subject=subject, details=details or {}
        )

    def event(
        self, type: str, *, at: datetime, tenant_id: TenantId, subject: str, payload: Mapping[str, Any] | None = None
    ) -> Event:
        """An event for the tenant's own systems."""
        return Event(tenant_id, self.id(EventId, at), at, type, subject, payload or {})
