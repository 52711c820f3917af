"""GET /assets/{name}.css and /assets/{name}.js: what the pages look like and are helped by."""

from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from entrypoints.http.doors import opens
from entrypoints.pages.assets import Assets, assets

CSS: Final = "text/css"
JAVASCRIPT: Final = "text/javascript"
# The name changes with the content (RFC 8246).
FOR_EVER: Final = "public, max-age=31536000, immutable"


def blueprint() -> Blueprint:
    """The doors of the pages' files."""
    doors = Blueprint("assets", __name__, url_prefix="/assets")

    @doors.get("/<name>.css")
    @opens("open", media=CSS)
    def show_style(name: str) -> Response:
        """The style of the sign-in pages; any other name is not found."""
        return _kept(_named(name).css, CSS)

    @doors.get("/<name>.js")
    @opens("open", media=JAVASCRIPT)
    def show_script(name: str) -> Response:
        """The script of the sign-in pages, which all work without; any other name is not found."""
        return _kept(_named(name).js, JAVASCRIPT)

    return doors


def _named(name: str) -> Assets:
    """This release's files; an older name is not answered with newer content, which would be kept for ever."""
    found = assets()
    if name != found.name:
        raise NotFound
    return found


def _kept(body: bytes, media: str) -> Response:
    return Response(body, mimetype=media, headers={"Cache-Control": FOR_EVER})
