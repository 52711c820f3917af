"""What of a tenant's branding may stand in a mail."""

import re
from dataclasses import dataclass
from typing import Final

from domain.branding import Branding

NEUTRAL: Final = "#1f2937"
BLACK: Final = "#000000"
WHITE: Final = "#ffffff"
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_READABLE: Final = 4.5
# What WCAG 2 adds to both sides of a contrast, for the light that a screen reflects.
_FLARE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Look:
    """A mail's colour, the colour of text on it, and addresses that are https or not there."""

    color: str
    text_color: str
    logo_url: str | None
    support_url: str | None

    @classmethod
    def of(cls, branding: Branding) -> "Look":
        """The look of a branding; what is not a colour or an https address is left out, whoever stored it."""
        color = branding.color if branding.color and _COLOR.fullmatch(branding.color) else NEUTRAL
        return cls(color, readable_on(color), _https(branding.logo_url), _https(branding.support_url))


def readable_on(color: str) -> str:
    """White where that can be read on the colour, else black, which then can: WCAG 2 asks for a contrast of 4.5."""
    return WHITE if contrast(WHITE, color) >= _READABLE else BLACK


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, from 1 to 21 (WCAG 2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + _FLARE) / (dark + _FLARE)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _https(url: str | None) -> str | None:
    return url if url and url.startswith("https://") else None
