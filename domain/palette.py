"""Every colour of a tenant's pages and mails, in light and in dark, so that all of it can be read."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.branding import Branding
from domain.contrast import OF_OUTLINES, OF_TEXT, WHITE, contrast, is_color
from domain.lightness import Shade
from domain.readable import lowest, readable, text_on

BACKGROUND: Final = "#f2f4f6"
BACKGROUND_DARK: Final = "#101317"
# How much lighter than a dark background what lies on it is, and how light at least.
RAISED: Final = 0.05
RAISED_TO: Final = 0.22
# On what lies there, text of every kind must have room to be lighter.
ROOM: Final = 7.0
REMEMBERED: Final = 1024


@dataclass(frozen=True, slots=True)
class Pair:
    """One colour over another, the contrast that they have, and that which they need."""

    place: str
    color: str
    ground: str
    ratio: float
    needed: float


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of one mode, each as `#` and six hexadecimal digits.

    `surface` lies on `background` (a card, a field); `on_primary` is the text of a button in `primary`;
    `border` outlines fields, `focus` is the ring around what the keyboard is at.
    `is_dark`: text is light; the browser's own controls should be, too (CSS `color-scheme`).
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
    is_dark: bool

    def pairs(self) -> Iterator[Pair]:
        """Everything that must be told from what it stands on: text 4.5 : 1, outlines 3 : 1 (WCAG 1.4.3, 1.4.11)."""
        yield Pair("on_primary", self.on_primary, self.primary, contrast(self.on_primary, self.primary), OF_TEXT)
        for place, needed in NEEDED.items():
            color = getattr(self, place)
            for ground in (self.background, self.surface):
                yield Pair(place, color, ground, contrast(color, ground), needed)


NEEDED: Final = {
    "text": OF_TEXT, "muted": OF_TEXT, "link": OF_TEXT, "error": OF_TEXT,
    "border": OF_OUTLINES, "primary": OF_OUTLINES, "focus": OF_OUTLINES,
}  # fmt: skip
# Where a tenant's own colour goes, and what stands there without one.
OWN: Final = ("primary", "link", "focus")
ON_LIGHT: Final = {
    "text": "#1f2937", "muted": "#5b6470", "link": "#1d4ed8", "error": "#b3261e",
    "border": "#7a8490", "primary": "#1f2937", "focus": "#1d4ed8",
}  # fmt: skip
ON_DARK: Final = {
    "text": "#e8eaed", "muted": "#b6bcc4", "link": "#8ab4f8", "error": "#f2b8b5",
    "border": "#7f8a96", "primary": "#d1d5db", "focus": "#8ab4f8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """A colour of the tenant's that could not be used as given: where (`light.link`), and what is used instead.

    `ratio` is the contrast that the given one has there, `needed` what it would have to have.
    """

    place: str
    given: str
    used: str
    ratio: float
    needed: float


@dataclass(frozen=True, slots=True)
class Palette:
    """Both modes, and what was corrected in them."""

    light: Scheme
    dark: Scheme
    corrections: tuple[Correction, ...] = ()


def palette_of(branding: Branding) -> Palette:
    """The palette of a branding; what is no colour counts as not given, whoever stored it."""
    named = (branding.color, branding.color_dark, branding.background, branding.background_dark)
    return _palette(*(color if is_color(color) else None for color in named))


# Making one takes some milliseconds, and every mail and page asks for it.
@lru_cache(REMEMBERED)
def _palette(color: str | None, color_dark: str | None, background: str | None, background_dark: str | None) -> Palette:
    own = {"light": color, "dark": color_dark or color}
    light = _scheme(background or BACKGROUND, own["light"])
    dark = _scheme(background_dark or BACKGROUND_DARK, own["dark"])
    told = [
        correction
        for mode, scheme in (("light", light), ("dark", dark))
        for correction in _corrections(mode, scheme, own[mode])
    ]
    return Palette(light, dark, tuple(told))


def _scheme(background: str, color: str | None) -> Scheme:
    """Whether text is light or dark follows from the background, which is never corrected."""
    is_dark = contrast(WHITE, background) >= OF_TEXT
    surface = _raised(background) if is_dark else WHITE
    wanted = dict(ON_DARK if is_dark else ON_LIGHT)
    if color:
        wanted |= dict.fromkeys(OWN, color)
    shown = {place: readable(wanted[place], (background, surface), needed) for place, needed in NEEDED.items()}
    return Scheme(
        background=background, surface=surface, on_primary=text_on(shown["primary"]), is_dark=is_dark, **shown
    )


def _raised(background: str) -> str:
    shade = Shade.of(background)
    raised = shade.at(max(shade.lightness + RAISED, RAISED_TO))
    return raised if contrast(WHITE, raised) >= ROOM else background


def _corrections(mode: str, scheme: Scheme, color: str | None) -> Iterator[Correction]:
    for place in OWN if color else ():
        used, grounds = getattr(scheme, place), (scheme.background, scheme.surface)
        if color and used != color:
            # Rounded down: 4.4999 is not the 4.5 that is needed.
            ratio = math.floor(100 * lowest(color, grounds)) / 100
            yield Correction(f"{mode}.{place}", color, used, ratio, NEEDED[place])
