"""How far two colours are apart, as WCAG 2.2 measures it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

import re
from typing import Final

WHITE: Final = "#ffffff"
BLACK: Final = "#000000"
# WCAG 2.2, 1.4.3: text.  1.4.11: what a control is known by, and where the keyboard is.
OF_TEXT: Final = 4.5
OF_OUTLINES: Final = 3.0
COLOR: Final = r"#[0-9a-fA-F]{6}"
# What WCAG adds to both sides of a contrast, for the light that a screen reflects.
FLARE: Final = 0.05


def is_color(text: object) -> bool:
    """Whether it is a colour as this house writes them: `#` and six hexadecimal digits."""
    return isinstance(text, str) and re.fullmatch(COLOR, text) is not None


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white), whichever is named first."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + FLARE) / (dark + FLARE)


def channels(color: str) -> tuple[float, float, float]:
    """Red, green and blue as light adds up, each from 0 to 1 (IEC 61966-2-1)."""
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _luminance(color: str) -> float:
    red, green, blue = channels(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
