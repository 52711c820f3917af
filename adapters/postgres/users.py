"""Users in `users`; columns that the operator added are theirs, and never touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError

from application.ports.users import Sought, Users
from domain.address import Address
from domain.ids import TenantId, UserId
from domain.refusal import Conflict
from domain.user import User

COLUMNS: Final = (
    "phone", "email", "phone_verified_at", "email_verified_at", "user_metadata", "app_metadata", "blocked_at",
    "last_sign_in_at", "last_seen_at", "version", "recycled_from",
)  # fmt: skip
ALL: Final = ", ".join(("tenant_id", "id", "created_at", *COLUMNS))
ONE: Final = "tenant_id = %(tenant_id)s AND id = %(id)s"
VALUES: Final = ", ".join(f"%({name})s" for name in ("tenant_id", "id", "created_at", *COLUMNS))
ADD: Final = f"INSERT INTO users ({ALL}) VALUES ({VALUES})"  # noqa: S608 - constants
SAVE: Final = f"UPDATE users SET {', '.join(f'{name} = %({name})s' for name in COLUMNS)} WHERE {ONE}"  # noqa: S608
GET: Final = f"SELECT {ALL} FROM users WHERE {ONE} FOR UPDATE"  # noqa: S608 - constants
HOLDER: Final = f"SELECT {ALL} FROM users WHERE tenant_id = %(tenant_id)s AND {{column}} = %(address)s FOR UPDATE"  # noqa: S608
PAGE: Final = f"SELECT {ALL} FROM users WHERE tenant_id = %(tenant_id)s"  # noqa: S608 - constants
OLDER: Final = " AND id < %(before)s"
REMOVE: Final = f"DELETE FROM users WHERE {ONE}"  # noqa: S608 - constants
WANTED: Final = {"phone": " AND phone = %(phone)s", "email": " AND email = %(email)s"}
# Spelled out, so that the index on those that are blocked fits.
BLOCKED: Final = {None: "", True: " AND blocked_at IS NOT NULL", False: " AND blocked_at IS NULL"}
END_CODES: Final = """
WITH ended AS (
 UPDATE otp_slots s SET version = s.version + 1, ended_at = %(now)s, ended_as = 'withdrawn', nonce = NULL,
        code_mac = NULL
  WHERE s.tenant_id = %(tenant)s AND s.ended_at IS NULL
    AND s.address = ANY(%(addresses)s::text[]) AND s.purpose = 'sign_in'
 RETURNING s.tenant_id, s.challenge_id),
 untrusted AS (
 DELETE FROM risk_proofs p WHERE p.tenant_id = %(tenant)s AND p.address = ANY(%(addresses)s::text[]))
UPDATE otp_requests r SET status = 'blocked', ended_at = %(now)s FROM ended
 WHERE r.tenant_id = ended.tenant_id AND r.id = ended.challenge_id AND r.status = 'pending'
"""
TAKEN: Final = "The address belongs to another user."


def user_of(row: Any) -> User:
    """A user from a row that has the columns of `ALL`."""
    return User(TenantId(row.tenant_id), UserId(row.id), row.created_at, *(getattr(row, name) for name in COLUMNS))


def _of_user(user: User) -> dict[str, Any]:
    values = {name: getattr(user, name) for name in ("tenant_id", "id", "created_at", *COLUMNS)}
    return {name: Jsonb(value) if isinstance(value, Mapping) else value for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class PostgresUsers(Users):
    """Users in a transaction that others share."""

    connection: Connection

    def add(self, user: User) -> None:
        """See Users."""
        self._write(ADD, user)

    def save(self, user: User) -> None:
        """See Users."""
        self._write(SAVE, user)

    def _write(self, statement: str, user: User) -> None:
        try:
            with self.connection.begin_nested():
                self.connection.exec_driver_sql(statement, _of_user(user))
        except IntegrityError:
            raise Conflict(TAKEN) from None

    def remove(self, user: User) -> None:
        """See Users."""
        self.connection.exec_driver_sql(REMOVE, {"tenant_id": user.tenant_id, "id": user.id})

    def get(self, *, tenant_id: TenantId, user_id: UserId) -> User | None:
        """See Users."""
        return self._first(GET, {"tenant_id": tenant_id, "id": user_id})

    def holder(self, *, tenant_id: TenantId, address: Address) -> User | None:
        """See Users."""
        return self._first(HOLDER.format(column=address.kind), {"tenant_id": tenant_id, "address": address.text})

    def _first(self, statement: str, arguments: dict[str, Any]) -> User | None:
        row: Row[Any] | None = self.connection.exec_driver_sql(statement, arguments).first()
        return user_of(row) if row else None

    def page(self, *, tenant_id: TenantId, sought: Sought, before: str, most: int) -> Sequence[User]:
        """See Users."""
        values = {name: getattr(sought, name) for name in WANTED}
        wanted = "".join(text for name, text in WANTED.items() if values[name] is not None) + BLOCKED[sought.blocked]
        statement = f"{PAGE}{wanted}{OLDER if before else ''} ORDER BY id DESC LIMIT %(most)s"
        arguments = {"tenant_id": tenant_id, "before": before, "most": most, **values}
        return [user_of(row) for row in self.connection.exec_driver_sql(statement, arguments)]

    def end_codes(self, *, tenant_id: TenantId, addresses: Sequence[str], now: datetime) -> None:
        """See Users."""
        arguments = {"tenant": tenant_id, "addresses": list(addresses), "now": now}
        self.connection.exec_driver_sql(END_CODES, arguments)
