"""Everything else that is stored, in one commit."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.ports.answers import Answers
from application.ports.authorizations import Authorizations, Consents
from application.ports.brand_images import BrandImages
from application.ports.hooks import Hooks
from application.ports.notices import Notices
from application.ports.oauth_clients import OAuthClients
from application.ports.otp import Codes
from application.ports.users import AddressChanges, Users, UserSessions
from application.ports.webhooks import Webhooks
from domain.api_key import AdminToken, ApiKey
from domain.audit import AuditEvent, Event
from domain.ids import AdminTokenId, KeyId, TenantId
from domain.network_list import Listed, NetworkList
from domain.price import Price
from domain.signing_key import SigningKey
from domain.tenant import Tenant


class Tenants(Protocol):
    """Tenants by id; a deleted one is not found, and keeps its slug."""

    def add(self, tenant: Tenant) -> None:
        """Raises Conflict where the slug is taken, also by a deleted tenant."""
        ...

    def save(self, tenant: Tenant) -> None:
        """Replace a tenant that `get` returned in this transaction."""
        ...

    def get(self, tenant_id: TenantId) -> Tenant | None:
        """The tenant, locked until the commit, or None."""
        ...

    def by_slug(self, slug: str) -> Tenant | None:
        """The tenant of that slug, or None."""
        ...

    def page(self, *, before: str, most: int, with_deleted: bool = False) -> Sequence[Tenant]:
        """Newest first, those whose id is smaller than `before`; the empty cursor begins with the newest."""
        ...


class ApiKeys(Protocol):
    """A tenant's keys."""

    def add(self, key: ApiKey) -> None:
        """Keep a new key."""
        ...

    def save(self, key: ApiKey) -> None:
        """Replace a key that `get` returned."""
        ...

    def get(self, *, tenant_id: TenantId, key_id: KeyId) -> ApiKey | None:
        """The key, or None where this tenant has none of that id."""
        ...

    def page(self, *, tenant_id: TenantId, before: str, most: int) -> Sequence[ApiKey]:
        """Newest first, those whose id is smaller than `before`; the empty cursor begins with the newest."""
        ...


class AdminTokens(Protocol):
    """Named admin tokens of the installation."""

    def add(self, token: AdminToken) -> None:
        """Keep a new token."""
        ...

    def save(self, token: AdminToken) -> None:
        """Replace a token."""
        ...

    def get(self, token_id: AdminTokenId) -> AdminToken | None:
        """The token, or None."""
        ...

    def all(self) -> Sequence[AdminToken]:
        """Every token, newest first."""
        ...


class SigningKeys(Protocol):
    """A tenant's signing keys."""

    def add(self, key: SigningKey) -> None:
        """Keep a new key."""
        ...

    def save(self, key: SigningKey) -> None:
        """Replace a key's seal and end."""
        ...

    def of_tenant(self, *, tenant_id: TenantId) -> Sequence[SigningKey]:
        """Every key of the tenant, newest first; empty where there is no such tenant."""
        ...

    def sealed_otherwise(self, seal_key_id: str, *, most: int) -> Sequence[SigningKey]:
        """Keys of any tenant that other keys than these have sealed, locked until the commit."""
        ...

    def count_sealed_otherwise(self, seal_key_id: str) -> int:
        """How many of them there are."""
        ...


class Prices(Protocol):
    """What messages cost, of the installation; a price is given to hand-overs that end after it was kept."""

    def put(self, prices: Sequence[Price], *, now: datetime) -> None:
        """Keep prices, each instead of one of the same provider, channel and country; others stay."""
        ...

    def all(self) -> Sequence[Price]:
        """Every price, in the order of provider, channel and country; empty where none is known."""
        ...


class Networks(Protocol):
    """Lists of networks by kind (`tor`, `hosting`), of the installation."""

    def replace(self, kind: str, listed: NetworkList, *, now: datetime) -> None:
        """Keep a list instead of the one of its kind before."""
        ...

    def counts(self) -> Sequence[Listed]:
        """How much each list holds, by kind; empty where none was brought."""
        ...


class Records(Protocol):
    """Append-only."""

    def add(self, *records: AuditEvent | Event) -> None:
        """Write audit rows and events in this commit."""
        ...


@dataclass(frozen=True, slots=True)
class Transaction:
    """The repositories of one commit."""

    tenants: Tenants
    api_keys: ApiKeys
    admin_tokens: AdminTokens
    signing_keys: SigningKeys
    prices: Prices
    networks: Networks
    codes: Codes
    users: Users
    sessions: UserSessions
    address_changes: AddressChanges
    answers: Answers
    notices: Notices
    hooks: Hooks
    brand_images: BrandImages
    webhooks: Webhooks
    authorizations: Authorizations
    consents: Consents
    oauth_clients: OAuthClients
    records: Records


class Store(Protocol):
    """Truth."""

    def begin(self) -> AbstractContextManager[Transaction]:
        """A transaction: committed at the end of the block, rolled back whole where the block raises."""
        ...
