"""A tenant's images: set, remove."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from application.audit.scribe import Scribe
from application.ports.images import Images
from application.ports.known_keys import KnownKeys
from application.ports.store import Store, Transaction
from domain.audit import Action
from domain.brand_image import MOST_BYTES, TOO_LARGE, BrandImage, ImageKind, unfit
from domain.caller import Caller
from domain.ids import TenantId
from domain.refusal import NotFound
from domain.tenant import Tenant

NO_TENANT = "There is no tenant of that id."


@dataclass(frozen=True, slots=True)
class SetBrandImage:
    """Show an image from now on, drawn anew, instead of the one of its kind before.

    Raises InvalidRequest where it is none that is taken, and NotFound.
    """

    store: Store
    scribe: Scribe
    known_keys: KnownKeys
    images: Images

    def __call__(
        self, *, tenant_id: TenantId, kind: ImageKind, content: bytes, caller: Caller
    ) -> tuple[Tenant, BrandImage]:
        if len(content) > MOST_BYTES:
            raise unfit(TOO_LARGE)
        # Before the transaction: it takes longer than anybody should hold a row.
        drawn, now = self.images.draw(content, kind=kind), self.scribe.now()
        image = BrandImage.of(tenant_id, kind, drawn, now)
        with self.store.begin() as tx:
            changed = _tenant(tx, tenant_id).with_image(image)
            tx.brand_images.put(image)
            details = {"kind": kind.value, "sha256": image.mark.sha256, "bytes": len(image.content)}
            keep(tx, self.scribe, changed, Action.TENANT_IMAGE_SET, details, now=now, caller=caller)
        self.known_keys.forget(tenant_id)
        return changed, image


@dataclass(frozen=True, slots=True)
class RemoveBrandImage:
    """Show it no more; raises NotFound where there is none."""

    store: Store
    scribe: Scribe
    known_keys: KnownKeys

    def __call__(self, *, tenant_id: TenantId, kind: ImageKind, caller: Caller) -> None:
        now = self.scribe.now()
        with self.store.begin() as tx:
            changed = _tenant(tx, tenant_id).without_image(kind)
            if not tx.brand_images.remove(tenant_id=tenant_id, kind=kind):
                raise NotFound(f"There is no {kind.value}.")
            details = {"kind": kind.value}
            keep(tx, self.scribe, changed, Action.TENANT_IMAGE_REMOVED, details, now=now, caller=caller)
        self.known_keys.forget(tenant_id)


def keep(
    tx: Transaction,
    scribe: Scribe,
    changed: Tenant,
    action: Action,
    details: Mapping[str, Any],
    *,
    now: datetime,
    caller: Caller,
) -> None:
    """Keep a tenant whose images have changed, and tell of it."""
    tx.tenants.save(changed)
    tx.records.add(
        scribe.audit(caller, action, at=now, tenant_id=changed.id, subject=changed.id, details=details),
        scribe.event("tenant.changed", at=now, tenant_id=changed.id, subject=changed.id),
    )


def _tenant(tx: Transaction, tenant_id: TenantId) -> Tenant:
    tenant = tx.tenants.get(tenant_id)
    if tenant is None:
        raise NotFound(NO_TENANT)
    return tenant
