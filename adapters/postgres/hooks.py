"""Hooks on Postgres."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from application.ports.hooks import Hooks
from domain.hook import Before, Hook, OnFailure
from domain.ids import TenantId, WebhookId
from domain.webhook import SealedSecret

PUT: Final = """
INSERT INTO tenant_hooks (tenant_id, id, url, asked_before, on_failure, sealed, seal_key_id, created_at)
VALUES (%(tenant)s, %(id)s, %(url)s, %(before)s::text[], %(on_failure)s, %(sealed)s, %(key)s, %(at)s)
ON CONFLICT (tenant_id) DO UPDATE
SET id = excluded.id, url = excluded.url, asked_before = excluded.asked_before, on_failure = excluded.on_failure,
    sealed = excluded.sealed, seal_key_id = excluded.seal_key_id, created_at = excluded.created_at
"""
_ALL: Final = "SELECT tenant_id, id, url, asked_before, on_failure, sealed, seal_key_id, created_at FROM tenant_hooks"
GET: Final = f"{_ALL} WHERE tenant_id = %(tenant)s"
OTHERS: Final = f"{_ALL} WHERE seal_key_id <> %(key)s ORDER BY tenant_id LIMIT %(most)s FOR UPDATE"


@dataclass(frozen=True, slots=True)
class PostgresHooks(Hooks):
    """Hooks in `tenant_hooks`."""

    connection: Connection

    def put(self, hook: Hook) -> None:
        """See Hooks."""
        self.connection.exec_driver_sql(PUT, {
            "tenant": hook.tenant_id, "id": hook.id, "url": hook.url, "before": [*hook.before],
            "on_failure": hook.on_failure, "sealed": hook.secret.sealed, "key": hook.secret.key_id,
            "at": hook.created_at,
        })  # fmt: skip

    def get(self, *, tenant_id: TenantId) -> Hook | None:
        """See Hooks."""
        row = self.connection.exec_driver_sql(GET, {"tenant": tenant_id}).first()
        return None if row is None else _hook_of(row)

    def sealed_otherwise(self, key_id: str, *, most: int) -> Sequence[Hook]:
        """See Hooks."""
        found = self.connection.exec_driver_sql(OTHERS, {"key": key_id, "most": most})
        return [_hook_of(row) for row in found]

    def remove(self, *, tenant_id: TenantId) -> bool:
        """See Hooks."""
        gone = "DELETE FROM tenant_hooks WHERE tenant_id = %(tenant)s"
        return bool(self.connection.exec_driver_sql(gone, {"tenant": tenant_id}).rowcount)


def _hook_of(row: Any) -> Hook:
    return Hook(
        TenantId(row.tenant_id), WebhookId(row.id), row.url, tuple(Before(one) for one in row.asked_before),
        OnFailure(row.on_failure), SealedSecret(row.sealed, row.seal_key_id), row.created_at,
    )  # fmt: skip
