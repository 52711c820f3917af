"""A tenant's name, settings or branding change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from application.audit.scribe import Scribe
from application.keys.signing_keys import NewSigningKey
from application.ports.known_keys import KnownKeys
from application.ports.store import Store, Transaction
from domain.audit import Action
from domain.caller import Caller
from domain.ids import TenantId
from domain.plan import RouteBook
from domain.refusal import NotFound, require_version
from domain.signing_key import LEAD, USES, of_use
from domain.tenant import Tenant


@dataclass(frozen=True, slots=True)
class ChangeTenant:
    """Change any of `name`, `settings` and `branding`, all or nothing.

    Another algorithm gets a signing key now, which signs after a while in which verifiers see it.

    `expected` is the version that the caller saw; None: whatever it is.
    Raises InvalidRequest, naming every wrong field, NotFound and PreconditionFailed.
    """

    store: Store
    scribe: Scribe
    known_keys: KnownKeys
    new_signing_key: NewSigningKey
    book: RouteBook
    test_numbers_must_end: bool

    def __call__(
        self, *, tenant_id: TenantId, changes: Mapping[str, Any], caller: Caller, expected: int | None = None
    ) -> Tenant:
        now = self.scribe.now()
        with self.store.begin() as tx:
            tenant = tx.tenants.get(tenant_id)
            if tenant is None:
                raise NotFound("There is no tenant of that id.")
            require_version(tenant.version, expected)
            changed = self.draft(tenant, changes, now)
            self.within(tx, tenant, changed, named=_named(changes), now=now, caller=caller)
        self.known_keys.forget(tenant_id)
        return changed

    def draft(self, tenant: Tenant, changes: Mapping[str, Any], now: datetime) -> Tenant:
        """The tenant with its changes, not yet kept; raises InvalidRequest."""
        changed = tenant.changed(changes, now=now, test_numbers_must_end=self.test_numbers_must_end)
        if changed.settings.message_plan != tenant.settings.message_plan:
            self.book.require(changed.settings.message_plan, changed.slug)
        return changed

    def within(
        self, tx: Transaction, tenant: Tenant, changed: Tenant, *, named: Sequence[str], now: datetime, caller: Caller
    ) -> None:
        """Keep a changed tenant; `named` are the fields that somebody changed, for the audit log."""
        tx.tenants.save(changed)
        for use in USES:
            if changed.settings.algorithm_of(use) != tenant.settings.algorithm_of(use) and of_use(
                tx.signing_keys.of_tenant(tenant_id=tenant.id), use
            ):
                self.new_signing_key(tx, changed, now=now, after=LEAD, at_once=False, caller=caller, use=use)
        tx.records.add(
            self.scribe.audit(
                caller,
                Action.TENANT_CHANGED,
                at=now,
                tenant_id=tenant.id,
                subject=tenant.id,
                details={"fields": [*named]},
            ),
            self.scribe.event("tenant.changed", at=now, tenant_id=tenant.id, subject=tenant.id),
        )


def _named(changes: Mapping[str, Any]) -> list[str]:
    parts = sorted(f"{part}.{name}" for part in ("settings", "branding") for name in changes.get(part, {}))
    return [*parts, *(["name"] if "name" in changes else [])]
