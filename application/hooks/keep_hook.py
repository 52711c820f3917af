"""A tenant's hook: set, show, remove."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from application.audit.scribe import Scribe
from application.idempotency.promise import Promise, keep
from application.ports.store import Store
from application.webhooks.secrets import SigningSecrets
from domain.audit import Action
from domain.caller import Caller
from domain.hook import Hook, OnFailure, require_before
from domain.ids import TenantId, WebhookId
from domain.outbound import OutboundRule
from domain.refusal import FieldError, InvalidRequest, NotFound

MISSING = "There is no hook."


@dataclass(frozen=True, slots=True)
class SetHook:
    """Let a URL be asked from now on; its secret is returned once.  Raises InvalidRequest and NotFound."""

    store: Store
    scribe: Scribe
    secrets: SigningSecrets
    rule: OutboundRule

    def __call__(
        self,
        *,
        tenant_id: TenantId,
        url: str,
        before: Sequence[str],
        on_failure: str,
        caller: Caller,
        promise: Promise[tuple[Hook, str]] | None = None,
    ) -> tuple[Hook, str]:
        try:
            self.rule.require_url(url)
        except ValueError as error:
            raise InvalidRequest([FieldError("url", f"This {error}.")]) from None
        now = self.scribe.now()
        id = self.scribe.id(WebhookId, now)
        sealed, secret = self.secrets.new(tenant_id, id)
        hook = Hook(tenant_id, id, url, require_before(before), OnFailure(on_failure), sealed, now)
        details = {"before": [*hook.before], "on_failure": hook.on_failure.value}
        with self.store.begin() as tx:
            if tx.tenants.get(tenant_id) is None:
                raise NotFound("There is no tenant of that id.")
            tx.hooks.put(hook)
            tx.records.add(self._row(caller, Action.HOOK_SET, tenant_id, details))
            keep(tx, promise, (hook, secret))
        return hook, secret

    def _row(self, caller: Caller, action: Action, tenant_id: TenantId, details: dict[str, Any]) -> Any:
        now = self.scribe.now()
        return self.scribe.audit(caller, action, at=now, tenant_id=tenant_id, subject=tenant_id, details=details)


@dataclass(frozen=True, slots=True)
class ShowHook:
    """The tenant's hook, without its secret; raises NotFound."""

    store: Store

    def __call__(self, *, tenant_id: TenantId) -> Hook:
        with self.store.begin() as tx:
            hook = tx.hooks.get(tenant_id=tenant_id)
        if hook is None:
            raise NotFound(MISSING)
        return hook


@dataclass(frozen=True, slots=True)
class RemoveHook:
    """Ask nobody any more; raises NotFound."""

    store: Store
    scribe: Scribe

    def __call__(self, *, tenant_id: TenantId, caller: Caller) -> None:
        now = self.scribe.now()
        with self.store.begin() as tx:
            if not tx.hooks.remove(tenant_id=tenant_id):
                raise NotFound(MISSING)
            tx.records.add(
                self.scribe.audit(caller, Action.HOOK_REMOVED, at=now, tenant_id=tenant_id, subject=tenant_id)
            )
