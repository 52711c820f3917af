"""A client comes back with its refresh token."""

from dataclasses import dataclass
from datetime import datetime

from application.audit.scribe import Scribe
from application.ports.known_keys import KnownTenant
from application.ports.sessions import HeldSession, Sessions
from application.ports.store import Store
from application.sessions.issue_tokens import IssueTokens, Tokens
from application.sessions.live_sessions import OVER, LiveSessions
from application.sessions.made_by import made_by
from domain.audit import Action
from domain.caller import Caller
from domain.ids import ClientId, TenantId
from domain.refresh_token import RefreshToken
from domain.refusal import InvalidToken, RefreshReused, SessionRevoked, Unavailable
from domain.session import EndedAs, Session, Turn

TRIES = 3
REFUSED = "The refresh token is not one of ours."


@dataclass(frozen=True, slots=True)
class RefreshSession:
    """Give new tokens for a refresh token, which is spent by it (RFC 9700 section 4.14.2).

    Who lost the answer gets the same successor again for ten seconds, while nobody has used that.
    A token that was spent before ends its whole family: somebody has a copy of it.
    Another tenant's key neither spends nor ends anything.
    Raises InvalidToken, RefreshReused, SessionRevoked and Unavailable.
    """

    sessions: Sessions
    store: Store
    issue_tokens: IssueTokens
    live: LiveSessions
    scribe: Scribe

    def __call__(self, *, known: KnownTenant, refresh_token: str, caller: Caller) -> Tokens:
        return self.of_client(known=known, refresh_token=refresh_token, caller=caller, client_id=None)[0]

    def of_client(
        self, *, known: KnownTenant, refresh_token: str, caller: Caller, client_id: ClientId | None
    ) -> tuple[Tokens, Session]:
        """The same for an OpenID client, whose tokens are no use to another, nor to the API (None)."""
        now, token = self.scribe.now(), RefreshToken.parse(refresh_token)
        if token is None:
            raise InvalidToken(REFUSED)
        self.issue_tokens.require(known, now)
        for _ in range(TRIES):
            held = self._held(known, token, client_id, now)
            session, turn = held.session, held.session.turn_of(token.generation, now)
            if turn is Turn.REUSED:
                self._end_family(session, now, caller)
            if turn is Turn.UNKNOWN:
                raise InvalidToken(REFUSED)
            if turn is Turn.ROTATE:
                lives = known.tenant.settings.access_lives
                rotated = session.rotated(now, key_id=self.scribe.keys.id, access=lives)
                if not self.sessions.rotate(session, rotated):
                    continue
                session = rotated
            return self.issue_tokens(known, session, held.user.app_metadata, now), session
        raise Unavailable("This token is being refreshed by many at the same moment. Try again.", retry_after=1)

    def _held(self, known: KnownTenant, token: RefreshToken, client_id: ClientId | None, now: datetime) -> HeldSession:
        """The session that made the token for that client, if it goes on."""
        held = made_by(self.sessions, self.scribe, known.tenant.id, token)
        if held is None or held.session.client_id != client_id:
            raise InvalidToken(REFUSED)
        if not held.goes_on(now, known.tenant.settings.idle):
            raise SessionRevoked(OVER)
        return held

    def _end_family(self, session: Session, now: datetime, caller: Caller) -> None:
        tenant_id: TenantId = session.tenant_id
        with self.store.begin() as tx:
            ended = tx.sessions.end(
                tenant_id=tenant_id, user_id=session.user_id, session_id=session.id, as_=EndedAs.REUSE, now=now
            )
            payload = {"user_id": session.user_id, "generation": session.generation}
            if ended:
                tx.records.add(
                    self.scribe.audit(
                        caller, Action.SESSION_REUSED, at=now, tenant_id=tenant_id, subject=session.id, details=payload
                    ),
                    self.scribe.event(
                        "session.reuse_detected", at=now, tenant_id=tenant_id, subject=session.id, payload=payload
                    ),
                )
        self.live.forget(tenant_id, [session.id], now)
        raise RefreshReused("This refresh token was used before, so its session has ended. Sign in again.")
