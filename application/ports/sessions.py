"""Sessions on the paths that every signed-in call takes; what ends them is in the store's transactions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.ids import SessionId, TenantId
from domain.session import Session, Standing
from domain.user import User


@dataclass(frozen=True, slots=True)
class HeldSession:
    """A session and whose it is."""

    session: Session
    user: User

    def goes_on(self, now: datetime, idle: timedelta | None) -> bool:
        """Whether it opens doors: neither over nor of a blocked user."""
        return not self.user.is_blocked and self.session.is_live(now, idle)


@dataclass(frozen=True, slots=True)
class Leftover:
    """How many sessions have not moved to this node's secret, and when the last of them ends."""

    sessions: int
    last_ends_at: datetime | None


class Sessions(Protocol):
    """Truth about sessions, a statement at a time."""

    def find(self, *, tenant_id: TenantId, session_id: SessionId) -> HeldSession | None:
        """The session, ended or not, with its user; None where there is none, or its user is gone."""
        ...

    def rotate(self, before: Session, after: Session) -> bool:
        """Replace a session by its rotated self, and note that its user was seen; all or nothing.

        False, and nothing written, where it was rotated or ended meanwhile, or its user is blocked.
        """
        ...

    def of_other_keys(self, key_id: str, *, now: datetime) -> Leftover:
        """The live sessions, of all tenants, whose refresh tokens other keys than these have made."""
        ...

    def sweep(self, *, ended_before: datetime, after: str, most: int) -> str:
        """Forget sessions whose end, and whose last token's, is before a moment, a batch at a time.

        Takes and returns a cursor; the empty cursor begins anew.
        """
        ...


class SessionCache(Protocol):
    """Remembers for a moment what the truth said; it may forget at any time, and never says more than it was told.

    Every method raises Unavailable while it is away.
    """

    def get(self, *, tenant_id: TenantId, session_id: SessionId, now: datetime) -> Standing | None:
        """What was last said of a live session, if that is fresh; None: ask the truth."""
        ...

    def put(self, standing: Standing, *, tenant_id: TenantId, session_id: SessionId) -> None:
        """Remember; ignored where the session was forgotten a moment ago, since the reader may have been overtaken."""
        ...

    def forget(self, *, tenant_id: TenantId, session_ids: Sequence[SessionId], now: datetime) -> None:
        """Say nothing of these any more, and let no slow reader bring them back."""
        ...
