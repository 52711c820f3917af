"""Images that strangers send, read and drawn anew by Pillow."""

from dataclasses import dataclass, field
from importlib import import_module
from io import BytesIO
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any, Final

from application.ports.images import Images
from domain.brand_image import (
    FAVICON_BOX,
    SVG,
    TOO_MANY_PIXELS,
    UNKNOWN,
    Drawn,
    ImageKind,
    looks_like_svg,
    require_one,
    require_size,
    size_for,
    unfit,
)
from domain.refusal import InvalidRequest, Unavailable

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS: Final = ("PNG", "JPEG", "WEBP")
# One is drawn and one waits: whoever sends many at once must not hold every thread of a process.
AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class PillowImages(Images):
    """One image at a time in a process, so that many at once cannot take its memory; loaded at the first one."""

    _turn: Any = field(default_factory=Lock, repr=False)
    _room: Any = field(default_factory=lambda: BoundedSemaphore(AT_ONCE), repr=False)

    def draw(self, content: bytes, *, kind: ImageKind) -> Drawn:
        """See Images."""
        if looks_like_svg(content):
            raise unfit(SVG)
        # Outside of what is caught: where it is not installed, that is no fault of the file.
        import_module("PIL.Image")
        if not self._room.acquire(blocking=False):
            raise Unavailable("Other images are being drawn. Try again in a moment.", retry_after=1)
        try:
            with self._turn:
                return _drawn(content, kind)
        except InvalidRequest:
            raise
        except Exception:  # noqa: BLE001 - whatever a decoder stumbles over is the file's fault, and no defect
            raise unfit(UNKNOWN) from None
        finally:
            self._room.release()


def _drawn(content: bytes, kind: ImageKind) -> Drawn:
    from PIL import Image

    try:
        # Only these readers are tried, whatever else Pillow could read; opening reads no more than the header.
        opened = Image.open(BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError:
        raise unfit(TOO_MANY_PIXELS) from None
    with opened as image:
        require_size(image.width, image.height)
        require_one(getattr(image, "n_frames", 1))
        image.load()
        shown = _scaled(_upright(image), kind)
    # A canvas of its own: what a file says beside its pixels (Exif, profiles, comments) stays behind.
    size = FAVICON_BOX if kind is ImageKind.FAVICON else shown.size
    canvas = Image.new("RGBA", size)
    canvas.paste(shown, ((size[0] - shown.width) // 2, (size[1] - shown.height) // 2))
    out = BytesIO()
    canvas.save(out, "PNG", optimize=True)
    return Drawn(out.getvalue(), *canvas.size)


def _upright(image: "Image") -> "Image":
    """As a camera held it; colours as screens have them, with transparency."""
    from PIL import ImageOps

    try:
        turned: Image = ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - what is broken is said beside the pixels, and goes anyway
        turned = image
    if turned.mode.startswith("I"):
        # Greys of sixteen bits, which Pillow would cut off and not scale.
        turned = turned.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    return turned.convert("RGBA")


def _scaled(image: "Image", kind: ImageKind) -> "Image":
    """A logo made smaller; a favicon as large as fits into its square, its sides as they were."""
    from PIL import Image, ImageOps

    if kind is ImageKind.FAVICON:
        return ImageOps.contain(image, size_for(kind, *image.size), Image.Resampling.LANCZOS)
    wanted = size_for(kind, *image.size)
    return image if wanted == image.size else image.resize(wanted, Image.Resampling.LANCZOS)
