"""A client sends a browser, and step by step it comes back with a code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from application.audit.scribe import Scribe
from application.oidc.browsers import Browser, RecogniseBrowser
from application.oidc.give_code import GiveCode
from application.oidc.read_request import ReadRequest
from application.oidc.replies import Replies, state_of
from application.ports.known_keys import KnownTenant
from application.ports.sessions import HeldSession
from application.ports.store import Store
from application.rate_limits.guard import Guard
from domain.authorization import OWN_PAGES, Authorization, digest_of_browser
from domain.authorization_request import AuthorizationRequest
from domain.caller import Caller
from domain.ids import AuthorizationId, ClientId
from domain.oauth_client import OAuthClient
from domain.oauth_error import OAuthError
from domain.refusal import AuthorizationOver

Step = Literal["sign_in", "choose", "consent"]
Word = Literal["agrees", "chooses"]
PUSHED: Final = "urn:ietf:params:oauth:request_uri:"
OVER: Final = "This sign-in was begun elsewhere, or it is over. Go back to the app and begin anew."


@dataclass(frozen=True, slots=True)
class Leave:
    """The browser goes back to the client, with a code or an error in the address."""

    location: str


@dataclass(frozen=True, slots=True)
class Stay:
    """The browser's user has to do something first."""

    step: Step
    authorization: Authorization
    client: OAuthClient | None = None
    held: HeldSession | None = None


