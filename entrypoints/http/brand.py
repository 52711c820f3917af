"""A tenant's images: uploaded by the tenant or the administrator, shown to everybody."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response

from application.branding.keep_images import RemoveBrandImage, SetBrandImage
from application.branding.show_image import ShowBrandImage
from domain.brand_image import MEDIA_TYPES, MOST_BYTES, SHOWN_AS, ImageKind
from domain.ids import TenantId
from entrypoints.http.answers import ImageShown
from entrypoints.http.caller import Callers
from entrypoints.http.doors import Credential, opens
from entrypoints.http.etags import ETAG, tagged
from entrypoints.http.uploads import image

# The address names the content (RFC 8246).
FOR_GOOD: Final = "public, max-age=31536000, immutable"
# One who opens the image as a page gets a picture that can do nothing.
ALONE: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"


def blueprint(
    *,
    name: str,
    prefix: str,
    credential: Credential,
    tenant_of: Callable[[str], TenantId],
    put: SetBrandImage,
    remove: RemoveBrandImage,
    callers: Callers,
    app_url: str,
) -> Blueprint:
    """Logo and favicon below a prefix; `tenant_of` says whose, from the path's `tenant` where it has one."""
    brand = Blueprint(name, __name__, url_prefix=prefix)

    def hang(kind: ImageKind) -> None:
        @brand.put(f"/{kind}", endpoint=f"set_{kind}")
        @opens(credential, uploads=MEDIA_TYPES, most=MOST_BYTES, answer=ImageShown, headers=ETAG, scope="tenant:write")
        def set_image(tenant: str = "") -> Response:
            """Show an image from now on: PNG, JPEG or WebP, at most 512 KiB, drawn anew as PNG in the size it needs."""
            tenant_id, content = tenant_of(tenant), image()
            changed, kept = put(tenant_id=tenant_id, kind=kind, content=content, caller=callers.program())
            return tagged(ImageShown.of(kind, kept.mark, changed.slug, app_url), changed.version)

        @brand.delete(f"/{kind}", endpoint=f"remove_{kind}")
        @opens(credential, status=204, scope="tenant:write")
        def remove_image(tenant: str = "") -> None:
            """Show it no more."""
            remove(tenant_id=tenant_of(tenant), kind=kind, caller=callers.program())

    for kind in ImageKind:
        hang(kind)
    return brand


def shown(*, show: ShowBrandImage) -> Blueprint:
    """Where pages and mails load the images from."""
    images = Blueprint("brand_images", __name__, url_prefix="/t/<slug>/brand")

    @images.get("/<kind>/<digest>")
    @opens("open", media=SHOWN_AS, refusals=("unavailable",))
    def show_image(slug: str, kind: str, digest: str) -> Response:
        """Show a tenant's logo or favicon; another image has another address, so keep it for good."""
        found = show(slug=slug, kind=kind, sha256=digest)
        headers = {"Cache-Control": FOR_GOOD, "Content-Security-Policy": ALONE}
        return Response(found.content, mimetype=found.media_type, headers=headers)

    return images
