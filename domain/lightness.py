"""A colour made lighter or darker without becoming another one: in OKLab, where equal steps look equal.

Source of the numbers: Björn Ottosson, https://bottosson.github.io/posts/oklab.
"""

from dataclasses import dataclass
from typing import Final

from domain.contrast import channels

# How exactly the strongest tint that a screen can show is looked for.
HALVINGS: Final = 10
# What rounding may take a channel beyond its ends.
SLACK: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Shade:
    """Lightness from 0 (black) to 1 (white), and the two axes of the tint, whose direction is the hue."""

    lightness: float
    green_red: float
    blue_yellow: float

    @classmethod
    def of(cls, color: str) -> "Shade":
        """The shade of a colour such as `#1a73e8`."""
        red, green, blue = channels(color)
        long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
        middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
        short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
        return cls(
            0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
            1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
            0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
        )

    def at(self, lightness: float) -> str:
        """The colour of the same hue at another lightness, as strong as it was or as a screen can show it there."""
        low, high = 0.0, 1.0
        if not _can_be_shown(self._light(lightness, high)):
            for _ in range(HALVINGS):
                middle = (low + high) / 2
                low, high = (middle, high) if _can_be_shown(self._light(lightness, middle)) else (low, middle)
            high = low
        return "#" + "".join(f"{_eighth(part):02x}" for part in self._light(lightness, high))

    def _light(self, lightness: float, strength: float) -> tuple[float, float, float]:
        """Red, green and blue, which may lie outside of what there is."""
        a, b = self.green_red * strength, self.blue_yellow * strength
        long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        return (
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        )


def _can_be_shown(light: tuple[float, float, float]) -> bool:
    return all(-SLACK <= part <= 1 + SLACK for part in light)


def _eighth(part: float) -> int:
    """A channel in the eight bits of a colour."""
    kept = min(1.0, max(0.0, part))
    return round(255 * (12.92 * kept if kept <= 0.0031308 else 1.055 * kept ** (1 / 2.4) - 0.055))
