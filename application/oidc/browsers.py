"""Which browser is this, and who is signed in by it?"""

from dataclasses import dataclass, field
from datetime import datetime

from application.audit.scribe import Scribe
from application.ports.known_keys import KnownTenant
from application.ports.sessions import HeldSession, Sessions
from application.sessions.recognise_token import SignedInUser
from domain.browser_session import BrowserToken
from domain.session import Session, Standing
from domain.tenant import Tenant

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser brought in its cookies: the secret of its way through the pages, and its session's token."""

    secret: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RecogniseBrowser:
    """Find the session that a browser's cookie stands for, as it is in the database at this moment.

    A session that a client has is none, nor one that was opened by the API alone: nobody can make its cookie.
    """

    sessions: Sessions
    scribe: Scribe

    def __call__(self, tenant: Tenant, browser: Browser, now: datetime) -> HeldSession | None:
        held = self.held(tenant, browser.token or "", now)
        return held if held and held.session.client_id is None else None

    def held(self, tenant: Tenant, text: str, now: datetime) -> HeldSession | None:
        """The session that a cookie stands for, a client's too, where it goes on."""
        token = BrowserToken.parse(text[:LONGEST])
        keys = self.scribe.ring.of(token.key_id) if token else None
        if token is None or keys is None:
            return None
        held = self.sessions.find(tenant_id=tenant.id, session_id=token.session_id)
        is_good = held is not None and held.goes_on(now, tenant.settings.idle) and token.is_of(held.session, keys)
        return held if is_good else None

    def token_of(self, session: Session) -> str:
        """The cookie's value for a session that was opened at our pages this moment."""
        return BrowserToken.of(session, self.scribe.keys).text


def signed_in(known: KnownTenant, held: HeldSession, now: datetime) -> SignedInUser:
    """Who is signed in by a browser's session, for use cases that otherwise serve a token."""
    session = held.session
    standing = Standing(session.user_id, session.ends_at(known.tenant.settings.idle), session.authenticated_at, now)
    return SignedInUser(known, session.user_id, session.id, {}, standing)
