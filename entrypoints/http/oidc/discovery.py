"""What an OpenID client finds out by itself (OpenID Connect Discovery 1.0, RFC 8414)."""

from collections.abc import Sequence
from typing import Any, Final

from application.ports.known_keys import KnownTenant
from domain.id_token import ACR, ACR_TEST
from domain.token import issuer_of
from entrypoints.http.oidc.clients import ASSERTION_ALGORITHMS, METHODS

CONFIDENTIAL: Final = [method for method in METHODS if method != "none"]
CLAIMS: Final = [
    "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "azp", "sid", "at_hash", "phone_number",
    "phone_number_verified", "email", "email_verified", "name", "given_name", "family_name", "nickname",
    "preferred_username", "picture", "locale", "zoneinfo",
]  # fmt: skip


# The same for every tenant.
SUPPORTED: Final[dict[str, Any]] = {
    "scopes_supported": ["openid", "profile", "phone", "email", "offline_access"],
    "response_types_supported": ["code"],
    "response_modes_supported": ["query"],
    "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
    "subject_types_supported": ["public"],
    "token_endpoint_auth_methods_supported": [*METHODS],
    "token_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
    "revocation_endpoint_auth_methods_supported": [*METHODS],
    "revocation_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
    "introspection_endpoint_auth_methods_supported": CONFIDENTIAL,
    "introspection_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
    "code_challenge_methods_supported": ["S256"],
    "claim_types_supported": ["normal"],
    "claims_supported": CLAIMS,
    "acr_values_supported": [ACR, ACR_TEST],
    "prompt_values_supported": ["none", "login", "consent", "select_account"],
    "claims_parameter_supported": False,
    "request_parameter_supported": False,
    "request_uri_parameter_supported": False,
    "require_request_uri_registration": False,
    "authorization_response_iss_parameter_supported": True,
}


def metadata(app_url: str, known: KnownTenant, locales: Sequence[str]) -> dict[str, Any]:
    """The document of a tenant's issuer; every address is made from APP_URL."""
    issuer = issuer_of(app_url, known.tenant.slug)
    return {
        "issuer": issuer,
        "ui_locales_supported": [*locales],
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "pushed_authorization_request_endpoint": f"{issuer}/oauth/par",
        "token_endpoint": f"{issuer}/oauth/token",
        "userinfo_endpoint": f"{issuer}/oauth/userinfo",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "end_session_endpoint": f"{issuer}/oauth/logout",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "id_token_signing_alg_values_supported": [known.tenant.settings.id_token_algorithm],
        **SUPPORTED,
    }
