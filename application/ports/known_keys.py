"""Who holds this key, and whose token is this?  Asked on every request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.api_key import ApiKey
from domain.ids import TenantId
from domain.signing_key import SigningKey, id_signer_of, signer_of
from domain.tenant import Tenant


@dataclass(frozen=True, slots=True)
class KnownTenant:
    """A tenant with the keys of its tokens, retired ones left out."""

    tenant: Tenant
    signing_keys: tuple[SigningKey, ...]

    def signing_key(self, now: datetime) -> SigningKey:
        """The key that signs the tenant's access tokens at that moment."""
        return signer_of(self.signing_keys, now)

    def id_token_key(self, now: datetime) -> SigningKey | None:
        """The key that signs the tenant's ID tokens at that moment; None where it never had an OpenID client."""
        return id_signer_of(self.signing_keys, now)


@dataclass(frozen=True, slots=True)
class KnownKey(KnownTenant):
    """A key with its tenant."""

    key: ApiKey


class KnownKeys(Protocol):
    """Finds keys by their digest, over all tenants: the digest itself is the proof."""

    def find(self, digest: bytes, *, now: datetime) -> KnownKey | None:
        """The key with that digest, live or not, or None; a deleted tenant's keys are none.

        Notes the key's last use, at most once a minute.  An answer may be up to 4 s old.
        """
        ...

    def tenant(self, tenant_id: TenantId, *, now: datetime) -> KnownTenant | None:
        """The tenant, or None where there is none or it was deleted.  An answer may be up to 4 s old."""
        ...

    def by_slug(self, slug: str, *, now: datetime) -> KnownTenant | None:
        """The same by its slug, which never changes."""
        ...

    def forget(self, tenant_id: TenantId) -> None:
        """Ask anew for this tenant's keys and settings from now on, in this process; the others do within 4 s."""
        ...

    def allowed_origins(self, *, now: datetime) -> frozenset[str]:
        """Every origin that any tenant lists, for preflights, which carry no key.  May be up to 4 s old."""
        ...
