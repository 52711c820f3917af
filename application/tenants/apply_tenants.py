"""Tenants become as a file wants them: a plan first, then all of it in one commit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from application.audit.scribe import Scribe
from application.keys.api_keys import IssueApiKey, new_key, tell_of_key
from application.ports.known_keys import KnownKeys
from application.ports.store import Store, Transaction
from application.tenants.apply_clients import ApplyClients
from application.tenants.change_tenant import ChangeTenant
from application.tenants.create_tenant import CreateTenant
from application.tenants.issued import Issued
from domain.api_key import ApiKey
from domain.audit import Action
from domain.caller import Caller
from domain.ids import TenantId
from domain.oauth_client import MOST_PER_TENANT, OAuthClient
from domain.refusal import Conflict, FieldError, InvalidRequest, PreconditionFailed
from domain.tenant import Tenant
from domain.tenant_plan import TenantPlan, plan_of
from domain.wanted_tenant import WantedKey, WantedTenant

BATCH = 200


def keys_of(tx: Transaction, tenant_id: TenantId) -> list[ApiKey]:
    """Every key of a tenant, newest first."""
    found: list[ApiKey] = []
    while page := tx.api_keys.page(tenant_id=tenant_id, before=found[-1].id if found else "", most=BATCH):
        found += page
    return found


def clients_of(tx: Transaction, tenant: Tenant) -> Sequence[OAuthClient]:
    """Every client of a tenant, newest first."""
    return tx.oauth_clients.page(tenant_id=tenant.id, before="", most=MOST_PER_TENANT)


@dataclass(frozen=True, slots=True)
class PlanTenants:
    """What would have to change; changes nothing.

    Raises InvalidRequest that names every field of every tenant that cannot be so.
    """

    store: Store
    scribe: Scribe
    create: CreateTenant
    change: ChangeTenant

    def __call__(self, wanted: Sequence[WantedTenant]) -> tuple[TenantPlan, ...]:
        with self.store.begin() as tx:
            return self.within(tx, wanted, self.scribe.now())

    def within(self, tx: Transaction, wanted: Sequence[WantedTenant], now: datetime) -> tuple[TenantPlan, ...]:
        """The plan as things are in a transaction."""
        planned = [self._one(tx, each, now) for each in wanted]
        if errors := [error for _, wrong in planned for error in wrong]:
            raise InvalidRequest(errors)
        return tuple(plan for plan, _ in planned)

    def _one(self, tx: Transaction, wanted: WantedTenant, now: datetime) -> tuple[TenantPlan, list[FieldError]]:
        present = tx.tenants.by_slug(wanted.slug)
        keys = keys_of(tx, present.id) if present else []
        clients = clients_of(tx, present) if present else ()
        plan, errors = plan_of(wanted, present, keys, now, clients)
        if not errors:
            errors = self._refused(plan, present, now)
        return plan, [FieldError(f"tenants.{wanted.slug}.{error.field}", error.message) for error in errors]

    def _refused(self, plan: TenantPlan, present: Tenant | None, now: datetime) -> list[FieldError]:
        """What only the whole tenant shows: a wrong slug, a plan of messages that nobody serves, and so on."""
        try:
            draft_of(plan, present, self.create, self.change, now)
        except InvalidRequest as refusal:
            return [FieldError(one["field"], one["message"]) for one in refusal.members["errors"]]
        return []


def draft_of(
    plan: TenantPlan, present: Tenant | None, create: CreateTenant, change: ChangeTenant, now: datetime
) -> Tenant:
    """The tenant as it will be; raises InvalidRequest."""
    body = plan.body()
    if present is not None:
        return change.draft(present, body, now)
    return create.draft(
        name=body.get("name"), slug=plan.slug, settings=body["settings"], branding=body["branding"], now=now
    )


@dataclass(frozen=True, slots=True)
class ApplyTenants:
    """Carry out a plan that somebody has seen, whole or not at all; returns the keys and secrets that were made.

    Raises PreconditionFailed where the tenants have changed since, so that nothing unseen is done, InvalidRequest,
    and Conflict where a slug was a deleted tenant's.
    """

    store: Store
    scribe: Scribe
    known_keys: KnownKeys
    plan: PlanTenants
    issue: IssueApiKey
    apply_clients: ApplyClients

    def __call__(
        self, wanted: Sequence[WantedTenant], *, seen: Sequence[TenantPlan], caller: Caller
    ) -> Sequence[Issued]:
        now = self.scribe.now()
        issued: list[Issued] = []
        with self.store.begin() as tx:
            # In one order, so that two of these never wait for each other.
            present = {slug: _locked(tx, slug) for slug in sorted(each.slug for each in wanted)}
            if self.plan.within(tx, wanted, now) != tuple(seen):
                raise PreconditionFailed("The tenants have changed since the plan was made: look at the new plan.")
            for plan in seen:
                issued += self._carry_out(tx, plan, present[plan.slug], now, caller)
        for tenant in present.values():
            if tenant is not None:
                self.known_keys.forget(tenant.id)
        return issued

    def _carry_out(
        self, tx: Transaction, plan: TenantPlan, present: Tenant | None, now: datetime, caller: Caller
    ) -> list[Issued]:
        is_kept = present is not None and not plan.changes
        tenant = None if is_kept else draft_of(plan, present, self.plan.create, self.plan.change, now)
        if present is None and tenant is not None:
            self._found(tx, tenant, now, caller)
        elif present is not None and tenant is not None:
            named = [change.path for change in plan.changes]
            self.plan.change.within(tx, present, tenant, named=named, now=now, caller=caller)
        for change in plan.changed_keys:
            self._change_key(tx, change.before, change.after, now, caller)
        whose = tenant or present
        if whose is None:
            return []
        issued = [self._issue(tx, whose, key, now, caller) for key in plan.new_keys]
        return issued + self.apply_clients(tx, whose, plan.clients, now=now, caller=caller)

    def _found(self, tx: Transaction, tenant: Tenant, now: datetime, caller: Caller) -> None:
        try:
            self.plan.create.within(tx, tenant, [], now=now, caller=caller)
        except Conflict:
            raise Conflict(f"The slug {tenant.slug} was a deleted tenant's, and is never given again.") from None

    def _change_key(self, tx: Transaction, seen: ApiKey, wanted: WantedKey, now: datetime, caller: Caller) -> None:
        key = tx.api_keys.get(tenant_id=seen.tenant_id, key_id=seen.id) or seen
        changed = replace(key, rights=wanted.rights, life=replace(key.life, expires_at=wanted.expires_at))
        tx.api_keys.save(changed)
        tell_of_key(tx, self.scribe, changed, Action.KEY_CHANGED, now=now, caller=caller)

    def _issue(self, tx: Transaction, tenant: Tenant, wanted: WantedKey, now: datetime, caller: Caller) -> Issued:
        key, secret = new_key(self.scribe, tenant, wanted.kind, wanted.name, now, wanted.expires_at, wanted.rights)
        self.issue.within(tx, key, now=now, caller=caller)
        return Issued(tenant.slug, key.kind, key.name, key.id, secret)


def _locked(tx: Transaction, slug: str) -> Tenant | None:
    found = tx.tenants.by_slug(slug)
    return tx.tenants.get(found.id) if found else None
