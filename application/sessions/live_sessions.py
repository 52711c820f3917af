"""Does this session go on?  Remembered for a moment, and asked of the truth where nobody remembers."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from application.ports.sessions import SessionCache, Sessions
from domain.ids import SessionId, TenantId
from domain.refusal import SessionRevoked, Unavailable
from domain.session import Standing
from domain.tenant import Tenant

log = logging.getLogger("auth1.sessions")
OVER = "The session has ended. Sign in again."


@dataclass(frozen=True, slots=True)
class LiveSessions:
    """Postgres judges, the cache remembers; while the cache is away every call asks Postgres."""

    sessions: Sessions
    cache: SessionCache

    def require(self, tenant: Tenant, session_id: SessionId, now: datetime) -> Standing:
        """The session's standing; raises SessionRevoked where it ended, ran out of time, or its user is blocked."""
        return self._remembered(tenant.id, session_id, now) or self._asked(tenant, session_id, now)

    def _remembered(self, tenant_id: TenantId, session_id: SessionId, now: datetime) -> Standing | None:
        """What the cache says, but no end: a refresh may have moved that meanwhile."""
        try:
            standing = self.cache.get(tenant_id=tenant_id, session_id=session_id, now=now)
        except Unavailable:
            return None
        return standing if standing and now < standing.ends_at else None

    def _asked(self, tenant: Tenant, session_id: SessionId, now: datetime) -> Standing:
        held = self.sessions.find(tenant_id=tenant.id, session_id=session_id)
        idle = tenant.settings.idle
        if held is None or not held.goes_on(now, idle):
            raise SessionRevoked(OVER)
        session = held.session
        standing = Standing(session.user_id, session.ends_at(idle), session.authenticated_at, now)
        try:
            self.cache.put(standing, tenant_id=tenant.id, session_id=session_id)
        except Unavailable:
            log.debug("session cache away; nothing is remembered")
        return standing

    def forget(self, tenant_id: TenantId, session_ids: Sequence[SessionId], now: datetime) -> None:
        """Let nobody remember these, after their end was committed.

        Where the cache is cut off at this moment, and comes back with what it had, it is believed for no longer than
        an entry counts.
        """
        try:
            self.cache.forget(tenant_id=tenant_id, session_ids=session_ids, now=now)
        except Unavailable:
            log.warning("session cache away as sessions ended", extra={"sessions": len(session_ids)})
