"""What an access token says (RFC 7519, RFC 9068)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from domain.ids import ClientId, SessionId, TenantId, UserId

TYP: Final = "at+jwt"
REQUIRED: Final = ("iss", "sub", "aud", "sid", "iat", "nbf", "exp", "jti", "amr", "auth_time")
REQUIRED_OF_MACHINES: Final = ("iss", "sub", "aud", "iat", "nbf", "exp", "jti", "client_id", "scope")


def issuer_of(app_url: str, slug: str) -> str:
    """The issuer of a tenant's tokens: always from APP_URL, never from a request's Host."""
    return f"{app_url}/t/{slug}"


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """The claims of an access token; times are moments here and Unix seconds in the token.

    `further` are the tenant's own; none of them can stand in the place of a registered one.
    `client_id` and `scope` tell which OpenID client has it, and for what (RFC 9068 section 2.2).
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
    client_id: ClientId | None = None
    scope: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The claims under their registered names."""
        granted = {"client_id": self.client_id, "scope": " ".join(self.scope)} if self.client_id else {}
        return {
            **self.further,
            **granted,
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


@dataclass(frozen=True, slots=True)
class MachineClaims:
    """The claims of a client's own access token: no user and no session stand behind it (RFC 9068, RFC 6749 4.4)."""

    issuer: str
    client_id: ClientId
    tenant_id: TenantId
    token_id: str
    issued_at: datetime
    expires_at: datetime
    scope: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The claims under their registered names."""
        issued = int(self.issued_at.timestamp())
        return {
            "iss": self.issuer,
            "sub": self.client_id,
            "aud": self.tenant_id,
            "client_id": self.client_id,
            "scope": " ".join(self.scope),
            "iat": issued,
            "nbf": issued,
            "exp": int(self.expires_at.timestamp()),
            "jti": self.token_id,
        }
