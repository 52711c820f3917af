"""Authorizations in `authorizations`, consents in `consents`; in a transaction that others share."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from adapters.postgres.database import Row, run_within
from application.ports.authorizations import Authorizations, Consents
from domain.authorization import Authorization
from domain.authorization_request import AuthorizationRequest
from domain.ids import AuthorizationId, ClientId, SessionId, TenantId, UserId

COLUMNS: Final = (
    "tenant_id, id, client_id, request, created_at, expires_at, browser, session_id, scope, code, code_ends_at, "
    "spent_at, opened, link"
)
ADD: Final = f"""
INSERT INTO authorizations ({COLUMNS}) VALUES (%(tenant)s, %(id)s, %(client)s, %(request)s, %(created)s, %(expires)s,
  %(browser)s, %(session)s, %(scope)s, %(code)s, %(code_ends)s, %(spent)s, %(opened)s, %(link)s)
"""  # noqa: S608 - constants
SAVE: Final = """
UPDATE authorizations SET request = %(request)s, expires_at = %(expires)s, browser = %(browser)s,
       session_id = %(session)s, scope = %(scope)s,
       code = %(code)s, code_ends_at = %(code_ends)s, spent_at = %(spent)s, opened = %(opened)s, link = %(link)s
 WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
GET: Final = f"""
SELECT {COLUMNS} FROM authorizations WHERE tenant_id = %(tenant)s AND id = %(id)s FOR UPDATE
"""  # noqa: S608 - constants
OF_CODE: Final = f"""
SELECT {COLUMNS} FROM authorizations WHERE tenant_id = %(tenant)s AND code = %(code)s FOR UPDATE
"""  # noqa: S608 - constants
SPEND: Final = """
INSERT INTO client_assertions (tenant_id, digest, until) VALUES (%(tenant)s, %(digest)s, %(until)s)
ON CONFLICT DO NOTHING RETURNING 1
"""
SWEEP: Final = """
WITH over AS (DELETE FROM client_assertions WHERE (tenant_id, digest) IN (
 SELECT tenant_id, digest FROM client_assertions WHERE until < %(before)s ORDER BY until LIMIT %(most)s))
DELETE FROM authorizations WHERE (tenant_id, id) IN (
 SELECT tenant_id, id FROM authorizations WHERE expires_at < %(before)s ORDER BY expires_at LIMIT %(most)s)
"""
MINE: Final = "tenant_id = %(tenant)s AND user_id = %(user)s AND client_id = %(client)s"
CONSENT: Final = f"SELECT scope FROM consents WHERE {MINE}"  # noqa: S608 - constants
PUT_CONSENT: Final = """
INSERT INTO consents (tenant_id, user_id, client_id, scope, granted_at)
VALUES (%(tenant)s, %(user)s, %(client)s, %(scope)s, %(now)s)
ON CONFLICT (tenant_id, user_id, client_id) DO UPDATE SET scope = excluded.scope, granted_at = excluded.granted_at
"""
REMOVE_CONSENT: Final = f"DELETE FROM consents WHERE {MINE} RETURNING 1"  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class PostgresAuthorizations(Authorizations):
    """The rows of `authorizations`."""

    connection: Connection

    def add(self, authorization: Authorization) -> None:
        """See Authorizations."""
        run_within(self.connection, ADD, _of(authorization))

    def get(self, *, tenant_id: TenantId, id: AuthorizationId) -> Authorization | None:
        """See Authorizations."""
        return _first(run_within(self.connection, GET, {"tenant": tenant_id, "id": id}))

    def of_code(self, *, tenant_id: TenantId, code: bytes) -> Authorization | None:
        """See Authorizations."""
        return _first(run_within(self.connection, OF_CODE, {"tenant": tenant_id, "code": code}))

    def save(self, authorization: Authorization) -> None:
        """See Authorizations."""
        run_within(self.connection, SAVE, _of(authorization))

    def spend_assertion(self, *, tenant_id: TenantId, digest: bytes, until: datetime) -> bool:
        """See Authorizations."""
        return bool(run_within(self.connection, SPEND, {"tenant": tenant_id, "digest": digest, "until": until}))

    def sweep(self, *, before: datetime, most: int) -> None:
        """See Authorizations."""
        run_within(self.connection, SWEEP, {"before": before, "most": most})


@dataclass(frozen=True, slots=True)
class PostgresConsents(Consents):
    """The rows of `consents`."""

    connection: Connection

    def get(self, *, tenant_id: TenantId, user_id: UserId, client_id: ClientId) -> Sequence[str]:
        """See Consents."""
        found = run_within(self.connection, CONSENT, {"tenant": tenant_id, "user": user_id, "client": client_id})
        return tuple(found[0].scope) if found else ()

    def put(
        self, *, tenant_id: TenantId, user_id: UserId, client_id: ClientId, scope: Sequence[str], now: datetime
    ) -> None:
        """See Consents."""
        values = {"tenant": tenant_id, "user": user_id, "client": client_id, "scope": list(scope), "now": now}
        run_within(self.connection, PUT_CONSENT, values)

    def remove(self, *, tenant_id: TenantId, user_id: UserId, client_id: ClientId) -> bool:
        """See Consents."""
        values = {"tenant": tenant_id, "user": user_id, "client": client_id}
        return bool(run_within(self.connection, REMOVE_CONSENT, values))


def _of(one: Authorization) -> dict[str, Any]:
    return {
        "tenant": one.tenant_id, "id": one.id, "client": one.client_id, "request": json.dumps(one.request.as_json()),
        "created": one.created_at, "expires": one.expires_at, "browser": one.browser, "session": one.session_id,
        "scope": list(one.scope), "code": one.code, "code_ends": one.code_ends_at, "spent": one.spent_at,
        "opened": one.opened, "link": one.link,
    }  # fmt: skip


def _first(found: Sequence[Row]) -> Authorization | None:
    return authorization_of(found[0]) if found else None


def authorization_of(row: Row) -> Authorization:
    """An authorization from a row that has the columns of `COLUMNS`."""
    return Authorization(
        tenant_id=TenantId(row.tenant_id),
        id=AuthorizationId(row.id),
        client_id=ClientId(row.client_id),
        request=AuthorizationRequest.from_json(row.request),
        created_at=row.created_at,
        expires_at=row.expires_at,
        browser=row.browser,
        session_id=SessionId(row.session_id) if row.session_id else None,
        scope=tuple(row.scope),
        code=row.code,
        code_ends_at=row.code_ends_at,
        spent_at=row.spent_at,
        opened=SessionId(row.opened) if row.opened else None,
        link=row.link,
    )
