"""What is this token worth, right now? (RFC 7662)"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from application.audit.scribe import Scribe
from application.ports.known_keys import KnownTenant
from application.ports.sessions import Sessions
from application.sessions.made_by import made_by
from application.sessions.recognise_token import LONGEST, RecogniseToken
from domain.refresh_token import RefreshToken
from domain.refusal import InvalidToken, SessionRevoked, TokenExpired
from domain.session import Turn
from domain.token import issuer_of

INACTIVE: Mapping[str, Any] = {"active": False}


@dataclass(frozen=True, slots=True)
class Introspect:
    """Tell a tenant's server whether a token of that tenant is good, and what it says.

    Whatever is not good is inactive, for whichever reason: also another tenant's (RFC 7662 section 2.2).
    Asking spends nothing.
    """

    recognise_token: RecogniseToken
    sessions: Sessions
    scribe: Scribe

    def __call__(self, *, known: KnownTenant, token: str) -> Mapping[str, Any]:
        refresh = RefreshToken.parse(token)
        if refresh:
            return self._refresh(known, refresh)
        try:
            user = self.recognise_token(token)
        except (TokenExpired, SessionRevoked):
            return INACTIVE
        except InvalidToken:
            return self._machine(known, token)
        if user.known.tenant.id != known.tenant.id:
            return INACTIVE
        return {"active": True, "token_type": "Bearer", "client_id": known.tenant.id, **user.claims}

    def _machine(self, known: KnownTenant, token: str) -> Mapping[str, Any]:
        """A client's own token (RFC 6749 section 4.4)."""
        try:
            claims = self.recognise_token.signer.read_machine(
                token[:LONGEST],
                keys=known.signing_keys,
                issuer=issuer_of(self.recognise_token.app_url, known.tenant.slug),
                audience=known.tenant.id,
                now=self.scribe.now(),
            )
        except (InvalidToken, TokenExpired):
            return INACTIVE
        return {"active": True, "token_type": "Bearer", **claims}

    def _refresh(self, known: KnownTenant, token: RefreshToken) -> Mapping[str, Any]:
        now, held = self.scribe.now(), made_by(self.sessions, self.scribe, known.tenant.id, token)
        idle = known.tenant.settings.idle
        if held is None or not held.goes_on(now, idle):
            return INACTIVE
        session = held.session
        if session.turn_of(token.generation, now) is not Turn.ROTATE:
            return INACTIVE
        return {
            "active": True,
            "token_type": "refresh_token",
            "iss": issuer_of(self.recognise_token.app_url, known.tenant.slug),
            "sub": session.user_id,
            "aud": known.tenant.id,
            "client_id": session.client_id or known.tenant.id,
            **({"scope": " ".join(session.scope)} if session.client_id else {}),
            "sid": session.id,
            "iat": int(session.last_used_at.timestamp()),
            "exp": int(session.ends_at(idle).timestamp()),
        }
