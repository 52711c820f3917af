"""A user's way from a client to its code: one row, from the request to the code that was given for it."""

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from domain.authorization_request import AuthorizationRequest
from domain.base64url import encoded
from domain.ids import AuthorizationId, ClientId, SessionId, TenantId

# From the request to the code, with time to look for a phone and to ask again.
LIVES: Final = timedelta(minutes=30)
# A request that was pushed waits so long for its browser (RFC 9126 section 2.2).
PUSHED_LIVES: Final = timedelta(seconds=90)
CODE_LIVES: Final = timedelta(seconds=60)
# Our own pages sign people in, too; nobody can register this client, nor name it in a request.
OWN_PAGES: Final = ClientId("own_pages")
SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a client asked, which browser answers it, who proved themselves, and the code that was given.

    `browser` is the digest of the secret in that browser's cookie; None: it was pushed and no browser has come yet.
    `session_id` is the browser's session, by which the user has signed in.
    `link` is the sealed link of a mail that was opened on another device, where its user let this browser go on.
    `code` is the digest of the code; `opened` the session that was given for it.
    """

    tenant_id: TenantId
    id: AuthorizationId
    client_id: ClientId
    request: AuthorizationRequest
    created_at: datetime
    expires_at: datetime
    browser: bytes | None = field(default=None, repr=False)
    session_id: SessionId | None = None
    scope: tuple[str, ...] = ()
    code: bytes | None = field(default=None, repr=False)
    code_ends_at: datetime | None = None
    spent_at: datetime | None = None
    opened: SessionId | None = None
    link: str | None = field(default=None, repr=False)

    @classmethod
    def start(
        cls,
        *,
        tenant_id: TenantId,
        id: AuthorizationId,
        client_id: ClientId,
        request: AuthorizationRequest,
        browser: bytes | None,
        now: datetime,
    ) -> "Authorization":
        """One that begins now, in a browser or pushed ahead of it."""
        lives = LIVES if browser else PUSHED_LIVES
        return cls(tenant_id, id, client_id, request, now, now + lives, browser)

    @property
    def is_own(self) -> bool:
        """Whether it leads to one of our own pages: nobody gets a code by it."""
        return self.client_id == OWN_PAGES

    def is_open(self, now: datetime) -> bool:
        """Whether it still waits for its user."""
        return self.code is None and now < self.expires_at

    def is_of(self, secret: str | None) -> bool:
        """Whether the browser with that secret began it; time-constant."""
        if self.browser is None or not secret:
            return False
        return hmac.compare_digest(self.browser, digest_of_browser(secret))

    def waits_for_browser(self, client_id: ClientId, now: datetime) -> bool:
        """Whether it was pushed by that client, and no browser has come yet."""
        return self.client_id == client_id and self.browser is None and self.is_open(now)

    def taken(self, browser: bytes, now: datetime) -> "Authorization":
        """A pushed one, whose browser has come; its way begins now."""
        return replace(self, browser=browser, created_at=now, expires_at=now + LIVES)

    def given(self, session_id: SessionId, code: bytes, now: datetime) -> "Authorization":
        """With a code, for the user of that browser's session; whom the client had in mind is forgotten."""
        request = replace(self.request, login_hint=None)
        ends = now + CODE_LIVES
        done = replace(self, request=request, link=None)
        return replace(done, session_id=session_id, scope=request.scope, code=code, code_ends_at=ends)

    def spent(self, opened: SessionId, now: datetime) -> "Authorization":
        """Its code was exchanged for a session."""
        return replace(self, spent_at=now, opened=opened)

    def is_spendable(self, now: datetime) -> bool:
        """Whether its code may be exchanged."""
        return self.code_ends_at is not None and self.spent_at is None and now < self.code_ends_at

    def verifies(self, verifier: str) -> bool:
        """Whether that is the secret behind the challenge (RFC 7636 section 4.6); time-constant."""
        if not 43 <= len(verifier) <= 128 or not verifier.isascii():
            return False
        return hmac.compare_digest(challenge_of(verifier).encode(), self.request.code_challenge.encode())


def challenge_of(verifier: str) -> str:
    """The PKCE challenge of a secret, by S256 (RFC 7636 section 4.2)."""
    return encoded(hashlib.sha256(verifier.encode()).digest())


def digest_of_browser(secret: str) -> bytes:
    """What is stored of a browser's secret; its 256 random bits need no slow hash."""
    return hashlib.sha256(b"browser " + secret.encode("utf-8", "surrogatepass")).digest()


def digest_of_code(code: str) -> bytes:
    """What is stored of a code; its 256 random bits need no slow hash."""
    return hashlib.sha256(b"code " + code.encode("utf-8", "surrogatepass")).digest()
