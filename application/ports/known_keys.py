"""Who holds this key? Asked on every request of a tenant's app."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.api_key import ApiKey
from domain.ids import TenantId
from domain.signing_key import SigningKey
from domain.tenant import Tenant


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key with its tenant and the key that signs the tenant's tokens."""

    key: ApiKey
    tenant: Tenant
    signing_key: SigningKey


class KnownKeys(Protocol):
    """Finds keys by their digest, over all tenants: the digest itself is the proof."""

    def find(self, digest: bytes, *, now: datetime) -> KnownKey | None:
        """The key with that digest, live or not, or None; a deleted tenant's keys are none.

        Notes the key's last use, at most once a minute.  An answer may be up to 4 s old.
        """
        ...

    def forget(self, tenant_id: TenantId) -> None:
        """Ask anew for this tenant's keys and settings from now on, in this process; the others do within 4 s."""
        ...

    def allowed_origins(self, *, now: datetime) -> frozenset[str]:
        """Every origin that any tenant lists, for preflights, which carry no key.  May be up to 4 s old."""
        ...
