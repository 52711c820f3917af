"""How a tenant's pages look: colours that are nothing else, addresses that cannot run, and texts that stay texts."""

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, fields
from typing import Final

COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
# Where a tenant's own words may stand.
PLACES: Final = ("sign_in_title", "sign_in_intro", "code_intro", "footer")


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of a page, each `#rrggbb`; ValueError for anything else, since they are written into a style.

    Text colours are readable on `background` and on `surface` (WCAG 2.2, 1.4.3); `border` and `focus` stand out from
    both (1.4.11).
    """

    background: str
    surface: str
    text: str
    muted: str
    border: str
    primary: str
    on_primary: str
    link: str
    error: str
    focus: str

    def __post_init__(self) -> None:
        if not all(isinstance(color, str) and COLOR.fullmatch(color) for color in astuple(self)):
            raise ValueError("A colour of a page is six hexadecimal digits behind a #.")

    def properties(self) -> str:
        """Custom properties of CSS."""
        return "".join(f"--{one.name.replace('_', '-')}:{getattr(self, one.name)};" for one in fields(self))


LIGHT: Final = Scheme(
    background="#f3f4f6",
    surface="#ffffff",
    text="#1f2937",
    muted="#566070",
    border="#7c8493",
    primary="#1f2937",
    on_primary="#ffffff",
    link="#1d4ed8",
    error="#b42318",
    focus="#1d4ed8",
)
DARK: Final = Scheme(
    background="#101317",
    surface="#1b1f24",
    text="#e8eaed",
    muted="#b0b7c1",
    border="#78818e",
    primary="#e8eaed",
    on_primary="#14171b",
    link="#9dbdff",
    error="#ff9a90",
    focus="#9dbdff",
)


@dataclass(frozen=True, slots=True)
class PageLook:
    """What a tenant's pages show of it: its name, addresses, its own words in the page's language, and its colours.

    Logo and favicon are of this server, since the pages load nothing from elsewhere.
    """

    name: str
    logo: str | None = None
    favicon: str | None = None
    terms_url: str | None = None
    privacy_url: str | None = None
    support_url: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    light: Scheme = LIGHT
    dark: Scheme = DARK

    @property
    def style(self) -> str:
        """The one style block of a page: colours for light and for dark."""
        dark = f"@media (prefers-color-scheme:dark){{:root{{{self.dark.properties()}}}}}"
        return f":root{{{self.light.properties()}}}{dark}"

    def own(self, place: str) -> str | None:
        """The tenant's own words for one of `PLACES`, in the page's language."""
        return self.texts.get(place) or None

    @property
    def links(self) -> Mapping[str, str]:
        """The addresses at the foot, by place; what is not https is left out, whoever stored it."""
        found = {"terms": self.terms_url, "privacy": self.privacy_url, "support": self.support_url}
        return {place: url for place, url in found.items() if url and url.startswith("https://")}

    @property
    def images(self) -> Mapping[str, str]:
        """Logo and favicon by name, where they are paths or https addresses."""
        found = {"logo": self.logo, "favicon": self.favicon}
        return {name: url for name, url in found.items() if url and _loads(url)}


def _loads(url: str) -> bool:
    return url.startswith("https://") or (url.startswith("/") and not url.startswith(("//", "/\\")))
