"""Many users at once, on Postgres."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from adapters.postgres.database import Database
from adapters.postgres.users import user_of
from application.ports.imports import UserImports
from domain.ids import TenantId, UserId
from domain.user import User

PAGE: Final = 1000
COLUMNS: Final = (
    "tenant_id, id, phone, email, phone_verified_at, email_verified_at, user_metadata, app_metadata, blocked_at, "
    "created_at, last_sign_in_at, last_seen_at, version, recycled_from"
)
TYPED: Final = (
    "tenant_id text, id text, phone text, email text, phone_verified_at timestamptz, email_verified_at timestamptz, "
    "user_metadata jsonb, app_metadata jsonb, blocked_at timestamptz, created_at timestamptz, "
    "last_sign_in_at timestamptz, last_seen_at timestamptz, version bigint, recycled_from text"
)
ADD: Final = f"""
INSERT INTO users ({COLUMNS}) SELECT {COLUMNS} FROM jsonb_to_recordset(%(users)s::jsonb) AS u ({TYPED})
ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 - constants
THERE: Final = "SELECT id FROM users WHERE tenant_id = %(tenant)s AND id = ANY(%(ids)s)"
TAKEN: Final = """
SELECT phone AS address, id FROM users WHERE tenant_id = %(tenant)s AND phone = ANY(%(addresses)s)
UNION ALL SELECT email, id FROM users WHERE tenant_id = %(tenant)s AND email = ANY(%(addresses)s)
"""
NEXT: Final = f"""
SELECT {COLUMNS} FROM users WHERE tenant_id = %(tenant)s AND id > %(after)s ORDER BY id LIMIT {PAGE}
"""  # noqa: S608 - constants
MOMENTS: Final = (
    "phone_verified_at", "email_verified_at", "blocked_at", "created_at", "last_sign_in_at", "last_seen_at",
)  # fmt: skip


class PostgresUserImports(UserImports):
    """Users of `users`, a statement for a thousand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, users: Sequence[User]) -> tuple[set[UserId], set[UserId]]:
        """See UserImports."""
        rows = self._database.run(ADD, {"users": json.dumps([_row(user) for user in users])})
        new = {UserId(row.id) for row in rows}
        rest = [user.id for user in users if user.id not in new]
        if not rest:
            return new, set()
        there = self._database.run(THERE, {"tenant": users[0].tenant_id, "ids": rest})
        return new, {UserId(row.id) for row in there}

    def taken(self, *, tenant_id: TenantId, addresses: Sequence[str]) -> dict[str, UserId]:
        """See UserImports."""
        found = self._database.run(TAKEN, {"tenant": tenant_id, "addresses": list(addresses)})
        return {row.address: UserId(row.id) for row in found}

    def all(self, *, tenant_id: TenantId) -> Iterator[User]:
        """See UserImports."""
        after = ""
        while rows := self._database.run(NEXT, {"tenant": tenant_id, "after": after}):
            yield from (user_of(row) for row in rows)
            after = rows[-1].id


def _row(user: User) -> dict[str, Any]:
    values = {name.strip(): getattr(user, name.strip()) for name in COLUMNS.split(",")}
    moments = {name: values[name] and values[name].isoformat() for name in MOMENTS}
    return {**values, **moments}
