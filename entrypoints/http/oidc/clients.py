"""Clients prove who they are, by Authlib's methods and ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.errors import InvalidClientError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from domain.oauth_client import OAuthClient

METHODS: Final = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")
ASSERTION_ALGORITHMS: Final = ["RS256", "ES256", "EdDSA"]
# Seconds: how far ahead an assertion may end, since its id is remembered until then, and how far clocks may differ.
LONGEST: Final = 600
LEEWAY: Final = 30


@dataclass(frozen=True, slots=True)
class Proving(ClientMixin):  # type: ignore[misc]
    """A client as Authlib asks it."""

    client: OAuthClient
    now: datetime

    def get_client_id(self) -> str:
        """Its `client_id`."""
        return self.client.id

    def check_client_secret(self, client_secret: str) -> bool:
        """Time-constant, on digests."""
        return self.client.matches(client_secret, self.now)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - Authlib's name
        """Only the one method that it has registered, at every door."""
        return self.client.auth_method == method

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether it has registered that grant."""
        return self.client.allows(grant_type)


class ClientAssertion(JWTBearerClientAssertion):  # type: ignore[misc]
    """`private_key_jwt` (RFC 7523 section 3): signed by a key of the client's, for us, for minutes, and once."""

    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, audiences: Sequence[str], now: datetime, spend: Callable[[str, str, datetime], bool]) -> None:
        super().__init__()
        self._audiences = audiences
        self._now = now
        self._spend = spend

    def get_audiences(self) -> list[str]:
        """The issuer, or the door."""
        return [*self._audiences]

    def resolve_client_public_key(self, client: Proving) -> KeySet:
        """The keys that the client has registered."""
        return KeySet.import_key_set({"keys": [dict(key) for key in client.client.jwks]})

    def process_assertion_claims(self, assertion: str, resolve_key: Any) -> Mapping[str, Any]:
        """Check the signature and then the claims; raises InvalidClientError."""
        try:
            claims = jwt.decode(assertion, resolve_key, algorithms=ASSERTION_ALGORITHMS).claims
        except (JoseError, ValueError, TypeError, KeyError):
            raise InvalidClientError(description="The assertion is not signed by a key of this client.") from None
        self.verify_claims(claims)
        return claims

    def verify_claims(self, claims: Mapping[str, Any]) -> None:
        """Raise InvalidClientError where they are not the client's own word to us, in time and for the first time."""
        now, ends, id = int(self._now.timestamp()), claims.get("exp"), claims.get("jti")
        audience = claims.get("aud")
        named = {audience} if isinstance(audience, str) else set(audience if isinstance(audience, list) else ())
        if claims.get("iss") != claims.get("sub") or not named.intersection(self._audiences):
            raise InvalidClientError(description="The assertion must be by the client, for this issuer.")
        if not isinstance(ends, int) or not now - LEEWAY < ends <= now + LONGEST:
            raise InvalidClientError(description=f"The assertion must have an exp within {LONGEST} seconds.")
        if not isinstance(id, str) or not 0 < len(id) <= 200:
            raise InvalidClientError(description="The assertion must have a jti.")
        if not self._spend(str(claims["sub"]), id, datetime.fromtimestamp(ends + LEEWAY, self._now.tzinfo)):
            raise InvalidClientError(description="The assertion was used before.")
