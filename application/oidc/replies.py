"""Addresses by which a browser goes back to a client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from application.ports.known_keys import KnownTenant
from domain.authorization_request import AuthorizationRequest
from domain.oauth_error import OAuthError
from domain.token import issuer_of

LONGEST_STATE: Final = 2000


@dataclass(frozen=True, slots=True)
class Replies:
    """A registered address with what is told there, the client's own state, and who speaks (RFC 9207)."""

    app_url: str

    def code(self, known: KnownTenant, request: AuthorizationRequest, code: str) -> str:
        """Back with a code."""
        return with_query(request.redirect_uri, {"code": code, **self._common(known, request.state)})

    def error(self, known: KnownTenant, redirect_uri: str, state: str | None, error: OAuthError) -> str:
        """Back with an error (RFC 6749 section 4.1.2.1)."""
        told = {"error": error.error, "error_description": error.description}
        return with_query(redirect_uri, {**told, **self._common(known, state)})

    def _common(self, known: KnownTenant, state: str | None) -> dict[str, str]:
        issuer = issuer_of(self.app_url, known.tenant.slug)
        return {**({"state": state} if state is not None else {}), "iss": issuer}


def with_query(uri: str, told: Mapping[str, str]) -> str:
    """A registered address with parameters after its own."""
    return f"{uri}{'&' if '?' in uri else '?'}{urlencode(told)}"


def state_of(sent: Mapping[str, Sequence[str]]) -> str | None:
    """The state of a request that is wrong in something else, if that can be told back."""
    values = list(sent.get("state", ()))
    return values[0] if len(values) == 1 and len(values[0]) <= LONGEST_STATE else None
