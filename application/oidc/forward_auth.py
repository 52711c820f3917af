"""A proxy asks, for each call of an app behind it, who is there; and who is not signed in signs in."""

import hashlib
import hmac
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from application.audit.scribe import Scribe
from application.oidc.browsers import RecogniseBrowser
from application.oidc.exchange_code import OFFLINE, ExchangeCode
from application.oidc.read_request import ReadRequest
from application.oidc.sealed_texts import SealedTexts
from application.oidc.sign_in_here import NewCookie
from application.ports.known_keys import KnownTenant
from application.ports.sessions import HeldSession
from application.sessions.end_sessions import EndSession
from domain.authorization import challenge_of
from domain.authorization_request import LONGEST
from domain.base64url import encoded
from domain.caller import Caller
from domain.guarded import Guarded
from domain.oauth_error import OAuthError
from domain.refusal import Forbidden, NotFound, Unavailable
from domain.session import EndedAs
from domain.token import issuer_of

WAITS: Final = timedelta(minutes=30)
SECRET_BYTES: Final = 32
LONGEST_STATE: Final = LONGEST["state"]
NOT_HERE: Final = (
    "No client of that client_id has registered https://<this host>/.auth1/callback. Register it, then try again."
)
NOT_BEGUN: Final = "This sign-in was not begun in this browser, or it is over. Open the app once more."


@dataclass(frozen=True, slots=True)
class Way:
    """What waits, sealed in `state`, while somebody signs in."""

    url: str = field(repr=False)
    client_id: str
    verifier: str = field(repr=False)
    browser: str = field(repr=False)
    until: int


@dataclass(frozen=True, slots=True)
class ForwardAuth:
    """Guard an app by a client whose callback lies on the app's own host: code, PKCE and session as for every client.

    The app's host has a cookie of its own, for the client's session alone: it opens none of our own doors.
    Raises Forbidden for a host that the client has not registered, and what ExchangeCode raises.
    """

    read: ReadRequest
    exchange: ExchangeCode
    recognise: RecogniseBrowser
    scribe: Scribe
    texts: SealedTexts
    end_session: EndSession
    app_url: str

    def guarded(self, known: KnownTenant, client_id: str, url: str) -> Guarded:
        """The address that somebody wants to see; raises Forbidden."""
        try:
            found = Guarded.read(self.read.client(known, client_id), url)
        except OAuthError:
            found = None
        if found is None:
            raise Forbidden(NOT_HERE)
        return found

    def who(self, known: KnownTenant, guarded: Guarded, cookie: str) -> HeldSession | None:
        """Who is signed in by the app's cookie, as it is in the database at this moment."""
        held = self._held(known, cookie)
        return held if held and held.session.client_id == guarded.client.id else None

    def _held(self, known: KnownTenant, cookie: str) -> HeldSession | None:
        held = self.recognise.held(known.tenant, cookie, self.scribe.now())
        return held if held and held.session.client_id else None

    def start(self, known: KnownTenant, guarded: Guarded, secret: str) -> str:
        """Where the browser with that secret signs in, and from where it comes back to the guarded address."""
        until = int((self.scribe.now() + WAITS).timestamp())
        verifier = encoded(self.scribe.dice.roll(SECRET_BYTES))
        way = Way(guarded.url, guarded.client.id, verifier, _digest(secret), until)
        state = self._sealed(known, way)
        if len(state) > LONGEST_STATE:
            state = self._sealed(known, replace(way, url=f"{guarded.origin}/"))
        sent = {
            "response_type": "code",
            "client_id": guarded.client.id,
            "redirect_uri": guarded.redirect_uri,
            "scope": " ".join(name for name in guarded.client.scopes if name != OFFLINE),
            "state": state,
            "code_challenge": challenge_of(way.verifier),
            "code_challenge_method": "S256",
        }
        return f"{issuer_of(self.app_url, known.tenant.slug)}/oauth/authorize?{urlencode(sent)}"

    def finish(
        self, known: KnownTenant, sent: Mapping[str, str], secret: str, before: str, caller: Caller
    ) -> tuple[NewCookie, str]:
        """The app's cookie and the guarded address, for the code that came back; raises OAuthError and Forbidden.

        The session of the cookie `before` ends (ASVS 7.2.4).
        """
        way = self._way(known, sent.get("state", ""))
        if way is None or not hmac.compare_digest(way.browser.encode(), _digest(secret).encode()):
            raise Forbidden(NOT_BEGUN)
        guarded = self.guarded(known, way.client_id, way.url)
        if "code" not in sent:
            raise Forbidden("You are not signed in. Open the app once more to try again.")
        granted = self.exchange(
            known=known,
            client=guarded.client,
            code=sent["code"],
            redirect_uri=guarded.redirect_uri,
            verifier=way.verifier,
            caller=caller,
        )
        held = self.recognise.sessions.find(tenant_id=known.tenant.id, session_id=granted.tokens.session_id)
        if held is None:
            raise Unavailable("The session that was opened is not there. Sign in again.")
        self.leave(known, before, caller)
        text = self.recognise.token_of(held.session)
        return NewCookie(text, held.session.expires_at), guarded.url

    def leave(self, known: KnownTenant, cookie: str, caller: Caller) -> None:
        """End the session that an app's cookie stands for, if it goes on; of any other cookie nothing is said."""
        held = self._held(known, cookie)
        if held:
            with suppress(NotFound):
                self.end_session(
                    tenant_id=known.tenant.id,
                    user_id=held.user.id,
                    session_id=held.session.id,
                    as_=EndedAs.LOGOUT,
                    caller=caller,
                )

    def _sealed(self, known: KnownTenant, way: Way) -> str:
        return self.texts.write([way.url, way.client_id, way.verifier, way.browser, way.until], _place(known))

    def _way(self, known: KnownTenant, state: str) -> Way | None:
        """What was sealed here for half an hour, or None."""
        held = self.texts.read(state, _place(known))
        way = Way(*held) if held else None
        return way if way and self.scribe.now().timestamp() < way.until else None


def _place(known: KnownTenant) -> str:
    return f"forward {known.tenant.id}"


def _digest(secret: str) -> str:
    return hashlib.sha256(b"forward " + secret.encode("utf-8", "surrogatepass")).hexdigest()
