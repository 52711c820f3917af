"""An access token and a refresh token for a session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from application.audit.scribe import Scribe
from application.ports.known_keys import KnownTenant
from application.ports.tokens import TokenSigner
from domain.claim_map import claims_of
from domain.ids import SessionId, UserId
from domain.refusal import Unavailable
from domain.session import Session
from domain.token import AccessClaims, issuer_of

TOKEN_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a proof or a refresh gives: the tokens (shown once), whose they are, and how long the first one lives."""

    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    user_id: UserId
    session_id: SessionId


@dataclass(frozen=True, slots=True)
class IssueTokens:
    """Sign an access token for a session, and derive the session's present refresh token."""

    signer: TokenSigner
    scribe: Scribe
    app_url: str

    def require(self, known: KnownTenant, now: datetime) -> None:
        """Raise Unavailable where this node cannot sign for the tenant; asked before anything is counted or spent."""
        self.signer.ready(known.signing_key(now))

    def __call__(self, known: KnownTenant, session: Session, app_metadata: Mapping[str, Any], now: datetime) -> Tokens:
        tenant, keys = known.tenant, self.scribe.ring.of(session.key_id)
        if keys is None:
            raise Unavailable("This session belongs to another JWT_SECRET than this node has.", retry_after=30)
        ends = min(now + tenant.settings.access_lives, session.expires_at)
        claims = AccessClaims(
            issuer=issuer_of(self.app_url, tenant.slug),
            subject=session.user_id,
            tenant_id=tenant.id,
            session_id=session.id,
            token_id=self.scribe.dice.roll(TOKEN_ID_BYTES).hex(),
            issued_at=now,
            expires_at=ends,
            authenticated_at=session.authenticated_at,
            methods=session.amr,
            further=claims_of(tenant.settings.token_claims, app_metadata),
            client_id=session.client_id,
            scope=session.scope,
        )
        return Tokens(
            token=self.signer.sign(claims, known.signing_key(now)),
            refresh_token=session.refresh_token(keys).text,
            expires_in=int((ends - now).total_seconds()),
            user_id=session.user_id,
            session_id=session.id,
        )
