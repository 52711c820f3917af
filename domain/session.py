"""Sessions, and refresh tokens that are derived, so that no form of them is stored."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.derived_keys import DerivedKeys
from domain.ids import SessionId, TenantId
from domain.mac import mac_of

NONCE_BYTES: Final = 32
PREFIX: Final = "auth1_rt_"


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in that goes on: who, by which means, from where, until when.

    `generation` counts rotations of the refresh token; `nonce` never leaves the database and our memory.
    """

    tenant_id: TenantId
    id: SessionId
    nonce: bytes = field(repr=False)
    key_id: str
    created_at: datetime
    expires_at: datetime
    amr: tuple[str, ...]
    ip: str | None = None
    user_agent: str | None = None
    generation: int = 1

    def access_ends_at(self, now: datetime, ttl: timedelta) -> datetime:
        """An access token never outlives its session."""
        return min(now + ttl, self.expires_at)

    def refresh_token(self, keys: DerivedKeys) -> str:
        """`auth1_rt_<session>.<generation>.<key id>.<256-bit mac>` (RFC 9700)."""
        mac = mac_of(keys.refresh, self.tenant_id, self.id, self.nonce, str(self.generation))
        return f"{PREFIX}{self.id}.{self.generation}.{keys.id}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    def accepts(self, token: str, keys: DerivedKeys, now: datetime) -> bool:
        """Whether this is the session's present refresh token; time-constant."""
        fresh = hmac.compare_digest(self.refresh_token(keys).encode(), token.encode("utf-8", "surrogatepass"))
        return fresh and now < self.expires_at


def methods(channel: str, is_test: bool) -> tuple[str, ...]:
    """The `amr` of a proof (RFC 8176): `otp`, what carried it where that is registered, and `test` for fixed codes."""
    carried = {"sms": ("sms",), "voice": ("tel",)}.get(channel, ())
    return ("otp", *carried, *(("test",) if is_test else ()))
