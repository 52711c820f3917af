"""Whose access token is this?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from application.ports.clock import Clock
from application.ports.known_keys import KnownKeys, KnownTenant
from application.ports.tokens import TokenSigner
from application.sessions.live_sessions import LiveSessions
from domain.ids import SessionId, TenantId, UserId
from domain.refusal import InvalidToken, MissingCredentials
from domain.session import Standing
from domain.token import issuer_of

# What is longer is none of ours, and cut short it is none either.
LONGEST = 8192
REFUSED = "The token is not one of ours."


@dataclass(frozen=True, slots=True)
class SignedInUser:
    """A user who is signed in: in which tenant, by which session, with which claims."""

    known: KnownTenant
    user_id: UserId
    session_id: SessionId
    claims: Mapping[str, Any] = field(repr=False)
    standing: Standing


@dataclass(frozen=True, slots=True)
class RecogniseToken:
    """Check an access token and that its session goes on, so that a revocation acts at once.

    Raises MissingCredentials, InvalidToken, TokenExpired, SessionRevoked and Unavailable.
    """

    known_keys: KnownKeys
    signer: TokenSigner
    live: LiveSessions
    clock: Clock
    app_url: str

    def __call__(self, token: str | None) -> SignedInUser:
        if not token:
            raise MissingCredentials("Send the access token as Authorization: Bearer.")
        now = self.clock.now()
        known, claims = self._read(token[:LONGEST], now)
        session_id, user_id = SessionId.parse(str(claims["sid"])), UserId.parse(str(claims["sub"]))
        if session_id is None or user_id is None:
            raise InvalidToken(REFUSED)
        standing = self.live.require(known.tenant, session_id, now)
        if standing.user_id != user_id:
            raise InvalidToken(REFUSED)
        return SignedInUser(known, user_id, session_id, claims, standing)

    def _read(self, token: str, now: datetime) -> tuple[KnownTenant, Mapping[str, Any]]:
        tenant_id, key_id = self.signer.claimed(token)
        known = self._tenant(tenant_id, key_id, now)
        claims = self.signer.read(
            token,
            keys=known.signing_keys,
            issuer=issuer_of(self.app_url, known.tenant.slug),
            audience=known.tenant.id,
            now=now,
        )
        return known, claims

    def _tenant(self, tenant_id: TenantId, key_id: str, now: datetime) -> KnownTenant:
        """The tenant with its keys, asked for once more where another process may have made a newer one."""
        known = self.known_keys.tenant(tenant_id, now=now)
        if known and key_id not in {key.id for key in known.signing_keys}:
            self.known_keys.forget(tenant_id)
            known = self.known_keys.tenant(tenant_id, now=now)
        if known is None:
            raise InvalidToken(REFUSED)
        return known
