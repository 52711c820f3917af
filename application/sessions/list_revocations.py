"""What has ended, for servers that check tokens by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from application.ports.clock import Clock
from application.ports.store import Store
from domain.ids import SessionId, TenantId
from domain.refusal import FieldError, InvalidRequest
from domain.session import Session

MOST = 1000
# A commit may come this much later than the moment that it writes down; what is told twice does no harm.
OVERLAP = timedelta(seconds=30)
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """Sessions that ended, the oldest end first, and the cursor to ask with next."""

    sessions: Sequence[Session]
    cursor: str
    is_full: bool


@dataclass(frozen=True, slots=True)
class ListRevocations:
    """Sessions that ended since a cursor, until the last access token of each is dead; no cursor: all of them.

    Who follows the cursors misses none, and may hear of one twice.  Raises InvalidRequest for a cursor that is none.
    """

    store: Store
    clock: Clock

    def __call__(self, *, tenant_id: TenantId, cursor: str) -> Feed:
        since, after = _read(cursor)
        with self.store.begin() as tx:
            found = tx.sessions.ended(
                tenant_id=tenant_id, since=since, after=after, now=self.clock.now(), most=MOST + 1
            )
        page, is_full = found[:MOST], len(found) > MOST
        if is_full:
            return Feed(page, _write(page[-1].ended_at or BEGIN, page[-1].id), is_full)
        ends = [session.ended_at for session in page if session.ended_at]
        return Feed(page, _write(max([since, *(end - OVERLAP for end in ends)]), None), is_full)


def _write(moment: datetime, after: SessionId | None) -> str:
    return f"{int(moment.timestamp() * 1_000_000)}{f'.{after}' if after else ''}"


def _read(cursor: str) -> tuple[datetime, SessionId | None]:
    if not cursor:
        return BEGIN, None
    digits, dot, text = cursor.partition(".")
    after = SessionId.parse(text)
    if not digits.isascii() or not digits.isdigit() or len(digits) > 16 or bool(dot) != bool(after):
        raise InvalidRequest([FieldError("since", "This must be the next_since of an earlier answer.")])
    return BEGIN + timedelta(microseconds=int(digits)), after
