"""Numbers that are valid, far from each other, and never the same twice."""

from typing import Final

# Area codes of the United States; numbers in them are `fixed_line_or_mobile`.
AREAS: Final = (
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231,
    234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281,
)  # fmt: skip
# Three digits from 200 on, without 211 to 911 (services) and 555 (information, and films).
EXCHANGES: Final = tuple(n for n in range(200, 1000) if n % 100 != 11 and n != 555)
LINES: Final = 10_000
SIZE: Final = len(AREAS) * len(EXCHANGES) * LINES
# About the golden section of SIZE, and prime: each number lies in the widest gap that those before it have left.
STRIDE: Final = 185_768_659


def phone(place: int) -> str:
    """The number at a place; another one for each place below SIZE."""
    place = place * STRIDE % SIZE
    place, line = divmod(place, LINES)
    area, exchange = divmod(place, len(EXCHANGES))
    return f"+1{AREAS[area]}{EXCHANGES[exchange]}{line:04}"


def network(place: int) -> str:
    """The address that a person calls from: one of 65,536, each of a network of its own."""
    place = place * 40_503 % 65_536
    return f"10.{place >> 8}.{place & 255}.7"