@dataclass(frozen=True, slots=True)
class Authorize:
    """Begin the way of a browser that a client has sent, or take it up again; each call says what comes next.

    Who is signed in already, lately enough and with consent where that is needed, leaves at once.
    With `prompt=none` nobody is asked anything (OpenID Connect Core 1.0 section 3.1.2.1).
    Raises OAuthError where nobody may be redirected, AuthorizationOver, and RateLimited where too many begin.
    """

    store: Store
    scribe: Scribe
    read: ReadRequest
    recognise: RecogniseBrowser
    give_code: GiveCode
    replies: Replies
    guard: Guard

    def start(
        self, known: KnownTenant, sent: Mapping[str, Sequence[str]], *, browser: Browser, caller: Caller
    ) -> Leave | Stay:
        """A browser comes with the client's parameters, or with the name of those that were pushed."""
        now, names = self.scribe.now(), list(sent.get("client_id", ()))
        client = self.read.client(known, names[0] if len(names) == 1 else "")
        digest = digest_of_browser(browser.secret or "")
        pushed = [uri for uri in sent.get("request_uri", ()) if uri.startswith(PUSHED)]
        if pushed:
            return self._next(known, client, self._taken(known, client, pushed[0], digest, now), browser, caller, now)
        redirect_uri = self.read.redirect_uri(client, sent)
        try:
            request = self.read(client, sent, redirect_uri)
        except OAuthError as error:
            return Leave(self.replies.error(known, redirect_uri, state_of(sent), error))
        return self._next(known, client, self._kept(known, client.id, request, digest, caller), browser, caller, now)

    def push(
        self, known: KnownTenant, client: OAuthClient, sent: Mapping[str, Sequence[str]], caller: Caller
    ) -> Authorization:
        """Keep a request for the browser that will come with its name (RFC 9126); raises OAuthError, RateLimited."""
        request = self.read(client, sent, self.read.redirect_uri(client, sent))
        return self._kept(known, client.id, request, None, caller)

    def go_on(
        self, known: KnownTenant, id: str, *, browser: Browser, caller: Caller, word: Word | None = None
    ) -> Leave | Stay:
        """The browser's user has done something, or said a word: what comes next?"""
        authorization, now = self.find(known, id, browser), self.scribe.now()
        if authorization.is_own:
            return self._own(known, authorization, browser, now)
        client = self.read.client(known, authorization.client_id)
        return self._next(known, client, authorization, browser, caller, now, word)

    def start_own(
        self, known: KnownTenant, page: str, *, browser: Browser, caller: Caller, max_age: int | None = None
    ) -> Stay:
        """One of our own pages, at that address, wants to know who is there, proven within `max_age` seconds."""
        request, digest = AuthorizationRequest.own(page, max_age=max_age), digest_of_browser(browser.secret or "")
        return Stay("sign_in", self._kept(known, OWN_PAGES, request, digest, caller))

    def _own(self, known: KnownTenant, authorization: Authorization, browser: Browser, now: datetime) -> Leave | Stay:
        request, held = authorization.request, self.recognise(known.tenant, browser, now)
        if held and request.is_met_by(held.session.authenticated_at, asked_at=authorization.created_at, now=now):
            return Leave(request.redirect_uri)
        return Stay("sign_in", authorization)

    def deny(self, known: KnownTenant, id: str, *, browser: Browser) -> Leave:
        """The user does not want to."""
        authorization = self.find(known, id, browser)
        return self._leave(known, authorization, OAuthError("access_denied", "The user did not agree."))

    def find(self, known: KnownTenant, id: str, browser: Browser) -> Authorization:
        """The open authorization of that id, begun in this browser; raises AuthorizationOver."""
        named = AuthorizationId.parse(id)
        with self.store.begin() as tx:
            found = tx.authorizations.get(tenant_id=known.tenant.id, id=named) if named else None
        if found is None or not found.is_of(browser.secret) or not found.is_open(self.scribe.now()):
            raise AuthorizationOver(OVER)
        return found

    def _kept(
        self,
        known: KnownTenant,
        client_id: ClientId,
        request: AuthorizationRequest,
        browser: bytes | None,
        caller: Caller,
    ) -> Authorization:
        now = self.scribe.now()
        self.guard.admit_way(tenant_id=known.tenant.id, network=caller.network, now=now)
        authorization = Authorization.start(
            tenant_id=known.tenant.id,
            id=self.scribe.id(AuthorizationId, now),
            client_id=client_id,
            request=request,
            browser=browser,
            now=now,
        )
        with self.store.begin() as tx:
            tx.authorizations.add(authorization)
        return authorization

    def _taken(self, known: KnownTenant, client: OAuthClient, uri: str, browser: bytes, now: datetime) -> Authorization:
        """What was pushed, for the first browser that comes with its name."""
        id = AuthorizationId.parse(uri.removeprefix(PUSHED))
        with self.store.begin() as tx:
            found = tx.authorizations.get(tenant_id=known.tenant.id, id=id) if id else None
            if found is None or not found.waits_for_browser(client.id, now):
                raise OAuthError("invalid_request", "This request_uri is not known, was used, or its time is over.")
            taken = found.taken(browser, now)
            tx.authorizations.save(taken)
        return taken

    def _next(
        self,
        known: KnownTenant,
        client: OAuthClient,
        authorization: Authorization,
        browser: Browser,
        caller: Caller,
        now: datetime,
        word: Word | None = None,
    ) -> Leave | Stay:
        request, held = authorization.request, self.recognise(known.tenant, browser, now)
        asked_at, is_silent = authorization.created_at, "none" in request.prompt
        if held is None or not request.is_met_by(held.session.authenticated_at, asked_at=asked_at, now=now):
            error = OAuthError("login_required", "Nobody is signed in here, or not lately enough.")
            return self._leave(known, authorization, error) if is_silent else Stay("sign_in", authorization, client)
        is_fresh = held.session.authenticated_at >= asked_at
        if "select_account" in request.prompt and not (is_fresh or word):
            return Stay("choose", authorization, client, held)
        agrees = word == "agrees"
        code = self.give_code(client, authorization, held, agrees=agrees, caller=caller, now=now)
        if code:
            return Leave(self.replies.code(known, request, code))
        error = OAuthError("consent_required", "The user has not agreed yet.")
        return self._leave(known, authorization, error) if is_silent else Stay("consent", authorization, client, held)

    def _leave(self, known: KnownTenant, authorization: Authorization, error: OAuthError) -> Leave:
        request = authorization.request
        return Leave(self.replies.error(known, request.redirect_uri, request.state, error))
