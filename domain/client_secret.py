"""What a confidential client proves itself by: shown once, stored as SHA-256, changed with an overlap."""

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from domain.api_key import SHOWN, digest_of

OPENING: Final = "auth1_cs_"
SECRET_BYTES: Final = 24
LONGEST_OVERLAP: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """`auth1_cs_<48 hex>`, 192 random bits (NIST SP 800-63B 3.1.2.2); `prefix` is shown to recognise it by."""

    prefix: str
    digest: bytes = field(repr=False)
    created_at: datetime
    expires_at: datetime | None = None

    @classmethod
    def issue(cls, *, chance: bytes, now: datetime) -> tuple["ClientSecret", str]:
        """A new secret as it is kept, and its text, which nobody can read again."""
        text = OPENING + chance.hex()
        return cls(text[: len(OPENING) + SHOWN], digest_of(text), now), text

    def matches(self, digest: bytes) -> bool:
        """Time-constant comparison of digests."""
        return hmac.compare_digest(self.digest, digest)

    def is_live(self, now: datetime) -> bool:
        """Whether its time is not over."""
        return self.expires_at is None or now < self.expires_at

    def ended(self, at: datetime) -> "ClientSecret":
        """This secret, good until then; an earlier end stays."""
        return replace(self, expires_at=min(at, self.expires_at or at))
