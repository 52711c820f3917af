"""A tenant's webhooks: make, list, change, remove, give a new secret."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from application.audit.scribe import Scribe
from application.idempotency.promise import Promise, keep
from application.ports.store import Store, Transaction
from application.webhooks.secrets import SigningSecrets
from domain.audit import Action
from domain.caller import Caller
from domain.ids import TenantId, WebhookId
from domain.outbound import OutboundRule
from domain.refusal import Conflict, FieldError, InvalidRequest, NotFound
from domain.webhook import DESCRIPTION, LONGEST_OVERLAP, MOST_PER_TENANT, OVERLAP, WebhookEndpoint, require_filters

BATCH = 100
MISSING = "There is no webhook of that id."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a webhook is to be; None leaves a field as it is."""

    url: str | None = None
    types: Sequence[str] | None = None
    description: str | None = None
    enabled: bool | None = None

    def require(self, rule: OutboundRule) -> None:
        """Raise InvalidRequest with every field that cannot be."""
        errors = []
        try:
            if self.url is not None:
                rule.require_url(self.url)
        except ValueError as error:
            errors.append(FieldError("url", f"This {error}."))
        try:
            if self.description is not None:
                DESCRIPTION.read(self.description)
        except ValueError as error:
            errors.append(FieldError("description", f"This must be {error}."))
        try:
            if self.types is not None:
                require_filters(self.types)
        except InvalidRequest as refusal:
            errors += [FieldError(one["field"], one["message"]) for one in refusal.members["errors"]]
        if errors:
            raise InvalidRequest(errors)

    def named(self) -> list[str]:
        """The fields that are given."""
        given = {"url": self.url, "events": self.types, "description": self.description, "enabled": self.enabled}
        return [name for name, value in given.items() if value is not None]


@dataclass(frozen=True, slots=True)
class Told:
    """Writes the audit row of what was done to a webhook; its host is named, its URL may hold a secret."""

    scribe: Scribe

    def __call__(
        self, tx: Transaction, endpoint: WebhookEndpoint, action: Action, caller: Caller, now: datetime, **more: Any
    ) -> None:
        details = {"host": urlsplit(endpoint.url).hostname, **more}
        tx.records.add(
            self.scribe.audit(
                caller, action, at=now, tenant_id=endpoint.tenant_id, subject=endpoint.id, details=details
            )
        )


def found(tx: Transaction, tenant_id: TenantId, id: WebhookId) -> WebhookEndpoint:
    """The tenant's webhook of that id; raises NotFound."""
    endpoint = tx.webhooks.get(tenant_id=tenant_id, id=id)
    if endpoint is None:
        raise NotFound(MISSING)
    return endpoint


@dataclass(frozen=True, slots=True)
class CreateWebhook:
    """Let a URL hear of events from now on; its secret is returned once.

    Raises InvalidRequest, NotFound for a tenant that is not there, and Conflict where the tenant has 20 already.
    """

    store: Store
    scribe: Scribe
    secrets: SigningSecrets
    rule: OutboundRule

    def __call__(
        self,
        *,
        tenant_id: TenantId,
        wanted: Wanted,
        caller: Caller,
        promise: Promise[tuple[WebhookEndpoint, str]] | None = None,
    ) -> tuple[WebhookEndpoint, str]:
        wanted.require(self.rule)
        now = self.scribe.now()
        id = self.scribe.id(WebhookId, now)
        sealed, secret = self.secrets.new(tenant_id, id)
        types, url = require_filters(wanted.types or ("*",)), wanted.url or ""
        endpoint = WebhookEndpoint(tenant_id, id, url, types, sealed, now, wanted.description or "")
        with self.store.begin() as tx:
            if tx.tenants.get(tenant_id) is None:
                raise NotFound("There is no tenant of that id.")
            if len(tx.webhooks.of_tenant(tenant_id=tenant_id)) >= MOST_PER_TENANT:
                raise Conflict(f"A tenant has at most {MOST_PER_TENANT} webhooks. Delete one first.")
            tx.webhooks.add(endpoint)
            Told(self.scribe)(tx, endpoint, Action.WEBHOOK_CREATED, caller, now, events=list(types))
            keep(tx, promise, (endpoint, secret))
        return endpoint, secret


@dataclass(frozen=True, slots=True)
class ListWebhooks:
    """A tenant's webhooks, newest first."""

    store: Store

    def __call__(self, *, tenant_id: TenantId) -> Sequence[WebhookEndpoint]:
        with self.store.begin() as tx:
            return tx.webhooks.of_tenant(tenant_id=tenant_id)


