"""A tenant's own images, shown from here: its logo and its favicon."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.ids import TenantId
from domain.refusal import FieldError, InvalidRequest


class ImageKind(StrEnum):
    """What an image is for."""

    LOGO = "logo"
    FAVICON = "favicon"


# What may be uploaded.  Not SVG: that is a document, which can hold script and load things from elsewhere.
MEDIA_TYPES: Final = ("image/png", "image/jpeg", "image/webp")
SVG: Final = "SVG is not taken, since it can hold script and load things from elsewhere: send a PNG, JPEG or WebP."
UNKNOWN: Final = "This must be one whole image in PNG, JPEG or WebP."
# What is stored and shown, whatever was uploaded.
SHOWN_AS: Final = "image/png"
MOST_BYTES: Final = 512 * 1024
TOO_LARGE: Final = "The image is over 512 KiB."
MOST_SIDE: Final = 4096
# Four bytes each, some copies of it while it is drawn: a small container has room for this, and not for much more.
MOST_PIXELS: Final = 2048 * 2048
TOO_MANY_PIXELS: Final = f"This must be at most {MOST_SIDE} pixels on each side, and {MOST_PIXELS:,} in all."
LOGO_BOX: Final = (512, 256)
FAVICON_BOX: Final = (64, 64)
SHA256: Final = re.compile(r"[0-9a-f]{64}")


def unfit(said: str) -> InvalidRequest:
    """The refusal of an image."""
    return InvalidRequest([FieldError("image", said)])


def require_size(width: int, height: int) -> None:
    """Raise InvalidRequest where decoding that many pixels would take too much; to be asked before it is decoded."""
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE and width * height <= MOST_PIXELS):
        raise unfit(TOO_MANY_PIXELS)


def require_one(frames: int) -> None:
    """Raise InvalidRequest where it moves, or holds several images."""
    if frames != 1:
        raise unfit("This must be one image, not an animation or several in a file.")


def looks_like_svg(content: bytes) -> bool:
    """Whether it is text that begins as SVG does, to say why it is not taken."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(b"<") and (b"<svg" in start or start.startswith(b"<?xml"))


def size_for(kind: ImageKind, width: int, height: int) -> tuple[int, int]:
    """How large it is drawn: a favicon fills its square, a logo fits into its box and is never made larger."""
    if kind is ImageKind.FAVICON:
        return FAVICON_BOX
    scale = min(1.0, LOGO_BOX[0] / width, LOGO_BOX[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


@dataclass(frozen=True, slots=True)
class Drawn:
    """An image that was drawn anew: PNG with nothing in it but its pixels."""

    content: bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ImageMark:
    """Which image a tenant has: the SHA-256 of its bytes in hexadecimal digits, and its size in pixels."""

    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class BrandImage:
    """An image as it is stored and shown."""

    tenant_id: TenantId
    kind: ImageKind
    mark: ImageMark
    media_type: str
    content: bytes = field(repr=False)
    created_at: datetime

    @classmethod
    def of(cls, tenant_id: TenantId, kind: ImageKind, drawn: Drawn, now: datetime) -> "BrandImage":
        """What was drawn, for a tenant."""
        mark = ImageMark(hashlib.sha256(drawn.content).hexdigest(), drawn.width, drawn.height)
        return cls(tenant_id, kind, mark, SHOWN_AS, drawn.content, now)


def image_url(app_url: str, slug: str, kind: ImageKind, mark: ImageMark) -> str:
    """Where everybody may load it; another image has another address, so that this one can be kept for good."""
    return f"{app_url}/t/{slug}/brand/{kind.value}/{mark.sha256}"
