"""Whose request is this, and may that client make it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from application.ports.known_keys import KnownTenant
from application.ports.oauth_clients import ClientBook
from domain.authorization_request import AuthorizationRequest
from domain.ids import ClientId
from domain.oauth_client import OAuthClient
from domain.oauth_error import OAuthError


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """Find the client of a request and its redirect address, and check the rest for it.

    Raises OAuthError.
    Where the client is not known, or the address is not its own, nobody may be redirected (RFC 6749 section 4.1.2.1).
    """

    book: ClientBook

    def client(self, known: KnownTenant, client_id: str) -> OAuthClient:
        """The tenant's client of that id; raises OAuthError."""
        id = ClientId.parse(client_id)
        client = self.book.find(tenant_id=known.tenant.id, client_id=id) if id else None
        if client is None:
            raise OAuthError("invalid_client", "There is no client of that client_id here.")
        return client

    def redirect_uri(self, client: OAuthClient, sent: Mapping[str, Sequence[str]]) -> str:
        """The address, byte for byte one of the client's; raises OAuthError (RFC 9700 section 2.1)."""
        uris = list(sent.get("redirect_uri", ()))
        if len(uris) != 1 or not client.may_redirect_to(uris[0]):
            raise OAuthError("invalid_request", "redirect_uri is not one of those that this client has registered.")
        return uris[0]

    def __call__(
        self, client: OAuthClient, sent: Mapping[str, Sequence[str]], redirect_uri: str
    ) -> AuthorizationRequest:
        """The request, of a client that may make it; raises OAuthError, for the client to read.

        Scopes that the client has not registered are passed over, as OpenID Connect Core 1.0 section 3.1.2.1 asks:
        libraries ask for what they know by default, and the token answer says what was given (RFC 6749 section 3.3).
        """
        request = AuthorizationRequest.read(sent, redirect_uri=redirect_uri)
        if not client.allows("authorization_code"):
            raise OAuthError("unauthorized_client", "This client may not ask for users.")
        return replace(request, scope=client.granted(request.scope))
