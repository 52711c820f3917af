"""The cookie by which a browser is signed in at a tenant's pages; derived, so that no form of it is stored."""

import hmac
import re
from dataclasses import dataclass, field
from typing import Final

from domain.base64url import decoded, encoded
from domain.derived_keys import DerivedKeys
from domain.ids import SessionId
from domain.mac import mac_of
from domain.session import Session

SHAPE: Final = re.compile(r"(ses_[0-9a-z]{26})\.([0-9a-f]{12})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class BrowserToken:
    """`<session>.<key id>.<256-bit mac>`; only the session's own nonce and our key can make it."""

    session_id: SessionId
    key_id: str
    mac: bytes = field(repr=False)

    @classmethod
    def of(cls, session: Session, keys: DerivedKeys) -> "BrowserToken":
        """The token of a session that was opened at our pages."""
        return cls(session.id, keys.id, mac_of(keys.browser, session.tenant_id, session.id, session.nonce))

    @property
    def text(self) -> str:
        """The cookie's value."""
        return f"{self.session_id}.{self.key_id}.{encoded(self.mac)}"

    @classmethod
    def parse(cls, text: str) -> "BrowserToken | None":
        """The token that the text spells, in its one spelling, or None."""
        found = SHAPE.fullmatch(text)
        session_id = SessionId.parse(found[1]) if found else None
        mac = decoded(found[3]) if found else b""
        return cls(session_id, found[2], mac) if found and session_id and mac else None

    def is_of(self, session: Session, keys: DerivedKeys) -> bool:
        """Whether it was made for that session, by those keys; time-constant."""
        return hmac.compare_digest(BrowserToken.of(session, keys).mac, self.mac)
