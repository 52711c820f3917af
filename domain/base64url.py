"""Base64url without padding (RFC 4648 section 5, RFC 7515 section 2), each value in its one spelling."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

LETTERS: Final = re.compile(r"[A-Za-z0-9_-]+")


def encoded(raw: bytes) -> str:
    """The text of some bytes."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of a text; nothing where it spells none, or spells them otherwise than `encoded` does."""
    if not LETTERS.fullmatch(text) or len(text) % 4 == 1:
        return b""
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return raw if encoded(raw) == text else b""
