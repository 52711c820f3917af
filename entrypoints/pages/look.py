"""How a tenant's pages look: colours that are nothing else, addresses that cannot run, and texts that stay texts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from domain.branding import Branding
from domain.contrast import is_color
from domain.palette import Palette, Scheme, palette_of

NOBODYS: Final = palette_of(Branding())


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
    palette: Palette = NOBODYS

    @property
    def style(self) -> str:
        """The one style block of a page: colours for light and for dark; ValueError for what is no colour."""
        dark = f"@media (prefers-color-scheme:dark){{:root{{{_properties(self.palette.dark)}}}}}"
        return f":root{{{_properties(self.palette.light)}}}{dark}"

    def own(self, place: str) -> str | None:
        """The tenant's own words for one of `domain.brand_texts.PLACES`, in the page's language."""
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


def _properties(scheme: Scheme) -> str:
    """CSS: its colours as custom properties, and whether the browser's own controls are light or dark."""
    colors = {place: color for place, color in asdict(scheme).items() if place != "is_dark"}
    # They are written into a style.
    if not all(is_color(color) for color in colors.values()):
        raise ValueError("A colour of a page is six hexadecimal digits behind a #.")
    own = "".join(f"--{place.replace('_', '-')}:{color};" for place, color in colors.items())
    return f"color-scheme:{'dark' if scheme.is_dark else 'light'};{own}"


def _loads(url: str) -> bool:
    return url.startswith("https://") or (url.startswith("/") and not url.startswith(("//", "/\\")))
