"""A colour that can be seen where it stands: as it was given, or the nearest one of its hue that can."""

from collections.abc import Sequence
from typing import Final

from domain.contrast import BLACK, OF_TEXT, WHITE, contrast
from domain.lightness import Shade

# A thousandth of the way from black to white: nobody sees a smaller step.
HALVINGS: Final = 10


def lowest(color: str, grounds: Sequence[str]) -> float:
    """The contrast to that of the grounds where it is smallest."""
    return min(contrast(color, ground) for ground in grounds)


def text_on(color: str) -> str:
    """White where that can be read on the colour, else black, which then can."""
    return WHITE if contrast(WHITE, color) >= OF_TEXT else BLACK


def readable(color: str, grounds: Sequence[str], needed: float) -> str:
    """The colour itself where it has that contrast to every ground, else the nearest in lightness that has.

    One of black and white must have it: then there is such a colour.
    """
    if lowest(color, grounds) >= needed:
        return color
    shade = Shade.of(color)
    ways = [_towards(shade, end, grounds, needed) for end in (0.0, 1.0)]
    found = [way for way in ways if way is not None]
    return min(found, key=lambda way: abs(way[0] - shade.lightness))[1] if found else text_on(grounds[0])


def _towards(shade: Shade, end: float, grounds: Sequence[str], needed: float) -> tuple[float, str] | None:
    """The first lightness on the way to an end, with its colour, that will do; None where not even the end does."""
    near, far, color = shade.lightness, end, WHITE if end else BLACK
    if lowest(color, grounds) < needed:
        return None
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        tried = shade.at(middle)
        # What is kept has been measured as it will be shown, after rounding.
        if lowest(tried, grounds) >= needed:
            far, color = middle, tried
        else:
            near = middle
    return far, color
