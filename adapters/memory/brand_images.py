"""Images of tenants in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.memory.world import MemoryWorld
from application.ports.brand_images import BrandImages
from domain.brand_image import BrandImage, ImageKind
from domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class MemoryBrandImages(BrandImages):
    """Images of a world."""

    world: MemoryWorld

    def put(self, image: BrandImage) -> None:
        """See BrandImages."""
        self.world.brand_images[image.tenant_id, image.kind] = image

    def get(self, *, tenant_id: TenantId, kind: ImageKind, sha256: str) -> BrandImage | None:
        """See BrandImages."""
        found = self.world.brand_images.get((tenant_id, kind))
        return found if found and found.mark.sha256 == sha256 else None

    def of_tenant(self, *, tenant_id: TenantId) -> Sequence[BrandImage]:
        """See BrandImages."""
        mine = [image for (owner, _), image in self.world.brand_images.items() if owner == tenant_id]
        return sorted(mine, key=lambda image: image.kind)

    def remove(self, *, tenant_id: TenantId, kind: ImageKind) -> bool:
        """See BrandImages."""
        return self.world.brand_images.pop((tenant_id, kind), None) is not None

    def remove_all(self, *, tenant_id: TenantId) -> None:
        """See BrandImages."""
        for kind in ImageKind:
            self.world.brand_images.pop((tenant_id, kind), None)
