"""The token endpoint on Authlib's server: it finds the grant and the client, our use cases do the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from authlib.oauth2.rfc6749 import AuthorizationServer
from authlib.oauth2.rfc6749.errors import InvalidClientError, UnauthorizedClientError
from authlib.oauth2.rfc6749.grants import BaseGrant, TokenEndpointMixin
from flask import Response

from application.oidc.client_calls import MachineToken, RefreshForClient
from application.oidc.exchange_code import ExchangeCode, Granted
from application.ports.known_keys import KnownTenant
from domain.authorization_request import scope_of
from domain.caller import Caller
from domain.ids import ClientId
from domain.oauth_client import OAuthClient
from domain.oauth_error import OAuthError
from entrypoints.http.oidc.clients import METHODS, ClientAssertion, Proving
from entrypoints.http.oidc.sent import Sent, json_answer, told

BEARER: Final = "Bearer"
UNSAID: Final = "See the document of this issuer for what is supported."


@dataclass(frozen=True, slots=True)
class Grants:
    """The use cases behind the grants."""

    exchange: ExchangeCode
    refresh: RefreshForClient
    machine: MachineToken


class TokenServer(AuthorizationServer):  # type: ignore[misc]
    """Authlib's server for one call, at one tenant's issuer."""

    def __init__(
        self,
        *,
        known: KnownTenant,
        caller: Caller,
        grants: Grants,
        find: Callable[[KnownTenant, ClientId], OAuthClient | None],
        assertion: ClientAssertion,
        now: datetime,
    ) -> None:
        super().__init__()
        self.known = known
        self.caller = caller
        self.grants = grants
        self._find = find
        self._now = now
        self.register_client_auth_method("private_key_jwt", assertion)
        for grant in (CodeGrant, RefreshGrant, MachineGrant):
            self.register_grant(grant)

    def query_client(self, client_id: str) -> Proving | None:
        """The tenant's client of that id."""
        id = ClientId.parse(client_id) if isinstance(client_id, str) else None
        client = self._find(self.known, id) if id else None
        return Proving(client, self._now) if client else None

    def create_oauth2_request(self, request: Sent) -> Sent:
        """It is one already."""
        return request

    def handle_response(self, status: int, body: dict[str, Any], headers: list[tuple[str, str]]) -> Response:
        """Ours."""
        if "error" not in body:
            return json_answer(body, status)
        return told(body["error"], body.get("error_description") or UNSAID, status, dict(headers))

    def send_signal(self, name: str, *args: Any, **named: Any) -> None:
        """Nobody listens."""

    def client_of(self, sent: Sent, endpoint: str = "token") -> OAuthClient:
        """The client that proves itself by this call; raises Authlib's OAuth2Error."""
        try:
            proving: Proving = self.authenticate_client(sent, METHODS, endpoint)
        except UnicodeError:
            raise InvalidClientError(status_code=401, description="The credentials are no UTF-8.") from None
        return proving.client


class _Grant(BaseGrant, TokenEndpointMixin):  # type: ignore[misc]
    """A grant whose client is known and may use it before anything else is looked at."""

    TOKEN_ENDPOINT_AUTH_METHODS: Final = [*METHODS]
    server: TokenServer
    request: Sent

    def validate_token_request(self) -> None:
        """Raise Authlib's OAuth2Error."""
        self.registered = self.server.client_of(self.request)
        if not self.registered.allows(self.GRANT_TYPE):
            raise UnauthorizedClientError(f"This client has not registered the grant {self.GRANT_TYPE}.")

    def field(self, name: str) -> str:
        """A parameter that has to be there; raises OAuthError."""
        value = self.request.form.get(name, "")
        if not value:
            raise OAuthError("invalid_request", f"The parameter {name} is missing.")
        return value

    def answer(self, granted: Granted) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        """The tokens as RFC 6749 section 5.1 has them."""
        tokens = granted.tokens
        body: dict[str, Any] = {
            "access_token": tokens.token, "token_type": BEARER, "expires_in": tokens.expires_in,
            "scope": " ".join(granted.scope),
        }  # fmt: skip
        more = {"refresh_token": granted.refresh_token, "id_token": granted.id_token}
        return 200, body | {name: value for name, value in more.items() if value}, []


class CodeGrant(_Grant):
    """RFC 6749 section 4.1.3, with RFC 7636."""

    GRANT_TYPE = "authorization_code"

    def create_token_response(self) -> tuple[int, Mapping[str, Any], list[tuple[str, str]]]:
        """Tokens for a code."""
        granted = self.server.grants.exchange(
            known=self.server.known,
            client=self.registered,
            code=self.field("code"),
            redirect_uri=self.field("redirect_uri"),
            verifier=self.field("code_verifier"),
            caller=self.server.caller,
        )
        return self.answer(granted)


class RefreshGrant(_Grant):
    """RFC 6749 section 6; a narrower scope is not given, since the session keeps its own."""

    GRANT_TYPE = "refresh_token"

    def create_token_response(self) -> tuple[int, Mapping[str, Any], list[tuple[str, str]]]:
        """Tokens for a refresh token."""
        granted = self.server.grants.refresh(
            known=self.server.known,
            client=self.registered,
            refresh_token=self.field("refresh_token"),
            caller=self.server.caller,
        )
        return self.answer(granted)


class MachineGrant(_Grant):
    """RFC 6749 section 4.4."""

    GRANT_TYPE = "client_credentials"

    def create_token_response(self) -> tuple[int, Mapping[str, Any], list[tuple[str, str]]]:
        """A token of the client's own; without a scope it gets all that it may have for itself."""
        asked = scope_of(self.request.form.get("scope", ""))
        scope = asked or tuple(name for name in self.registered.scopes if name not in OF_USERS)
        token, seconds = self.server.grants.machine(known=self.server.known, client=self.registered, scope=scope)
        body = {"access_token": token, "token_type": BEARER, "expires_in": seconds, "scope": " ".join(scope)}
        return 200, body, []


# Scopes that speak of a user (OpenID Connect Core 1.0 section 5.4).
OF_USERS: Final = frozenset(["openid", "profile", "phone", "email", "offline_access"])
