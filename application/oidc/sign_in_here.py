"""Somebody proves an address at a tenant's own pages."""

from dataclasses import dataclass
from datetime import datetime

from application.oidc.browsers import Browser, RecogniseBrowser
from application.otp.verify_otp import VerifyOtp
from application.ports.known_keys import KnownTenant
from application.ports.sessions import HeldSession
from application.ports.store import Store
from application.sessions.end_sessions import EndWithin
from application.sessions.live_sessions import LiveSessions
from domain.address import Address
from domain.caller import Caller
from domain.otp_challenge import SIGN_IN
from domain.refusal import Unavailable
from domain.session import EndedAs, Session


@dataclass(frozen=True, slots=True)
class NewCookie:
    """The value of the browser's cookie, and when the session behind it ends."""

    text: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SignInHere:
    """Prove a code as the API does, and let the browser have the new session.

    The session that the browser had before ends, whoever's it was (NIST SP 800-63B 5.1, ASVS 7.2.4).
    What clients have by it goes on under the new one where it is the same user, and ends where it is another.
    Raises what VerifyOtp raises.
    """

    verify: VerifyOtp
    store: Store
    recognise: RecogniseBrowser
    live: LiveSessions
    end_within: EndWithin

    def __call__(
        self,
        *,
        known: KnownTenant,
        address: Address,
        code: str,
        browser: Browser,
        caller: Caller,
        intent: str = SIGN_IN,
    ) -> NewCookie:
        now = self.end_within.scribe.now()
        before = self.recognise(known.tenant, browser, now)
        signed_in = self.verify(known=known, address=address, code=code, caller=caller, intent=intent)
        session_id = signed_in.tokens.session_id
        held = self.recognise.sessions.find(tenant_id=known.tenant.id, session_id=session_id)
        if held is None:
            raise Unavailable("The session that was opened is not there. Sign in again.")
        if before:
            self._replace(known, before, held.session, caller, now)
        return NewCookie(self.recognise.token_of(held.session), held.session.expires_at)

    def _replace(self, known: KnownTenant, before: HeldSession, after: Session, caller: Caller, now: datetime) -> None:
        tenant_id, old = known.tenant.id, before.session
        with self.store.begin() as tx:
            if old.user_id == after.user_id:
                tx.sessions.adopt(tenant_id=tenant_id, before=old.id, after=after.id)
            ended = self.end_within(
                tx,
                tenant_id=tenant_id,
                user_id=old.user_id,
                session_id=old.id,
                as_=EndedAs.LOGOUT,
                now=now,
                caller=caller,
            )
        self.live.forget(tenant_id, ended, now)
