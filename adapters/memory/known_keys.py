"""Keys by digest: from memory, and for a few seconds in front of any other store."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.memory.world import MemoryWorld
from application.ports.known_keys import KnownKey, KnownKeys, KnownTenant
from domain.ids import TenantId
from domain.signing_key import SigningKey, published

MINUTE = timedelta(minutes=1)
FRESH_SECONDS = 4.0
MOST = 10_000
NEVER: tuple[float, frozenset[str]] = (float("-inf"), frozenset())


class MemoryKnownKeys(KnownKeys):
    """The keys of a MemoryWorld."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def find(self, digest: bytes, *, now: datetime) -> KnownKey | None:
        """See KnownKeys."""
        with self._world.lock:
            key = next((key for key in self._world.api_keys.values() if key.matches(digest)), None)
            tenant = self._world.tenants[key.tenant_id] if key else None
            if key is None or tenant is None or tenant.deleted_at:
                return None
            last = key.life.last_used_at
            if key.life.is_live(now) and (last is None or now - last >= MINUTE):
                used = replace(key, life=replace(key.life, last_used_at=now))
                self._world.api_keys[key.tenant_id, key.id] = used
            return KnownKey(tenant, self._signing_keys(tenant.id, now), key)

    def tenant(self, tenant_id: TenantId, *, now: datetime) -> KnownTenant | None:
        """See KnownKeys."""
        with self._world.lock:
            tenant = self._world.tenants.get(tenant_id)
            if tenant is None or tenant.deleted_at:
                return None
            return KnownTenant(tenant, self._signing_keys(tenant_id, now))

    def by_slug(self, slug: str, *, now: datetime) -> KnownTenant | None:
        """See KnownKeys."""
        with self._world.lock:
            found = next((one for one in self._world.tenants.values() if one.slug == slug and not one.deleted_at), None)
            return KnownTenant(found, self._signing_keys(found.id, now)) if found else None

    def _signing_keys(self, tenant_id: TenantId, now: datetime) -> tuple[SigningKey, ...]:
        return tuple(published(self._world.signing_keys[tenant_id], now))

    def forget(self, tenant_id: TenantId) -> None:
        """See KnownKeys; nothing is remembered here."""

    def allowed_origins(self, *, now: datetime) -> frozenset[str]:
        """See KnownKeys."""
        live = [tenant for tenant in self._world.tenants.values() if tenant.deleted_at is None]
        return frozenset(origin for tenant in live for origin in tenant.settings.cors_origins)


class FreshKnownKeys(KnownKeys):
    """Remembers for four seconds what another store said; so a revoked key is refused everywhere within five.

    Only keys that exist are remembered: a made-up one is asked for each time, and a new one works at once.
    """

    def __init__(self, inner: KnownKeys, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._inner = inner
        self._monotonic = monotonic
        self._known: dict[bytes, tuple[float, KnownKey]] = {}
        self._tenants: dict[TenantId, tuple[float, KnownTenant]] = {}
        self._slugs: dict[str, TenantId] = {}
        self._origins = NEVER

    def find(self, digest: bytes, *, now: datetime) -> KnownKey | None:
        """See KnownKeys."""
        at = self._monotonic()
        asked, known = self._known.get(digest, (float("-inf"), None))
        if known is not None and at - asked < FRESH_SECONDS:
            return known
        known = self._inner.find(digest, now=now)
        if known is None:
            self._known.pop(digest, None)
        else:
            self._remember(digest, at, known)
        return known

    def tenant(self, tenant_id: TenantId, *, now: datetime) -> KnownTenant | None:
        """See KnownKeys."""
        at = self._monotonic()
        asked, known = self._tenants.get(tenant_id, (float("-inf"), None))
        if known is not None and at - asked < FRESH_SECONDS:
            return known
        known = self._inner.tenant(tenant_id, now=now)
        if known is None:
            self._tenants.pop(tenant_id, None)
        else:
            self._remember_tenant(at, known)
        return known

    def by_slug(self, slug: str, *, now: datetime) -> KnownTenant | None:
        """See KnownKeys; a slug is remembered for as long as its tenant is there."""
        tenant_id = self._slugs.get(slug)
        known = self.tenant(tenant_id, now=now) if tenant_id else None
        if known is not None:
            return known
        at, known = self._monotonic(), self._inner.by_slug(slug, now=now)
        if known is None:
            self._slugs.pop(slug, None)
        else:
            self._remember_tenant(at, known)
        return known

    def _remember_tenant(self, at: float, known: KnownTenant) -> None:
        if len(self._tenants) >= MOST or len(self._slugs) >= MOST:
            self._tenants.clear()
            self._slugs.clear()
        self._tenants[known.tenant.id] = (at, known)
        self._slugs[known.tenant.slug] = known.tenant.id

    def _remember(self, digest: bytes, at: float, known: KnownKey) -> None:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[digest] = (at, known)

    def forget(self, tenant_id: TenantId) -> None:
        """See KnownKeys."""
        for digest, (_, known) in list(self._known.items()):
            if known.tenant.id == tenant_id:
                self._known.pop(digest, None)
        self._tenants.pop(tenant_id, None)
        self._origins = NEVER

    def allowed_origins(self, *, now: datetime) -> frozenset[str]:
        """See KnownKeys."""
        at = self._monotonic()
        asked, origins = self._origins
        if at - asked >= FRESH_SECONDS:
            origins = self._inner.allowed_origins(now=now)
            self._origins = (at, origins)
        return origins
