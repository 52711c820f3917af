"""What OAuth calls an error (RFC 6749 sections 4.1.2.1 and 5.2, OpenID Connect Core 1.0 section 3.1.2.6)."""

from typing import Literal

OAuthErrorCode = Literal[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "invalid_token",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "access_denied",
    "server_error",
    "login_required",
    "consent_required",
    "request_not_supported",
    "request_uri_not_supported",
    "registration_not_supported",
    "insufficient_scope",
]


class OAuthError(Exception):
    """A refusal that an OAuth client reads: it has a name of the field's own, and a sentence for its developer.

    `description` is printable ASCII without quotes and backslashes, as RFC 6749 has it.
    It holds nothing that was sent.
    """

    def __init__(self, error: OAuthErrorCode, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
