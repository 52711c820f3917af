"""Sessions in `sessions`: the single statements of signed-in calls, and the ends within a commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from adapters.postgres import users
from adapters.postgres.database import Database, Row
from application.ports.sessions import HeldSession, Leftover, Sessions
from application.ports.users import UserSessions
from domain.ids import ClientId, SessionId, TenantId, UserId
from domain.session import EndedAs, Session
from domain.user import User

COLUMNS: Final = (
    "s.tenant_id, s.id, s.user_id, s.nonce, s.key_id, s.created_at, s.auth_time, s.last_used_at, s.expires_at, "
    "s.access_until, s.amr, s.ip, s.user_agent, s.generation, s.rotated_at, s.ended_at, s.ended_as, s.client_id, "
    "s.scope, s.parent_id"
)
USER: Final = ", ".join(f"u.{name} AS u_{name}" for name in ("created_at", *users.COLUMNS))
FIND: Final = f"""
SELECT {COLUMNS}, {USER} FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
 WHERE s.tenant_id = %(tenant)s AND s.id = %(session)s
"""  # noqa: S608 - constants
ROTATE: Final = """
WITH turned AS (
 UPDATE sessions s SET generation = %(generation)s, key_id = %(key)s, rotated_at = %(now)s, last_used_at = %(now)s,
        access_until = greatest(s.access_until, %(access_until)s)
  WHERE s.tenant_id = %(tenant)s AND s.id = %(session)s AND s.generation = %(seen)s AND s.ended_at IS NULL
    AND EXISTS (SELECT FROM users u WHERE u.tenant_id = %(tenant)s AND u.id = %(user)s AND u.blocked_at IS NULL)
 RETURNING s.user_id),
 seen AS (
 UPDATE users u SET last_seen_at = %(now)s FROM turned
  WHERE u.tenant_id = %(tenant)s AND u.id = turned.user_id AND (u.last_seen_at IS NULL OR u.last_seen_at < %(now)s))
SELECT user_id FROM turned
"""
OTHER_KEYS: Final = """
SELECT count(*) AS sessions, max(expires_at) AS last_ends_at FROM sessions
 WHERE key_id <> %(key)s AND ended_at IS NULL AND expires_at > %(now)s
"""
SWEEP: Final = """
WITH batch AS (
 SELECT tenant_id, id FROM sessions WHERE (tenant_id, id) > (%(tenant)s, %(session)s)
 ORDER BY tenant_id, id LIMIT %(most)s),
 gone AS (DELETE FROM sessions s USING batch b WHERE s.tenant_id = b.tenant_id AND s.id = b.id
   AND coalesce(s.ended_at, s.expires_at) < %(before)s AND s.access_until < %(before)s)
SELECT tenant_id, id FROM batch ORDER BY tenant_id DESC, id DESC LIMIT 1
"""
LIVE: Final = (
    f"SELECT {COLUMNS} FROM sessions s WHERE s.tenant_id = %(tenant)s AND s.user_id = %(user)s AND s.ended_at IS NULL"  # noqa: S608
)
END: Final = """
WITH chosen AS (
 SELECT s.id FROM sessions s WHERE s.tenant_id = %(tenant)s{which} AND s.ended_at IS NULL AND s.expires_at > %(now)s
  ORDER BY s.id FOR UPDATE),
 ended AS (
 UPDATE sessions s SET ended_at = %(now)s, ended_as = %(as)s FROM chosen
  WHERE s.tenant_id = %(tenant)s AND s.id = chosen.id RETURNING s.id)
SELECT id FROM ended ORDER BY id
"""
END_SOME: Final = END.format(which=" AND s.id > %(after)s AND s.created_at <= %(now)s").replace(
    "ORDER BY s.id FOR UPDATE", "ORDER BY s.id LIMIT %(most)s FOR UPDATE"
)
END_SOME_OF: Final = END_SOME.replace(" AND s.id > ", " AND s.client_id = %(client)s AND s.id > ")
ENDED: Final = f"""
SELECT {COLUMNS} FROM sessions s
 WHERE s.tenant_id = %(tenant)s AND s.ended_at IS NOT NULL AND (s.ended_at, s.id) > (%(since)s, %(after)s)
   AND s.access_until > %(now)s ORDER BY s.ended_at, s.id LIMIT %(most)s
