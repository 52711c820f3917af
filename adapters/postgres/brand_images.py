"""Images of tenants on Postgres."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from application.ports.brand_images import BrandImages
from domain.brand_image import BrandImage, ImageKind, ImageMark
from domain.ids import TenantId

PUT: Final = """
INSERT INTO brand_images (tenant_id, kind, digest, media_type, bytes, width, height, created_at)
VALUES (%(tenant)s, %(kind)s, %(digest)s, %(media_type)s, %(bytes)s, %(width)s, %(height)s, %(at)s)
ON CONFLICT (tenant_id, kind) DO UPDATE
SET digest = excluded.digest, media_type = excluded.media_type, bytes = excluded.bytes, width = excluded.width,
    height = excluded.height, created_at = excluded.created_at
"""
OF_TENANT: Final = """
SELECT tenant_id, kind, digest, media_type, bytes, width, height, created_at FROM brand_images
 WHERE tenant_id = %(tenant)s
"""
GET: Final = f"{OF_TENANT} AND kind = %(kind)s AND digest = %(digest)s"
REMOVE_ALL: Final = "DELETE FROM brand_images WHERE tenant_id = %(tenant)s"
REMOVE: Final = f"{REMOVE_ALL} AND kind = %(kind)s"


@dataclass(frozen=True, slots=True)
class PostgresBrandImages(BrandImages):
    """Images in `brand_images`."""

    connection: Connection

    def put(self, image: BrandImage) -> None:
        """See BrandImages."""
        self.connection.exec_driver_sql(PUT, {
            "tenant": image.tenant_id, "kind": image.kind.value, "digest": image.mark.sha256,
            "media_type": image.media_type, "bytes": image.content, "width": image.mark.width,
            "height": image.mark.height, "at": image.created_at,
        })  # fmt: skip

    def get(self, *, tenant_id: TenantId, kind: ImageKind, sha256: str) -> BrandImage | None:
        """See BrandImages."""
        asked = {"tenant": tenant_id, "kind": kind.value, "digest": sha256}
        row = self.connection.exec_driver_sql(GET, asked).first()
        return None if row is None else _image_of(row)

    def of_tenant(self, *, tenant_id: TenantId) -> Sequence[BrandImage]:
        """See BrandImages."""
        found = self.connection.exec_driver_sql(f"{OF_TENANT} ORDER BY kind", {"tenant": tenant_id})
        return [_image_of(row) for row in found]

    def remove(self, *, tenant_id: TenantId, kind: ImageKind) -> bool:
        """See BrandImages."""
        asked = {"tenant": tenant_id, "kind": kind.value}
        return bool(self.connection.exec_driver_sql(REMOVE, asked).rowcount)

    def remove_all(self, *, tenant_id: TenantId) -> None:
        """See BrandImages."""
        self.connection.exec_driver_sql(REMOVE_ALL, {"tenant": tenant_id})


def _image_of(row: Any) -> BrandImage:
    mark = ImageMark(row.digest, row.width, row.height)
    return BrandImage(
        TenantId(row.tenant_id), ImageKind(row.kind), mark, row.media_type, bytes(row.bytes), row.created_at
    )
