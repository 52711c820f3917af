"""The images of a tenant, with their bytes."""

from collections.abc import Sequence
from typing import Protocol

from domain.brand_image import BrandImage, ImageKind
from domain.ids import TenantId


class BrandImages(Protocol):
    """At most one of each kind."""

    def put(self, image: BrandImage) -> None:
        """Keep an image instead of the one of its kind before."""
        ...

    def get(self, *, tenant_id: TenantId, kind: ImageKind, sha256: str) -> BrandImage | None:
        """The tenant's present image of that kind, or None where it has none or another one."""
        ...

    def of_tenant(self, *, tenant_id: TenantId) -> Sequence[BrandImage]:
        """All that the tenant has, by kind; empty where it has none."""
        ...

    def remove(self, *, tenant_id: TenantId, kind: ImageKind) -> bool:
        """Forget it; whether there was one."""
        ...

    def remove_all(self, *, tenant_id: TenantId) -> None:
        """Forget every image of the tenant; nothing where it has none."""
        ...
