"""A client turns its code into tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from application.audit.scribe import Scribe
from application.oidc.id_tokens import IssueIdToken
from application.ports.known_keys import KnownTenant
from application.ports.store import Store, Transaction
from application.sessions.issue_tokens import IssueTokens, Tokens
from application.sessions.live_sessions import LiveSessions
from domain.audit import Action
from domain.authorization import Authorization, digest_of_code
from domain.caller import Caller
from domain.ids import SessionId
from domain.oauth_client import OAuthClient
from domain.oauth_error import OAuthError
from domain.session import NONCE_BYTES, EndedAs, Session
from domain.user import User

OFFLINE: Final = "offline_access"


@dataclass(frozen=True, slots=True)
class Granted:
    """What a client gets: tokens for a scope, and an ID token where `openid` is in it.

    The refresh token is the client's only with `offline_access` (OpenID Connect Core 1.0 section 11).
    """

    tokens: Tokens
    scope: tuple[str, ...]
    id_token: str | None = field(default=None, repr=False)

    @property
    def refresh_token(self) -> str | None:
        """The session's refresh token, if it is the client's to have."""
        return self.tokens.refresh_token if OFFLINE in self.scope else None


@dataclass(frozen=True, slots=True)
class _Opened:
    authorization: Authorization
    session: Session
    user: User
    ended: tuple[SessionId, ...]


@dataclass(frozen=True, slots=True)
class ExchangeCode:
    """Give tokens for a code, once, within 60 seconds, to the client that it was given to (RFC 6749 section 4.1.3).

    A second use by that client ends the session that the first one opened (RFC 9700 section 4.5).
    The session is a new one under the browser's.
    Where that has ended, or its user is blocked, the code is worth nothing.
    Raises OAuthError (`invalid_grant`) and Unavailable.
    """

    store: Store
    scribe: Scribe
    issue_tokens: IssueTokens
    issue_id_token: IssueIdToken
    live: LiveSessions

    def __call__(
        self, *, known: KnownTenant, client: OAuthClient, code: str, redirect_uri: str, verifier: str, caller: Caller
    ) -> Granted:
        now = self.scribe.now()
        self.issue_tokens.require(known, now)
        known = self.issue_id_token.require(known, now)
        with self.store.begin() as tx:
            found = tx.authorizations.of_code(tenant_id=known.tenant.id, code=digest_of_code(code))
            if found is None or found.client_id != client.id:
                raise OAuthError("invalid_grant", "The code is not one that this client was given.")
            ended = self._end_first(tx, found, now, caller) if found.spent_at else None
            opened = None if found.spent_at else self._open(tx, known, found, redirect_uri, verifier, caller, now)
        if opened is None:
            self.live.forget(known.tenant.id, ended or (), now)
            raise OAuthError("invalid_grant", "The code was used before: what it gave has ended.")
        self.live.forget(known.tenant.id, opened.ended, now)
        tokens = self.issue_tokens(known, opened.session, opened.user.app_metadata, now)
        return Granted(tokens, opened.session.scope, self._id_token(known, opened, tokens, now))

    def _id_token(self, known: KnownTenant, opened: _Opened, tokens: Tokens, now: datetime) -> str | None:
        nonce = opened.authorization.request.nonce
        return self.issue_id_token(known, opened.session, opened.user, tokens.token, nonce=nonce, now=now)

    def _end_first(self, tx: Transaction, found: Authorization, now: datetime, caller: Caller) -> tuple[SessionId, ...]:
        """Somebody has a copy of the code: what it opened ends, and that is written down."""
        ended = tx.sessions.end(
            tenant_id=found.tenant_id, user_id=None, session_id=found.opened, as_=EndedAs.REUSE, now=now
        )
        if ended:
            details = {"client_id": found.client_id, "reason": "code"}
            tx.records.add(
                self.scribe.audit(
                    caller, Action.SESSION_REUSED, at=now, tenant_id=found.tenant_id, subject=found.opened,
                    details=details,
                )
            )  # fmt: skip
        return tuple(ended)

    def _open(
        self,
        tx: Transaction,
        known: KnownTenant,
        found: Authorization,
        redirect_uri: str,
        verifier: str,
        caller: Caller,
        now: datetime,
    ) -> _Opened:
        if not found.is_spendable(now):
            raise OAuthError("invalid_grant", "The code's time is over. Send the user again.")
        if redirect_uri != found.request.redirect_uri:
            raise OAuthError("invalid_grant", "redirect_uri is another than the one that the code was sent to.")
        if not found.verifies(verifier):
            raise OAuthError("invalid_grant", "code_verifier is not the secret behind the code_challenge.")
        parent = tx.sessions.get(tenant_id=known.tenant.id, session_id=found.session_id) if found.session_id else None
        user = tx.users.get(tenant_id=known.tenant.id, user_id=parent.user_id) if parent else None
        if parent is None or user is None or user.is_blocked or not parent.is_live(now, known.tenant.settings.idle):
            raise OAuthError("invalid_grant", "The user has signed out since.")
        session = self._child(known, found, parent, now)
        if not tx.sessions.add(session):
            raise OAuthError("invalid_grant", "The client is registered no more.")
        tx.authorizations.save(found.spent(session.id, now))
        kept = (session.id, parent.id)
        most = known.tenant.settings.max_sessions_per_user
        ended = tx.sessions.end_surplus(tenant_id=known.tenant.id, user_id=user.id, but=kept, most=most, now=now)
        self._record(tx, session, ended, now, caller)
        return _Opened(found, session, user, tuple(ended))

    def _child(self, known: KnownTenant, found: Authorization, parent: Session, now: datetime) -> Session:
        """The client's own session: of the same proof, and over no later than the browser's."""
        session = Session.open(
            tenant_id=known.tenant.id,
            id=self.scribe.id(SessionId, now),
            user_id=parent.user_id,
            nonce=self.scribe.dice.roll(NONCE_BYTES),
            key_id=self.scribe.keys.id,
            now=now,
            lives=parent.expires_at - now,
            access=known.tenant.settings.access_lives,
            ip=parent.ip,
            user_agent=parent.user_agent,
        )
        return replace(
            session,
            authenticated_at=parent.authenticated_at,
            amr=parent.amr,
            client_id=found.client_id,
            scope=found.scope,
            parent_id=parent.id,
        )

    def _record(
        self, tx: Transaction, session: Session, ended: Sequence[SessionId], now: datetime, caller: Caller
    ) -> None:
        tenant_id, subject = session.tenant_id, session.id
        details = {"user_id": session.user_id, "amr": list(session.amr), "client_id": session.client_id}
        tx.records.add(
            self.scribe.audit(
                caller, Action.SESSION_CREATED, at=now, tenant_id=tenant_id, subject=subject, details=details
            ),
            self.scribe.event(
                "session.created", at=now, tenant_id=tenant_id, subject=subject, payload={"user_id": session.user_id}
            ),
        )
        if ended:
            reason = {"user_id": session.user_id, "reason": EndedAs.LIMIT.value}
            told, counted = {**reason, "sessions": list(ended)}, {**reason, "sessions": len(ended)}
            tx.records.add(
                self.scribe.audit(
                    caller, Action.SESSION_REVOKED, at=now, tenant_id=tenant_id, subject=session.user_id,
                    details=counted,
                ),
                self.scribe.event(
                    "session.revoked", at=now, tenant_id=tenant_id, subject=session.user_id, payload=told
                ),
            )  # fmt: skip
