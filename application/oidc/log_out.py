"""A client sends a browser to sign out (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from application.audit.scribe import Scribe
from application.oidc.browsers import Browser, RecogniseBrowser
from application.oidc.read_request import ReadRequest
from application.oidc.replies import with_query
from application.ports.known_keys import KnownTenant
from application.ports.sessions import HeldSession
from application.ports.tokens import TokenSigner
from application.sessions.end_sessions import EndSession
from domain.caller import Caller
from domain.oauth_error import OAuthError
from domain.refusal import NotFound
from domain.session import EndedAs
from domain.token import issuer_of

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class LogOutAsked:
    """What a client asks: whose session it is, whether the client has shown that it means this user, and where to go.

    `location` is one that the client has registered; None: our own page says that the user is signed out.
    """

    held: HeldSession | None
    is_meant: bool
    location: str | None


@dataclass(frozen=True, slots=True)
class LogOut:
    """Look at what a client asks, and end the browser's session with all that clients have by it.

    Without an ID token of the very user the user is asked first, so that no link signs anybody out (ASVS 10.6.2).
    Raises OAuthError where the address to go to is not the client's.
    """

    scribe: Scribe
    read: ReadRequest
    recognise: RecogniseBrowser
    signer: TokenSigner
    end_session: EndSession
    app_url: str

    def look(self, known: KnownTenant, sent: Mapping[str, str], browser: Browser) -> LogOutAsked:
        """What is asked; ends nothing."""
        issuer = issuer_of(self.app_url, known.tenant.slug)
        hint = self.signer.read_hint(sent.get("id_token_hint", ""), keys=known.signing_keys, issuer=issuer)
        held = self.recognise(known.tenant, browser, self.scribe.now())
        named = {name for name in (sent.get("client_id"), str(hint["aud"]) if hint else None) if name}
        if len(named) > 1:
            raise OAuthError("invalid_request", "client_id is another client than the one of id_token_hint.")
        client = self.read.client(known, named.pop()) if named else None
        wanted = sent.get("post_logout_redirect_uri")
        if wanted is not None and (client is None or not client.may_log_out_to(wanted)):
            raise OAuthError("invalid_request", "post_logout_redirect_uri is not one that this client has registered.")
        is_meant = hint is not None and held is not None and hint.get("sub") == held.user.id
        return LogOutAsked(held, is_meant, self._location(wanted, sent.get("state")))

    def _location(self, wanted: str | None, state: str | None) -> str | None:
        if wanted is None:
            return None
        return with_query(wanted, {"state": state[:LONGEST]}) if state else wanted

    def __call__(self, known: KnownTenant, held: HeldSession, caller: Caller) -> None:
        """End it; where it ended a moment ago, that does."""
        with suppress(NotFound):
            self.end_session(
                tenant_id=known.tenant.id,
                user_id=held.user.id,
                session_id=held.session.id,
                as_=EndedAs.LOGOUT,
                caller=caller,
            )
