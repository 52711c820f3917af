"""Webhooks on Postgres."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from application.ports.webhooks import Webhooks
from domain.ids import TenantId, WebhookId
from domain.webhook import SealedSecret, WebhookEndpoint

COLUMNS: Final = (
    "tenant_id, id, url, description, types, sealed, seal_key_id, previous_sealed, previous_seal_key_id, "
    "previous_until, created_at, disabled_at, disabled_as, failures, failing_since, paused_until"
)
NAMES: Final = tuple(COLUMNS.split(", "))
ADD: Final = f"INSERT INTO webhook_endpoints ({COLUMNS}) VALUES ({', '.join(f'%({name})s' for name in NAMES)})"  # noqa: S608
SAVE: Final = f"""
UPDATE webhook_endpoints SET {", ".join(f"{name} = %({name})s" for name in NAMES[2:])}
 WHERE tenant_id = %(tenant_id)s AND id = %(id)s
"""  # noqa: S608 - constants
SELECT: Final = f"SELECT {COLUMNS} FROM webhook_endpoints WHERE"  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class PostgresWebhooks(Webhooks):
    """Webhooks in `webhook_endpoints`."""

    connection: Connection

    def add(self, endpoint: WebhookEndpoint) -> None:
        """See Webhooks."""
        self.connection.exec_driver_sql(ADD, of_endpoint(endpoint))

    def save(self, endpoint: WebhookEndpoint) -> None:
        """See Webhooks."""
        self.connection.exec_driver_sql(SAVE, of_endpoint(endpoint))

    def get(self, *, tenant_id: TenantId, id: WebhookId) -> WebhookEndpoint | None:
        """See Webhooks."""
        found = self._find("tenant_id = %(tenant)s AND id = %(id)s FOR UPDATE", tenant=tenant_id, id=id)
        return found[0] if found else None

    def of_tenant(self, *, tenant_id: TenantId) -> Sequence[WebhookEndpoint]:
        """See Webhooks."""
        return self._find("tenant_id = %(tenant)s ORDER BY id DESC", tenant=tenant_id)

    def remove(self, endpoint: WebhookEndpoint) -> None:
        """See Webhooks."""
        mine = {"tenant": endpoint.tenant_id, "id": endpoint.id}
        self.connection.exec_driver_sql(
            "DELETE FROM webhook_endpoints WHERE tenant_id = %(tenant)s AND id = %(id)s", mine
        )

    def sealed_otherwise(self, key_id: str, *, most: int) -> Sequence[WebhookEndpoint]:
        """See Webhooks."""
        others = (
            "seal_key_id <> %(key)s OR (previous_sealed IS NOT NULL AND previous_seal_key_id <> %(key)s) "
            "ORDER BY tenant_id, id LIMIT %(most)s FOR UPDATE"
        )
        return self._find(others, key=key_id, most=most)

    def _find(self, where: str, **parameters: Any) -> list[WebhookEndpoint]:
        return [endpoint_of(row) for row in self.connection.exec_driver_sql(f"{SELECT} {where}", parameters)]


def endpoint_of(row: Any) -> WebhookEndpoint:
    """A webhook."""
    before = SealedSecret(row.previous_sealed, row.previous_seal_key_id) if row.previous_sealed else None
    return WebhookEndpoint(
        tenant_id=TenantId(row.tenant_id),
        id=WebhookId(row.id),
        url=row.url,
        types=tuple(row.types),
        secret=SealedSecret(row.sealed, row.seal_key_id),
        created_at=row.created_at,
        description=row.description,
        previous=before,
        previous_until=row.previous_until,
        disabled_at=row.disabled_at,
        disabled_as=row.disabled_as,
        failures=row.failures,
        failing_since=row.failing_since,
        paused_until=row.paused_until,
    )


def of_endpoint(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """The columns of a webhook."""
    before = endpoint.previous
    values = {name: getattr(endpoint, name) for name in NAMES if "sealed" not in name and "seal_key" not in name}
    return {
        **values,
        "types": list(endpoint.types),
        "sealed": endpoint.secret.sealed,
        "seal_key_id": endpoint.secret.key_id,
        "previous_sealed": before and before.sealed,
        "previous_seal_key_id": before and before.key_id,
    }
