"""Bodies that are images."""

from typing import Final

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from domain.brand_image import MEDIA_TYPES, MOST_BYTES, SVG, TOO_LARGE
from entrypoints.http.body import TooLarge, UnsupportedMediaType

SAYS: Final = f"Send the image itself as Content-Type: {', '.join(MEDIA_TYPES[:-1])} or {MEDIA_TYPES[-1]}."


def image() -> bytes:
    """The body of a door that takes an image; raises UnsupportedMediaType and TooLarge.

    What it is shows its content; what it is called keeps out pages' forms, and those who have not read that SVG is not
    taken.
    """
    if request.mimetype == "image/svg+xml":
        raise UnsupportedMediaType(SVG)
    if request.mimetype not in MEDIA_TYPES:
        raise UnsupportedMediaType(SAYS)
    # This request's bound alone: the application's holds everywhere else.
    request.max_content_length = MOST_BYTES
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise TooLarge(TOO_LARGE) from None
