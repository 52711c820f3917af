"""Proven addresses that wait for their time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row

from application.ports.users import AddressChanges
from domain.address_change import AddressChange
from domain.ids import TenantId, UserId

COLUMNS: Final = "tenant_id, user_id, kind, address, proven_at, takes_effect_at"
PUT: Final = f"""
INSERT INTO address_changes ({COLUMNS}) VALUES (%(tenant)s, %(user)s, %(kind)s, %(address)s, %(proven)s, %(effect)s)
ON CONFLICT (tenant_id, user_id, kind) DO UPDATE SET address = excluded.address, proven_at = excluded.proven_at,
   takes_effect_at = excluded.takes_effect_at
"""  # noqa: S608 - constants
OF_USER: Final = f"""
SELECT {COLUMNS} FROM address_changes WHERE tenant_id = %(tenant)s AND user_id = %(user)s ORDER BY kind FOR UPDATE
"""  # noqa: S608 - constants
REMOVE: Final = "DELETE FROM address_changes WHERE tenant_id = %(tenant)s AND user_id = %(user)s AND kind = %(kind)s"
DUE: Final = f"""
SELECT {COLUMNS} FROM address_changes WHERE takes_effect_at <= %(now)s
 ORDER BY takes_effect_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class PostgresAddressChanges(AddressChanges):
    """Changes in `address_changes`, in a transaction that others share."""

    connection: Connection

    def put(self, change: AddressChange) -> None:
        """See AddressChanges."""
        arguments = {"address": change.address, "proven": change.proven_at, "effect": change.takes_effect_at}
        self.connection.exec_driver_sql(PUT, _key(change) | arguments)

    def of_user(self, *, tenant_id: TenantId, user_id: UserId) -> Sequence[AddressChange]:
        """See AddressChanges."""
        found = self.connection.exec_driver_sql(OF_USER, {"tenant": tenant_id, "user": user_id})
        return [_change(row) for row in found]

    def remove(self, change: AddressChange) -> None:
        """See AddressChanges."""
        self.connection.exec_driver_sql(REMOVE, _key(change))

    def due(self, *, now: datetime, most: int) -> Sequence[AddressChange]:
        """See AddressChanges."""
        return [_change(row) for row in self.connection.exec_driver_sql(DUE, {"now": now, "most": most})]


def _key(change: AddressChange) -> dict[str, Any]:
    return {"tenant": change.tenant_id, "user": change.user_id, "kind": change.kind}


def _change(row: Row[Any]) -> AddressChange:
    return AddressChange(
        TenantId(row.tenant_id), UserId(row.user_id), row.kind, row.address, row.proven_at, row.takes_effect_at
    )
