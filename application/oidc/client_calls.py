"""What a client asks for by itself: fresh tokens, tokens of its own, and their end."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from application.audit.scribe import Scribe
from application.oidc.exchange_code import Granted
from application.oidc.id_tokens import told_of
from application.ports.known_keys import KnownTenant
from application.ports.sessions import HeldSession, Sessions
from application.ports.tokens import TokenSigner
from application.sessions.end_sessions import EndSession
from application.sessions.issue_tokens import TOKEN_ID_BYTES
from application.sessions.made_by import made_by
from application.sessions.recognise_token import RecogniseToken
from application.sessions.refresh_session import RefreshSession
from domain.caller import Caller
from domain.oauth_client import OAuthClient
from domain.oauth_error import OAuthError
from domain.refresh_token import RefreshToken
from domain.refusal import InvalidToken, NotFound, RefreshReused, SessionRevoked, TokenExpired
from domain.session import EndedAs
from domain.token import MachineClaims, issuer_of

MACHINE_LIVES: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class RefreshForClient:
    """Give a client new tokens for its refresh token, with the session's own rotation (RFC 6749 section 6).

    Raises OAuthError (`invalid_grant`) and Unavailable.
    """

    refresh: RefreshSession

    def __call__(self, *, known: KnownTenant, client: OAuthClient, refresh_token: str, caller: Caller) -> Granted:
        try:
            tokens, session = self.refresh.of_client(
                known=known, refresh_token=refresh_token, caller=caller, client_id=client.id
            )
        except (InvalidToken, RefreshReused, SessionRevoked) as refusal:
            raise OAuthError("invalid_grant", refusal.detail) from None
        return Granted(tokens, session.scope)


@dataclass(frozen=True, slots=True)
class MachineToken:
    """Give a client a token of its own, for 15 minutes, with no user behind it (RFC 6749 section 4.4).

    Raises OAuthError (`unauthorized_client`, `invalid_scope`) and Unavailable.
    """

    signer: TokenSigner
    scribe: Scribe
    app_url: str

    def __call__(self, *, known: KnownTenant, client: OAuthClient, scope: tuple[str, ...]) -> tuple[str, int]:
        """The token, and its life in seconds."""
        if client.is_public or not client.allows("client_credentials"):
            raise OAuthError("unauthorized_client", "This client may not ask for tokens of its own.")
        if client.granted(scope) != scope or "openid" in scope:
            raise OAuthError("invalid_scope", "The scope names something that this client may not have for itself.")
        now = self.scribe.now()
        claims = MachineClaims(
            issuer=issuer_of(self.app_url, known.tenant.slug),
            client_id=client.id,
            tenant_id=known.tenant.id,
            token_id=self.scribe.dice.roll(TOKEN_ID_BYTES).hex(),
            issued_at=now,
            expires_at=now + MACHINE_LIVES,
            scope=scope,
        )
        return self.signer.sign(claims, known.signing_key(now)), int(MACHINE_LIVES.total_seconds())


@dataclass(frozen=True, slots=True)
class ShowUserinfo:
    """The claims of the user behind a client's access token, as its scope has them (OpenID Connect Core 5.3).

    Raises MissingCredentials, InvalidToken, TokenExpired, SessionRevoked, OAuthError (`insufficient_scope`) and
    Unavailable.
    """

    recognise_token: RecogniseToken
    sessions: Sessions

    def __call__(self, *, known: KnownTenant, token: str | None) -> Mapping[str, Any]:
        user = self.recognise_token(token)
        held = self.sessions.find(tenant_id=user.known.tenant.id, session_id=user.session_id)
        if held is None or user.known.tenant.id != known.tenant.id:
            raise InvalidToken("The token is not one of this issuer's.")
        if "openid" not in held.session.scope:
            raise OAuthError("insufficient_scope", "This token was not given for the scope openid.")
        return {**told_of(held.user, held.session.scope), "sub": held.user.id}


@dataclass(frozen=True, slots=True)
class RevokeForClient:
    """End the session of a token that a client holds; of any other token nothing is said (RFC 7009 section 2.2)."""

    scribe: Scribe
    sessions: Sessions
    recognise_token: RecogniseToken
    end_session: EndSession

    def __call__(self, *, known: KnownTenant, client: OAuthClient, token: str, caller: Caller) -> None:
        held = self._held(known, token)
        if held is None or held.session.client_id != client.id:
            return
        with suppress(NotFound):
            self.end_session(
                tenant_id=known.tenant.id,
                user_id=held.user.id,
                session_id=held.session.id,
                as_=EndedAs.REVOKED,
                caller=caller,
            )

    def _held(self, known: KnownTenant, token: str) -> HeldSession | None:
        refresh = RefreshToken.parse(token)
        if refresh:
            return made_by(self.sessions, self.scribe, known.tenant.id, refresh)
        try:
            user = self.recognise_token(token)
        except (InvalidToken, TokenExpired, SessionRevoked):
            return None
        if user.known.tenant.id != known.tenant.id:
            return None
        return self.sessions.find(tenant_id=known.tenant.id, session_id=user.session_id)
