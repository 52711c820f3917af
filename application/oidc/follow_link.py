"""Somebody opens the link of a mail, in the browser that asked for it or on another device."""

from dataclasses import dataclass, replace
from datetime import datetime

from application.audit.scribe import Scribe
from application.oidc.browsers import Browser
from application.oidc.links import Links
from application.oidc.sign_in_here import NewCookie, SignInHere
from application.ports.known_keys import KnownTenant
from application.ports.otp import OtpSlots
from application.ports.store import Store
from domain.authorization import Authorization
from domain.caller import Caller
from domain.email import EmailAddress
from domain.ids import AuthorizationId
from domain.otp import CodeExpired, InvalidCode, TooManyAttempts
from domain.otp_challenge import SIGN_IN
from domain.refusal import AuthorizationOver
from domain.sign_in_link import LINK, SignInLink, is_number

OVER = "This link is over. Ask for a new one where you began to sign in."


class NotOpened(Exception):
    """Nobody has opened the link and entered the number yet."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A link whose sign-in still waits; `is_here`: this is the browser that began it."""

    text: str
    link: SignInLink
    authorization: Authorization
    is_here: bool


@dataclass(frozen=True, slots=True)
class FollowLink:
    """Sign in by a link, always in the browser that began: opening it alone does nothing, since programs open links.

    There the word of its user is enough.
    Elsewhere the number that the first browser shows has to be entered, since a link that somebody else asked for
    would sign that other one in; a wrong number counts as a wrong code.
    Every proof goes by VerifyOtp, with its counts and limits, and raises what that raises.
    """

    store: Store
    scribe: Scribe
    slots: OtpSlots
    links: Links
    sign_in: SignInHere

    def look(self, known: KnownTenant, text: str, browser: Browser) -> Followed:
        """What there is to a link; does nothing.  Raises AuthorizationOver."""
        link = self.links.read(known.tenant.id, text)
        found = self._find(known, link.flow) if link else None
        if link is None or found is None or not found.is_open(self.scribe.now()):
            raise AuthorizationOver(OVER)
        return Followed(text, link, found, found.is_of(browser.secret))

    def here(self, known: KnownTenant, followed: Followed, browser: Browser, caller: Caller) -> NewCookie:
        """Sign in: this is the browser."""
        if not followed.is_here:
            raise AuthorizationOver(OVER)
        return self._prove(known, followed.link, browser, caller)

    def elsewhere(self, known: KnownTenant, followed: Followed, number: str, caller: Caller) -> None:
        """Let the browser that began go on, if that is its number; raises InvalidCode where it is not.

        Of a link that is over nothing is said but that: CodeExpired.
        """
        link, now = followed.link, self.scribe.now()
        self._require_live(known, link, caller, now)
        if not is_number(number, link.flow, link.challenge, self.links.texts.ring):
            # It counts as a wrong code does, and always fails.
            self._verify(known, replace(link, code=""), caller)
        with self.store.begin() as tx:
            found = tx.authorizations.get(tenant_id=known.tenant.id, id=link.flow)
            if found is None or not found.is_open(now):
                raise AuthorizationOver(OVER)
            tx.authorizations.save(replace(found, link=followed.text))

    def _require_live(self, known: KnownTenant, link: SignInLink, caller: Caller, now: datetime) -> None:
        slot, _ = self.slots.look(
            tenant_id=known.tenant.id,
            address=EmailAddress.parse(link.mailbox),
            purpose=SIGN_IN,
            now=now,
            network=caller.network,
        )
        if slot.challenge is None or slot.challenge.id != link.challenge or not slot.challenge.lives(now):
            raise CodeExpired

    def take(self, known: KnownTenant, waiting: Authorization, browser: Browser, caller: Caller) -> NewCookie:
        """Sign in the browser that began, after the word from elsewhere; raises NotOpened.

        The word is forgotten then, done or not, so that it is not tried against the next link.
        """
        link = self.links.read(known.tenant.id, waiting.link or "")
        if link is None or link.flow != waiting.id:
            raise NotOpened
        try:
            cookie = self._prove(known, link, browser, caller)
        except (InvalidCode, CodeExpired, TooManyAttempts):
            self._forget(known, waiting)
            raise
        self._forget(known, waiting)
        return cookie

    def _forget(self, known: KnownTenant, waiting: Authorization) -> None:
        with self.store.begin() as tx:
            found = tx.authorizations.get(tenant_id=known.tenant.id, id=waiting.id)
            if found and found.link == waiting.link:
                tx.authorizations.save(replace(found, link=None))

    def _find(self, known: KnownTenant, flow: AuthorizationId) -> Authorization | None:
        with self.store.begin() as tx:
            return tx.authorizations.get(tenant_id=known.tenant.id, id=flow)

    def _prove(self, known: KnownTenant, link: SignInLink, browser: Browser, caller: Caller) -> NewCookie:
        return self.sign_in(
            known=known,
            address=EmailAddress.parse(link.mailbox),
            code=link.code,
            browser=browser,
            caller=caller,
            intent=LINK,
        )

    def _verify(self, known: KnownTenant, link: SignInLink, caller: Caller) -> None:
        self.sign_in.verify(
            known=known, address=EmailAddress.parse(link.mailbox), code=link.code, caller=caller, intent=LINK
        )
        raise CodeExpired
