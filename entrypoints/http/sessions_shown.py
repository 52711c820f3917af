"""What answers about sessions and tokens hold."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from application.ports.intelligence import Places
from application.sessions.issue_tokens import Tokens
from application.sessions.list_revocations import Feed
from domain.ago import ago
from domain.device import device_of
from domain.ids import SessionId
from domain.session import Session
from entrypoints.http.bodies import At

POLL_AFTER = 5


class Refreshed(Struct):
    """New tokens of a session."""

    token: str
    token_type: Literal["Bearer"]
    expires_in: int
    refresh_token: str
    user_id: str
    session_id: str

    @classmethod
    def of(cls, tokens: Tokens) -> "Refreshed":
        """The tokens as they are handed over."""
        bearer: Literal["Bearer"] = "Bearer"
        return cls(tokens.token, bearer, tokens.expires_in, tokens.refresh_token, tokens.user_id, tokens.session_id)


class SessionShown(Struct):
    """A session: `device`, `place` and `last_used` are for people, the rest for programs."""

    id: str
    user_id: str
    created_at: At
    last_used_at: At
    expires_at: At
    ip: str | None
    user_agent: str | None
    device: str
    place: str
    last_used: str
    current: bool


def shown_with(
    now: datetime, current: SessionId | None, idle: timedelta | None, places: Places
) -> Callable[[Session], SessionShown]:
    """How sessions are shown at a moment, to the one that asks."""

    def shown(session: Session) -> SessionShown:
        return SessionShown(
            id=session.id,
            user_id=session.user_id,
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            expires_at=session.ends_at(idle),
            ip=session.ip,
            user_agent=session.user_agent,
            device=device_of(session.user_agent),
            place=_place(session.ip, places),
            last_used=ago(session.last_used_at, now),
            current=session.id == current,
        )

    return shown


def _place(ip: str | None, places: Places) -> str:
    if ip is None:
        return "Unknown place"
    country = places.place_of(ip).country
    return f"{ip} ({country})" if country else ip


class Introspected(Struct, omit_defaults=True):
    """RFC 7662; an inactive token has no other member; the tenant's own claims stand beside these."""

    active: bool
    token_type: str | None = None
    client_id: str | None = None
    iss: str | None = None
    sub: str | None = None
    aud: str | None = None
    sid: str | None = None
    iat: int | None = None
    nbf: int | None = None
    exp: int | None = None
    jti: str | None = None
    amr: list[str] | None = None
    auth_time: int | None = None


class SessionEnded(Struct):
    """A session whose tokens count no more; `expires_at` is when the last of them is dead anyway."""

    session_id: str
    user_id: str
    reason: str
    revoked_at: At
    expires_at: At


class UserEnded(Struct):
    """A user of whom nothing counts that was issued before."""

    user_id: str
    reason: str
    revoked_at: At
    expires_at: At


class RevocationsShown(Struct):
    """What ended, the oldest end first; `has_more`: ask again at once."""

    sessions: Sequence[SessionEnded]
    users: Sequence[UserEnded]
    next_since: str
    has_more: bool
    poll_after: int

    @classmethod
    def of(cls, feed: Feed) -> "RevocationsShown":
        """The feed; users who were blocked or deleted are named once more, as users."""
        ended = [_ended(session) for session in feed.sessions]
        users: dict[str, UserEnded] = {}
        for session, shown in zip(feed.sessions, ended, strict=True):
            if session.ended_as and session.ended_as.is_of_user:
                users[shown.user_id] = _latest(users.get(shown.user_id), shown)
        return cls(ended, list(users.values()), feed.cursor, feed.is_full, 0 if feed.is_full else POLL_AFTER)


def _ended(session: Session) -> SessionEnded:
    at = session.ended_at or session.expires_at
    return SessionEnded(session.id, session.user_id, str(session.ended_as), at, session.access_until)


def _latest(known: UserEnded | None, shown: SessionEnded) -> UserEnded:
    ends = max(known.expires_at, shown.expires_at) if known else shown.expires_at
    return UserEnded(shown.user_id, shown.reason, shown.revoked_at, ends)
