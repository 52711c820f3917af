"""Keys by digest: one statement, with the tenant and its signing key."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import Row

from adapters.postgres import rows
from adapters.postgres.database import Database
from application.ports.known_keys import KnownKey, KnownKeys
from domain.ids import TenantId

FIND: Final = """
SELECT k.tenant_id, k.id, k.kind, k.name, k.prefix, k.digest, k.created_at, k.expires_at, k.revoked_at, k.last_used_at,
       t.slug, t.name AS tenant_name, t.settings, t.branding, t.created_at AS tenant_created_at, t.deleted_at,
       j.id AS kid, j.algorithm, j.generation, j.sealed, j.seal_key_id, j.state, j.created_at AS signing_since
  FROM api_keys k
  JOIN tenants t ON t.id = k.tenant_id AND t.deleted_at IS NULL
  JOIN signing_keys j ON j.tenant_id = k.tenant_id AND j.state = 'active'
 WHERE k.digest = %(digest)s
"""
NOTE_USE: Final = """
UPDATE api_keys SET last_used_at = %(now)s
 WHERE tenant_id = %(tenant)s AND id = %(key)s AND (last_used_at IS NULL OR last_used_at <= %(minute_ago)s)
"""
ORIGINS: Final = """
SELECT DISTINCT jsonb_array_elements_text(settings -> 'cors_origins') AS origin FROM tenants
 WHERE deleted_at IS NULL AND settings ? 'cors_origins'
"""
MINUTE: Final = timedelta(minutes=1)


class PostgresKnownKeys(KnownKeys):
    """Finds keys by their unique digest; put `FreshKnownKeys` in front."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, digest: bytes, *, now: datetime) -> KnownKey | None:
        """See KnownKeys."""
        found = self._database.run(FIND, {"digest": digest})
        if not found:
            return None
        known = _known(found[0])
        last = known.key.life.last_used_at
        if known.key.life.is_live(now) and (last is None or now - last >= MINUTE):
            self._note_use(known, now)
        return known

    def _note_use(self, known: KnownKey, now: datetime) -> None:
        arguments = {"tenant": known.tenant.id, "key": known.key.id, "now": now, "minute_ago": now - MINUTE}
        self._database.run(NOTE_USE, arguments)

    def forget(self, tenant_id: TenantId) -> None:
        """See KnownKeys; nothing is remembered here."""

    def allowed_origins(self, *, now: datetime) -> frozenset[str]:
        """See KnownKeys."""
        return frozenset(row.origin for row in self._database.run(ORIGINS, {}))


def _known(row: Row[Any]) -> KnownKey:
    tenant = SimpleNamespace(
        id=row.tenant_id,
        slug=row.slug,
        name=row.tenant_name,
        settings=row.settings,
        branding=row.branding,
        created_at=row.tenant_created_at,
        deleted_at=row.deleted_at,
    )
    signing = SimpleNamespace(
        tenant_id=row.tenant_id,
        id=row.kid,
        algorithm=row.algorithm,
        generation=row.generation,
        sealed=row.sealed,
        seal_key_id=row.seal_key_id,
        created_at=row.signing_since,
        state=row.state,
    )
    return KnownKey(rows.key_of(row), rows.tenant_of(tenant), rows.signing_key_of(signing))