@dataclass(frozen=True, slots=True)
class ChangeWebhook:
    """Change a webhook; to enable it begins anew with what it is owed.  Raises InvalidRequest and NotFound."""

    store: Store
    scribe: Scribe
    rule: OutboundRule

    def __call__(self, *, tenant_id: TenantId, id: WebhookId, wanted: Wanted, caller: Caller) -> WebhookEndpoint:
        wanted.require(self.rule)
        now = self.scribe.now()
        with self.store.begin() as tx:
            endpoint = _changed(found(tx, tenant_id, id), wanted, now)
            tx.webhooks.save(endpoint)
            Told(self.scribe)(tx, endpoint, Action.WEBHOOK_CHANGED, caller, now, fields=wanted.named())
        return endpoint


def _changed(endpoint: WebhookEndpoint, wanted: Wanted, now: datetime) -> WebhookEndpoint:
    endpoint = replace(
        endpoint,
        url=endpoint.url if wanted.url is None else wanted.url,
        types=endpoint.types if wanted.types is None else require_filters(wanted.types),
        description=endpoint.description if wanted.description is None else wanted.description,
    )
    if wanted.enabled is None:
        return endpoint
    return endpoint.enabled() if wanted.enabled else endpoint.disabled(now, "by_hand")


@dataclass(frozen=True, slots=True)
class DeleteWebhook:
    """Forget a webhook and what it was owed; raises NotFound."""

    store: Store
    scribe: Scribe

    def __call__(self, *, tenant_id: TenantId, id: WebhookId, caller: Caller) -> None:
        now = self.scribe.now()
        with self.store.begin() as tx:
            endpoint = found(tx, tenant_id, id)
            tx.webhooks.remove(endpoint)
            Told(self.scribe)(tx, endpoint, Action.WEBHOOK_DELETED, caller, now)


@dataclass(frozen=True, slots=True)
class RotateWebhookSecret:
    """Give a webhook a new secret, returned once; both sign for `overlap`, so that the receiver changes over in peace.

    Raises InvalidRequest and NotFound.
    """

    store: Store
    scribe: Scribe
    secrets: SigningSecrets

    def __call__(
        self,
        *,
        tenant_id: TenantId,
        id: WebhookId,
        caller: Caller,
        overlap: timedelta = OVERLAP,
        promise: Promise[tuple[WebhookEndpoint, str]] | None = None,
    ) -> tuple[WebhookEndpoint, str]:
        if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
            raise InvalidRequest([FieldError("overlap_seconds", "This must be 0 to 604800 (7 days).")])
        now = self.scribe.now()
        sealed, secret = self.secrets.new(tenant_id, id)
        with self.store.begin() as tx:
            endpoint = found(tx, tenant_id, id).rotated(sealed, until=now + overlap)
            tx.webhooks.save(endpoint)
            seconds = int(overlap.total_seconds())
            Told(self.scribe)(tx, endpoint, Action.WEBHOOK_SECRET_ROTATED, caller, now, overlap_seconds=seconds)
            keep(tx, promise, (endpoint, secret))
        return endpoint, secret


@dataclass(frozen=True, slots=True)
class ResealWebhooks:
    """Seal the secrets of webhooks and hooks anew under JWT_SECRET, batch by batch; yields how many are done so far."""

    store: Store
    scribe: Scribe
    secrets: SigningSecrets

    def __call__(self) -> Iterator[int]:
        done = 0
        while True:
            with self.store.begin() as tx:
                others = tx.webhooks.sealed_otherwise(self.scribe.keys.id, most=BATCH)
                for endpoint in others:
                    tx.webhooks.save(self._resealed(endpoint))
                hooks = tx.hooks.sealed_otherwise(self.scribe.keys.id, most=BATCH)
                for hook in hooks:
                    raw = self.secrets.open(hook.tenant_id, hook.id, hook.secret)
                    tx.hooks.put(replace(hook, secret=self.secrets.seal(hook.tenant_id, hook.id, raw)))
            if not others and not hooks:
                return
            done += len(others) + len(hooks)
            yield done

    def _resealed(self, endpoint: WebhookEndpoint) -> WebhookEndpoint:
        tenant_id, id, before = endpoint.tenant_id, endpoint.id, endpoint.previous
        if before and endpoint.previous_until and endpoint.previous_until <= self.scribe.now():
            before = None
        secret = self.secrets.seal(tenant_id, id, self.secrets.open(tenant_id, id, endpoint.secret))
        again = before and self.secrets.seal(tenant_id, id, self.secrets.open(tenant_id, id, before))
        return replace(endpoint, secret=secret, previous=again)
