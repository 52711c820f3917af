"""What the doors of an issuer answer."""

from msgspec import Struct


class OAuthTold(Struct):
    """An error as OAuth has it (RFC 6749 section 5.2)."""

    error: str
    error_description: str


class TokenAnswer(Struct, omit_defaults=True):
    """Tokens (RFC 6749 section 5.1); `id_token` with the scope openid, `refresh_token` with offline_access."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str
    id_token: str | None = None
    refresh_token: str | None = None


class PushedRequest(Struct):
    """The name of a request that was pushed, and for how many seconds it waits (RFC 9126 section 2.2)."""

    request_uri: str
    expires_in: int


class UserinfoTold(Struct, omit_defaults=True):
    """What a scope tells of a user (OpenID Connect Core 1.0 section 5.1); further claims of `profile` may be there."""

    sub: str
    phone_number: str | None = None
    phone_number_verified: bool | None = None
    email: str | None = None
    email_verified: bool | None = None
    name: str | None = None
