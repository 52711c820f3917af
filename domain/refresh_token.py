"""Refresh tokens as text (RFC 6749 section 1.5; RFC 9700 on rotation)."""

import re
from dataclasses import dataclass, field
from typing import Final

from domain.base64url import decoded, encoded
from domain.ids import SessionId

PREFIX: Final = "auth1_rt_"
SHAPE: Final = re.compile(r"auth1_rt_(ses_[0-9a-z]{26})\.([1-9][0-9]{0,8})\.([0-9a-f]{12})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """`auth1_rt_<session>.<generation>.<key id>.<256-bit mac>`; only the session's own nonce and key can make it."""

    session_id: SessionId
    generation: int
    key_id: str
    mac: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """The token as its holder has it."""
        return f"{PREFIX}{self.session_id}.{self.generation}.{self.key_id}.{encoded(self.mac)}"

    @classmethod
    def parse(cls, text: str) -> "RefreshToken | None":
        """The token that the text spells, in its one spelling, or None."""
        found = SHAPE.fullmatch(text)
        session_id = SessionId.parse(found[1]) if found else None
        mac = decoded(found[4]) if found else b""
        return cls(session_id, int(found[2]), found[3], mac) if found and session_id and mac else None
