"""Keys by digest: one statement, with the tenant and its signing key."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Final

from adapters.postgres import rows
from adapters.postgres.database import Database, Row
from application.ports.known_keys import KnownKey, KnownKeys, KnownTenant
from domain.ids import TenantId
from domain.signing_key import SigningKey
from domain.tenant import Tenant

TENANT: Final = """t.slug, t.name AS tenant_name, t.settings, t.branding, t.created_at AS tenant_created_at,
       t.deleted_at, t.version, t.images, t.id AS owner_id,
       j.id AS kid, j.algorithm, j.generation, j.sealed, j.seal_key_id, j.created_at AS signing_since, j.active_from,
       j.retires_at, j.use"""
SIGNING: Final = "j.tenant_id = t.id AND (j.retires_at IS NULL OR j.retires_at > %(now)s)"
# A row for each signing key that is not retired.
FIND: Final = f"""
SELECT k.tenant_id, k.id, k.kind, k.name, k.prefix, k.digest, k.created_at, k.expires_at, k.revoked_at, k.last_used_at,
       k.scopes, k.networks, k.rate_per_minute, {TENANT}
  FROM api_keys k
  JOIN tenants t ON t.id = k.tenant_id AND t.deleted_at IS NULL
  JOIN signing_keys j ON {SIGNING}
 WHERE k.digest = %(digest)s ORDER BY j.generation DESC
"""  # noqa: S608 - a constant
FIND_TENANT: Final = f"""
SELECT {TENANT} FROM tenants t JOIN signing_keys j ON {SIGNING}
 WHERE t.id = %(tenant)s AND t.deleted_at IS NULL ORDER BY j.generation DESC
"""  # noqa: S608 - a constant
FIND_SLUG: Final = FIND_TENANT.replace("t.id = %(tenant)s", "t.slug = %(slug)s")
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
        found = self._database.run(FIND, {"digest": digest, "now": now})
        if not found:
            return None
        known = KnownKey(*_known(found), key=rows.key_of(found[0]))
        last = known.key.life.last_used_at
        if known.key.life.is_live(now) and (last is None or now - last >= MINUTE):
            self._note_use(known, now)
        return known

    def _note_use(self, known: KnownKey, now: datetime) -> None:
        arguments = {"tenant": known.tenant.id, "key": known.key.id, "now": now, "minute_ago": now - MINUTE}
        self._database.run(NOTE_USE, arguments)

    def tenant(self, tenant_id: TenantId, *, now: datetime) -> KnownTenant | None:
        """See KnownKeys."""
        found = self._database.run(FIND_TENANT, {"tenant": tenant_id, "now": now})
        return KnownTenant(*_known(found)) if found else None

    def by_slug(self, slug: str, *, now: datetime) -> KnownTenant | None:
        """See KnownKeys."""
        found = self._database.run(FIND_SLUG, {"slug": slug, "now": now})
        return KnownTenant(*_known(found)) if found else None

    def forget(self, tenant_id: TenantId) -> None:
        """See KnownKeys; nothing is remembered here."""

    def allowed_origins(self, *, now: datetime) -> frozenset[str]:
        """See KnownKeys."""
        return frozenset(row.origin for row in self._database.run(ORIGINS, {}))


def _known(found: Sequence[Row]) -> tuple[Tenant, tuple[SigningKey, ...]]:
    row = found[0]
    tenant = SimpleNamespace(
        id=row.owner_id,
        slug=row.slug,
        name=row.tenant_name,
        settings=row.settings,
        branding=row.branding,
        created_at=row.tenant_created_at,
        deleted_at=row.deleted_at,
        version=row.version,
        images=row.images,
    )
    return rows.tenant_of(tenant), tuple(_signing_key(row) for row in found)


def _signing_key(row: Row) -> SigningKey:
    return SigningKey(
        TenantId(row.owner_id), row.kid, row.algorithm, row.generation, row.sealed, row.seal_key_id, row.signing_since,
        row.active_from, row.retires_at, row.use,
    )  # fmt: skip
