"""The style and the script of the pages, under a name that changes with them."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_FOLDER: Final = files("entrypoints.pages").joinpath("static")


@dataclass(frozen=True, slots=True)
class Assets:
    """One CSS and one JavaScript file; `name` is made from what both hold, so that browsers may keep them for ever."""

    name: str
    css: bytes
    js: bytes

    @property
    def style(self) -> str:
        """Where the CSS is."""
        return f"/assets/{self.name}.css"

    @property
    def script(self) -> str:
        """Where the JavaScript is."""
        return f"/assets/{self.name}.js"


@cache
def assets() -> Assets:
    """The files as they are in this release, read once."""
    css, js = (_FOLDER.joinpath(name).read_bytes() for name in ("pages.css", "pages.js"))
    return Assets(hashlib.sha256(css + b"\0" + js).hexdigest()[:20], css, js)
