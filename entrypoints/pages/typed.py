"""What people type or paste into the pages, as they mean it; a script does the same, and this is for those without."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 320
IN_BRACKETS: Final = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
INVISIBLE: Final = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def phone_typed(text: str) -> str:
    """A number without what is copied along: `tel:`, invisible signs, and the 00 that is dialled for +."""
    plain = _visible(text).strip()
    plain = re.sub(r"^tel:\s*", "", plain, flags=re.I)
    return re.sub(r"^00(?=[1-9])", "+", plain)


def email_typed(text: str) -> str:
    """An address without what is copied along: `mailto:`, and the name in `Ada <ada@example.com>`."""
    plain = re.sub(r"^mailto:\s*", "", _visible(text).strip(), flags=re.I)
    found = IN_BRACKETS.search(plain[:LONGEST])
    return found[1] if found else plain


def code_typed(text: str) -> str:
    """A code's digits in ASCII, whatever script they were typed in and whatever stands between them.

    A text without digits stays as it is, to be refused.
    """
    digits = "".join(str(unicodedata.decimal(sign)) for sign in text[:LONGEST] if sign.isdecimal())
    return digits or text


def _visible(text: str) -> str:
    return "".join(sign for sign in text[:LONGEST] if sign not in INVISIBLE)
