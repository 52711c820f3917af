"""What Postgres said of sessions, for a moment."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from adapters.redis.client import RedisDoor
from application.ports.sessions import SessionCache
from domain.ids import SessionId, TenantId, UserId
from domain.session import Standing

ENDED: Final = b"-"
ENTRY: Final = re.compile(rb"(usr_[0-9a-z]{26})\|([0-9]{12,14})\|([0-9]{12,14})\|([0-9]{12,14})")
# A reader who asked Postgres before the end must have given up by then: its statement may take 3 s.
OVERLAP: Final = 10


@dataclass(frozen=True, slots=True)
class RedisSessionCache(SessionCache):
    """One string a session, `user|end|proof|said` in Unix milliseconds; the tenant in braces, as all our keys.

    An entry is old `seconds` after Postgres said it, whatever Redis thinks of its age; 0: nothing is remembered.
    The end of a session leaves a mark, which a slow reader's entry does not replace.
    """

    door: RedisDoor
    seconds: int
    prefix: str = "auth1"

    def get(self, *, tenant_id: TenantId, session_id: SessionId, now: datetime) -> Standing | None:
        """See SessionCache."""
        if not self.seconds:
            return None
        raw = self.door.run(lambda client: client.get(self._key(tenant_id, session_id)))
        found = ENTRY.fullmatch(raw) if isinstance(raw, bytes) else None
        standing = _standing(found) if found else None
        fresh = standing and timedelta(0) <= now - standing.said_at < timedelta(seconds=self.seconds)
        return standing if fresh else None

    def put(self, standing: Standing, *, tenant_id: TenantId, session_id: SessionId) -> None:
        """See SessionCache."""
        if not self.seconds:
            return
        moments = (standing.ends_at, standing.authenticated_at, standing.said_at)
        entry = "|".join([standing.user_id, *(str(int(moment.timestamp() * 1000)) for moment in moments)])
        key = self._key(tenant_id, session_id)
        self.door.run(lambda client: client.set(key, entry, ex=self.seconds, nx=True))

    def forget(self, *, tenant_id: TenantId, session_ids: Sequence[SessionId], now: datetime) -> None:
        """See SessionCache."""
        if not self.seconds or not session_ids:
            return
        self.door.run(lambda client: self._mark(client, [self._key(tenant_id, id) for id in session_ids]))

    def _mark(self, client: Any, keys: Sequence[str]) -> None:
        with client.pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.set(key, ENDED, ex=self.seconds + OVERLAP)
            pipe.execute()

    def _key(self, tenant_id: TenantId, session_id: SessionId) -> str:
        return f"{self.prefix}:{{{tenant_id}}}:{session_id}"


def _standing(found: "re.Match[bytes]") -> Standing | None:
    user_id = UserId.parse(found[1].decode())
    moments = [datetime.fromtimestamp(int(found[place]) / 1000, UTC) for place in (2, 3, 4)]
    return Standing(user_id, *moments) if user_id else None
