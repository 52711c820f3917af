"""Personal data on Postgres."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from adapters.postgres.database import Database
from adapters.postgres.personal_statements import FORGET, HELD, LEFT_OUT, NAMED, TABLES, forgotten, found
from application.ports.privacy import Bounds, Person, PersonalData, Rows
from domain.ids import ChallengeId, EventId, MessageId, RequestId, SessionId, TenantId

NO_CHANCE: Final = bytes(10)


class PostgresPersonalData(PersonalData):
    """Every table with a column that names a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def held(self, person: Person) -> Mapping[str, Rows]:
        """See PersonalData."""
        values = _of(person)
        every = {**HELD, **NAMED}
        rows = {table: self._database.run(found(table, condition), values) for table, condition in every.items()}
        return {table: [_shown(row.row) for row in mine] for table, mine in rows.items()}

    def erase(self, person: Person) -> Mapping[str, int]:
        """See PersonalData."""
        values = _of(person)
        with self._database.transaction() as connection:
            return {
                table: connection.exec_driver_sql(forgotten(table, condition), values).rowcount
                for table, condition in HELD.items()
            }

    def forget(self, *, tenant_id: TenantId, bounds: Bounds, after: str, most: int) -> tuple[Mapping[str, int], str]:
        """See PersonalData."""
        row = self._database.run(FORGET, {"tenant": tenant_id, "after": after, "most": most, **_bounds(bounds)})[0]
        counts = {name: int(getattr(row, name)) for name in (*TABLES, "sessions")}
        if row.seen == most:
            return counts, str(row.last)
        return counts, after if any(count >= most for count in counts.values()) else ""


def _of(person: Person) -> dict[str, Any]:
    return {
        "tenant": person.tenant_id, "user": person.user_id, "addresses": list(person.addresses),
        "mailboxes": list(person.mailboxes),
    }  # fmt: skip


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in LEFT_OUT}


def _bounds(bounds: Bounds) -> dict[str, Any]:
    """The smallest ids of those moments: what is smaller is older."""
    return {
        "otp": _least(ChallengeId, bounds.otp), "msg": _least(MessageId, bounds.otp), "otp_at": bounds.otp,
        "req": _least(RequestId, bounds.origins), "ses": _least(SessionId, bounds.origins),
        "evt": _least(EventId, bounds.events),
    }  # fmt: skip


def _least(kind: Any, at: datetime) -> str:
    return str(kind.make(at, NO_CHANCE))