"""  # noqa: S608 - constants
# A client's session is by the same code as the browser's; the client cannot be deleted until this is committed.
ADD: Final = """
INSERT INTO sessions (tenant_id, id, user_id, challenge_id, nonce, key_id, generation, amr, auth_time, created_at,
  last_used_at, expires_at, access_until, ip, user_agent, client_id, scope, parent_id)
SELECT p.tenant_id, %(id)s, p.user_id, p.challenge_id, %(nonce)s, %(key)s, 1, p.amr, p.auth_time, %(now)s, %(now)s,
       %(expires)s, %(access_until)s, %(ip)s, %(agent)s, %(client)s, %(scope)s, p.id
  FROM sessions p CROSS JOIN LATERAL (
   SELECT FROM oauth_clients c WHERE c.tenant_id = %(tenant)s AND c.id = %(client)s FOR KEY SHARE) AS registered
 WHERE p.tenant_id = %(tenant)s AND p.id = %(parent)s
"""
GET: Final = f"""
SELECT {COLUMNS} FROM sessions s WHERE s.tenant_id = %(tenant)s AND s.id = %(session)s FOR UPDATE
"""  # noqa: S608 - constants
ADOPT: Final = "UPDATE sessions SET parent_id = %(after)s WHERE tenant_id = %(tenant)s AND parent_id = %(before)s"
SURPLUS: Final = """
WITH live AS (
 SELECT s.id, s.last_used_at FROM sessions s
  WHERE s.tenant_id = %(tenant)s AND s.user_id = %(user)s AND s.ended_at IS NULL AND s.expires_at > %(now)s),
 chosen AS (
 SELECT id FROM live WHERE id <> ALL(%(but)s::text[]) ORDER BY last_used_at, id
  LIMIT greatest(0, (SELECT count(*) FROM live) - %(most)s)),
 ended AS (
 UPDATE sessions s SET ended_at = %(now)s, ended_as = 'limit' FROM chosen
  WHERE s.tenant_id = %(tenant)s AND s.id = chosen.id AND s.ended_at IS NULL RETURNING s.id)
