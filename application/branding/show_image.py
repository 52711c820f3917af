"""A tenant's image, for everybody who knows its address."""

from dataclasses import dataclass

from application.ports.store import Store
from domain.brand_image import SHA256, BrandImage, ImageKind
from domain.refusal import NotFound
from domain.tenant import is_slug


@dataclass(frozen=True, slots=True)
class ShowBrandImage:
    """The image of that digest, which is the tenant's present one; raises NotFound for every other.

    Its address names its content, so what was once shown under it never changes.
    """

    store: Store

    def __call__(self, *, slug: str, kind: str, sha256: str) -> BrandImage:
        found = None
        if is_slug(slug) and kind in [known.value for known in ImageKind] and SHA256.fullmatch(sha256):
            with self.store.begin() as tx:
                tenant = tx.tenants.by_slug(slug)
                if tenant is not None:
                    found = tx.brand_images.get(tenant_id=tenant.id, kind=ImageKind(kind), sha256=sha256)
        if found is None:
            raise NotFound("There is no such image.")
        return found
