"""The doors of a tenant's issuer that programs use: discovery, tokens, and what becomes of them."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Final

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import Blueprint, Response, g, request

from application.oidc.authorize import PUSHED, Authorize
from application.oidc.client_calls import RevokeForClient
from application.ports.known_keys import KnownKeys, KnownTenant
from application.ports.oauth_clients import ClientBook
from application.ports.page_words import Languages
from application.ports.store import Store
from application.sessions.introspect import Introspect
from domain.authorization import PUSHED_LIVES
from domain.ids import TenantId
from domain.oauth_client import OAuthClient
from domain.oauth_error import OAuthError
from domain.refusal import NotFound
from domain.tenant import is_slug
from domain.token import issuer_of
from entrypoints.http.caller import Callers
from entrypoints.http.doors import answered, opens
from entrypoints.http.oidc.answers import PushedRequest, TokenAnswer
from entrypoints.http.oidc.bodies import PushedForm, TokenForm, TokenToEnd
from entrypoints.http.oidc.clients import ClientAssertion
from entrypoints.http.oidc.discovery import metadata
from entrypoints.http.oidc.sent import Sent, form, json_answer, told
from entrypoints.http.oidc.token_server import UNSAID, Grants, TokenServer

MAX_AGE: Final = "public, max-age=300"
AWAY: Final = ("unavailable", "too_large")
BUSY: Final = (*AWAY, "rate_limited")


@dataclass(frozen=True, slots=True)
class Issuers:
    """Finds the tenant that an address speaks of, and lets its clients prove who they are."""

    known_keys: KnownKeys
    book: ClientBook
    store: Store
    callers: Callers
    grants: Grants
    app_url: str
    now: Callable[[], datetime]
    languages: Languages

    def known(self, slug: str) -> KnownTenant:
        """The tenant; raises NotFound."""
        known = self.known_keys.by_slug(slug, now=self.now()) if is_slug(slug) else None
        if known is None:
            raise NotFound("There is no tenant of that slug.")
        g.tenant = known
        return known

    def server(self, known: KnownTenant) -> TokenServer:
        """Authlib's server for this call."""
        issuer, now = issuer_of(self.app_url, known.tenant.slug), self.now()
        audiences = (issuer, f"{self.app_url}{request.path}", f"{issuer}/oauth/token")
        return TokenServer(
            known=known,
            caller=self.callers.program(),
            grants=self.grants,
            find=lambda known, id: self.book.find(tenant_id=known.tenant.id, client_id=id),
            assertion=ClientAssertion(audiences, now, lambda client, id, until: self._spend(known, client, id, until)),
            now=now,
        )

    def client(self, known: KnownTenant, endpoint: str) -> tuple[OAuthClient, Mapping[str, str]]:
        """The client that calls, and what it sent; raises OAuthError and Authlib's OAuth2Error."""
        fields = form()
        client = self.server(known).client_of(Sent(fields), endpoint)
        g.actor = f"client:{client.id}"
        return client, fields

    def _spend(self, known: KnownTenant, client: str, id: str, until: datetime) -> bool:
        tenant_id: TenantId = known.tenant.id
        digest = hashlib.sha256(f"{client} {id}".encode()).digest()
        with self.store.begin() as tx:
            return tx.authorizations.spend_assertion(tenant_id=tenant_id, digest=digest, until=until)


def in_oauth(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let errors leave as OAuth clients read them, instead of problem documents."""

    @wraps(view)
    def answering(**values: Any) -> Any:
        try:
            return view(**values)
        except OAuthError as error:
            return told(error.error, error.description)
        except OAuth2Error as error:
            basic = {"WWW-Authenticate": "Basic"} if error.status_code == 401 else {}
            return told(error.error, error.description or UNSAID, error.status_code, basic)

    return answering


def blueprint(*, issuers: Issuers, authorize: Authorize, revoke: RevokeForClient, introspect: Introspect) -> Blueprint:
    """The doors of every tenant's issuer."""
    oidc = Blueprint("oidc", __name__, url_prefix="/t/<slug>")
    callers = issuers.callers

    @oidc.get("/.well-known/openid-configuration")
    @opens("open", answer=dict[str, Any], refusals=("unavailable",))
    def show_configuration(slug: str) -> Response:
        """What an OpenID client needs to know of this tenant's issuer."""
        response = answered(metadata(issuers.app_url, issuers.known(slug), issuers.languages.tags()), 200)
        response.headers["Cache-Control"] = MAX_AGE
        return response

    @oidc.post("/oauth/token")
    @opens("client", body=TokenForm, form="only", answer=TokenAnswer, oauth=(400, 401), refusals=AWAY)
    @in_oauth
    def give_tokens(slug: str) -> Response:
        """Get tokens for a code, for a refresh token, or for the client itself (RFC 6749 section 3.2)."""
        known = issuers.known(slug)
        response: Response = issuers.server(known).create_token_response(Sent(form()))
        return response

    @oidc.post("/oauth/par")
    @opens("client", body=PushedForm, form="only", answer=PushedRequest, status=201, oauth=(400, 401), refusals=BUSY)
    @in_oauth
    def push_request(slug: str) -> Response:
        """Push an authorization request ahead of the browser (RFC 9126)."""
        known = issuers.known(slug)
        client, fields = issuers.client(known, "par")
        if fields.get("client_id", client.id) != client.id:
            raise OAuthError("invalid_request", "client_id is another client than the one that calls.")
        pushed = authorize.push(known, client, {name: [value] for name, value in fields.items()}, callers.program())
        seconds = int(PUSHED_LIVES.total_seconds())
        return json_answer({"request_uri": f"{PUSHED}{pushed.id}", "expires_in": seconds}, 201)

    @oidc.post("/oauth/revoke")
    @opens("client", body=TokenToEnd, form="only", oauth=(400, 401), refusals=AWAY)
    @in_oauth
    def revoke_token(slug: str) -> Response:
        """End the session of a token that the client holds; of another token nothing is said (RFC 7009)."""
        known = issuers.known(slug)
        client, fields = issuers.client(known, "revoke")
        revoke(known=known, client=client, token=fields.get("token", ""), caller=callers.program())
        return answered("", 200)

    @oidc.post("/oauth/introspect")
    @opens("client", body=TokenToEnd, form="only", answer=dict[str, Any], oauth=(400, 401), refusals=AWAY)
    @in_oauth
    def introspect_token(slug: str) -> Response:
        """Tell a confidential client whether a token of this issuer is good right now (RFC 7662)."""
        known = issuers.known(slug)
        client, fields = issuers.client(known, "introspect")
        if client.is_public:
            raise OAuthError("unauthorized_client", "A public client may not ask about tokens.")
        return json_answer(introspect(known=known, token=fields.get("token", "")))

    return oidc