SELECT id FROM ended ORDER BY id
"""
# The session of that id, and those that clients have by it.
FAMILY: Final = " AND (s.id = %(id)s OR s.parent_id = %(id)s)"
BUT_FAMILY: Final = " AND s.id <> %(but)s AND s.parent_id IS DISTINCT FROM %(but)s"
SEPARATOR: Final = "\x1f"


def session_of(row: Row) -> Session:
    """A session from a row that has the columns of `COLUMNS`."""
    return Session(
        TenantId(row.tenant_id), SessionId(row.id), UserId(row.user_id), row.nonce, row.key_id, row.created_at,
        row.auth_time, row.last_used_at, row.expires_at, row.access_until, tuple(row.amr), row.ip, row.user_agent,
        row.generation, row.rotated_at, row.ended_at, EndedAs(row.ended_as) if row.ended_as else None,
        ClientId(row.client_id) if row.client_id else None, tuple(row.scope or ()),
        SessionId(row.parent_id) if row.parent_id else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostgresSessions(Sessions):
    """The statements of signed-in calls, each in a commit of its own."""

    database: Database

    def find(self, *, tenant_id: TenantId, session_id: SessionId) -> HeldSession | None:
        """See Sessions."""
        found = self.database.run(FIND, {"tenant": tenant_id, "session": session_id})
        if not found:
            return None
        row = found[0]
        values = (getattr(row, f"u_{name}") for name in ("created_at", *users.COLUMNS))
        return HeldSession(session_of(row), User(TenantId(row.tenant_id), UserId(row.user_id), *values))

    def rotate(self, before: Session, after: Session) -> bool:
        """See Sessions."""
        return bool(self.database.run(ROTATE, {
            "tenant": before.tenant_id, "session": before.id, "user": before.user_id, "seen": before.generation,
            "generation": after.generation, "key": after.key_id, "now": after.last_used_at,
            "access_until": after.access_until,
        }))  # fmt: skip

    def of_other_keys(self, key_id: str, *, now: datetime) -> Leftover:
        """See Sessions."""
        row = self.database.run(OTHER_KEYS, {"key": key_id, "now": now})[0]
        return Leftover(row.sessions, row.last_ends_at)

    def sweep(self, *, ended_before: datetime, after: str, most: int) -> str:
        """See Sessions."""
        tenant, session = (after or SEPARATOR).split(SEPARATOR)
        arguments = {"tenant": tenant, "session": session, "most": most, "before": ended_before}
        last = self.database.run(SWEEP, arguments)
        return SEPARATOR.join(last[0]) if last else ""


@dataclass(frozen=True, slots=True)
class PostgresUserSessions(UserSessions):
    """Sessions in a transaction that others share."""

    connection: Connection

    def page(self, *, tenant_id: TenantId, user_id: UserId, before: str, most: int) -> Sequence[Session]:
        """See UserSessions."""
        statement = f"{LIVE}{' AND s.id < %(before)s' if before else ''} ORDER BY s.id DESC LIMIT %(most)s"
        arguments = {"tenant": tenant_id, "user": user_id, "before": before, "most": most}
        return [session_of(row) for row in self.connection.exec_driver_sql(statement, arguments)]

    def end(
        self,
        *,
        tenant_id: TenantId,
        user_id: UserId | None,
        session_id: SessionId | None,
        but: SessionId | None = None,
        as_: EndedAs,
        now: datetime,
    ) -> Sequence[SessionId]:
        """See UserSessions."""
        which = (" AND s.user_id = %(user_id)s" if user_id else "") + (FAMILY if session_id else "")
        which += BUT_FAMILY if which and but else ""
        arguments = {
            "tenant": tenant_id, "user_id": user_id, "id": session_id, "but": but, "as": as_.value, "now": now,
        }  # fmt: skip
        ended: list[SessionId] = []
        # A client's session that was being opened as we waited for its parent is in no snapshot before that one.
        while which:
            found = [SessionId(row.id) for row in self.connection.exec_driver_sql(END.format(which=which), arguments)]
            ended += found
            if not found:
                break
        return sorted(ended)

    def add(self, session: Session) -> bool:
        """See UserSessions."""
        values = {
            "tenant": session.tenant_id, "id": session.id, "parent": session.parent_id, "nonce": session.nonce,
            "key": session.key_id, "now": session.created_at, "expires": session.expires_at,
            "access_until": session.access_until, "ip": session.ip, "agent": session.user_agent,
            "client": session.client_id, "scope": list(session.scope),
        }  # fmt: skip
        return self.connection.exec_driver_sql(ADD, values).rowcount == 1

    def get(self, *, tenant_id: TenantId, session_id: SessionId) -> Session | None:
        """See UserSessions."""
        row = self.connection.exec_driver_sql(GET, {"tenant": tenant_id, "session": session_id}).first()
        return session_of(row) if row else None

    def adopt(self, *, tenant_id: TenantId, before: SessionId, after: SessionId) -> None:
        """See UserSessions."""
        self.connection.exec_driver_sql(ADOPT, {"tenant": tenant_id, "before": before, "after": after})

    def end_surplus(
        self, *, tenant_id: TenantId, user_id: UserId, but: Sequence[SessionId], most: int, now: datetime
    ) -> Sequence[SessionId]:
        """See UserSessions."""
        arguments = {"tenant": tenant_id, "user": user_id, "but": list(but), "most": most, "now": now}
        return [SessionId(row.id) for row in self.connection.exec_driver_sql(SURPLUS, arguments)]

    def end_some(
        self,
        *,
        tenant_id: TenantId,
        client_id: ClientId | None = None,
        after: str,
        most: int,
        as_: EndedAs,
        now: datetime,
    ) -> Sequence[SessionId]:
        """See UserSessions."""
        arguments = {
            "tenant": tenant_id, "client": client_id, "after": after, "most": most, "as": as_.value, "now": now,
        }  # fmt: skip
        found = self.connection.exec_driver_sql(END_SOME_OF if client_id else END_SOME, arguments)
        return [SessionId(row.id) for row in found]

    def ended(
        self, *, tenant_id: TenantId, since: datetime, after: SessionId | None, now: datetime, most: int
    ) -> Sequence[Session]:
        """See UserSessions."""
        arguments = {"tenant": tenant_id, "since": since, "after": after or "", "now": now, "most": most}
        return [session_of(row) for row in self.connection.exec_driver_sql(ENDED, arguments)]
