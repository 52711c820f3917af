"""Images that strangers send."""

from typing import Protocol

from domain.brand_image import Drawn, ImageKind


class Images(Protocol):
    """Knows images by their content, whatever they are called."""

    def draw(self, content: bytes, *, kind: ImageKind) -> Drawn:
        """The image drawn anew as PNG, in the size of its kind, with nothing of the file but its pixels.

        What would be large is refused by its header, before it is decoded.
        Raises InvalidRequest that names `image` and says what is right: another format (SVG with the reason), more
        than 4096 pixels on a side or 2048 x 2048 in all, several images in one, a file that is broken.
        Raises Unavailable where too many come at once.
        """
        ...
