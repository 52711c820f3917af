"""What an access token says (RFC 7519, RFC 9068)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from domain.ids import SessionId, TenantId, UserId

TYP: Final = "at+jwt"
REQUIRED: Final = ("iss", "sub", "aud", "sid", "iat", "nbf", "exp", "jti", "amr", "auth_time")


def issuer_of(app_url: str, slug: str) -> str:
    """The issuer of a tenant's tokens: always from APP_URL, never from a request's Host."""
    return f"{app_url}/t/{slug}"


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """The claims of an access token; times are moments here and Unix seconds in the token.

    `further` are the tenant's own; none of them can stand in the place of a registered one.
    """

    issuer: str
    subject: UserId
    tenant_id: TenantId
    session_id: SessionId
    token_id: str
    issued_at: datetime
    expires_at: datetime
    authenticated_at: datetime
    methods: tuple[str, ...]
    further: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The claims under their registered names."""
        return {
            **self.further,
            "iss": self.issuer,
            "sub": self.subject,
            "aud": self.tenant_id,
            "sid": self.session_id,
            "iat": int(self.issued_at.timestamp()),
            "nbf": int(self.issued_at.timestamp()),
            "exp": int(self.expires_at.timestamp()),
            "jti": self.token_id,
            "amr": list(self.methods),
            "auth_time": int(self.authenticated_at.timestamp()),
        }
