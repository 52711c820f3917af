"""The administrative paths: several tables in one commit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from adapters.postgres import rows, tables
from adapters.postgres.address_changes import PostgresAddressChanges
from adapters.postgres.answers import PostgresAnswers
from adapters.postgres.authorizations import PostgresAuthorizations, PostgresConsents
from adapters.postgres.brand_images import PostgresBrandImages
from adapters.postgres.database import Database
from adapters.postgres.hooks import PostgresHooks
from adapters.postgres.networks import PostgresNetworks
from adapters.postgres.notices import PostgresNotices
from adapters.postgres.oauth_clients import PostgresOAuthClients
from adapters.postgres.otp import PostgresCodes
from adapters.postgres.prices import PostgresPrices
from adapters.postgres.records import PostgresRecords, tell
from adapters.postgres.user_sessions import PostgresUserSessions
from adapters.postgres.users import PostgresUsers
from adapters.postgres.webhooks import PostgresWebhooks
from application.ports import store as ports
from domain.api_key import AdminToken, ApiKey
from domain.audit import AuditEvent
from domain.ids import AdminTokenId, KeyId, TenantId
from domain.refusal import Conflict
from domain.signing_key import SigningKey
from domain.tenant import Tenant

LAST = "\x7f"


class PostgresStore(ports.Store):
    """Transactions on Postgres."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def begin(self) -> Iterator[ports.Transaction]:
        """See Store."""
        endings: list[AuditEvent] = []
        with self._database.transaction() as connection:
            yield ports.Transaction(
                tenants=PostgresTenants(connection),
                api_keys=PostgresApiKeys(connection),
                admin_tokens=PostgresAdminTokens(connection),
                signing_keys=PostgresSigningKeys(connection),
                prices=PostgresPrices(connection),
                networks=PostgresNetworks(connection),
                codes=PostgresCodes(connection),
                users=PostgresUsers(connection),
                sessions=PostgresUserSessions(connection),
                address_changes=PostgresAddressChanges(connection),
                answers=PostgresAnswers(connection),
                notices=PostgresNotices(connection),
                hooks=PostgresHooks(connection),
                brand_images=PostgresBrandImages(connection),
                webhooks=PostgresWebhooks(connection),
                authorizations=PostgresAuthorizations(connection),
                consents=PostgresConsents(connection),
                oauth_clients=PostgresOAuthClients(connection),
                records=PostgresRecords(connection, endings),
            )
        for row in endings:
            tell(row)


@dataclass(frozen=True, slots=True)
class PostgresTenants(ports.Tenants):
    """Tenants in `tenants`."""

    connection: Connection

    def add(self, tenant: Tenant) -> None:
        """See Tenants."""
        try:
            self.connection.execute(insert(tables.tenants).values(rows.of_tenant(tenant)))
        except IntegrityError:
            raise Conflict("The slug is taken. Choose another one.") from None

    def save(self, tenant: Tenant) -> None:
        """See Tenants."""
        table = tables.tenants
        self.connection.execute(update(table).where(table.c.id == tenant.id).values(rows.of_tenant(tenant)))

    def get(self, tenant_id: TenantId) -> Tenant | None:
        """See Tenants."""
        table = tables.tenants
        live = select(table).where(table.c.id == tenant_id, table.c.deleted_at.is_(None)).with_for_update()
        row = self.connection.execute(live).first()
        return rows.tenant_of(row) if row else None

    def by_slug(self, slug: str) -> Tenant | None:
        """See Tenants."""
        table = tables.tenants
        row = self.connection.execute(select(table).where(table.c.slug == slug, table.c.deleted_at.is_(None))).first()
        return rows.tenant_of(row) if row else None

    def page(self, *, before: str, most: int, with_deleted: bool = False) -> Sequence[Tenant]:
        """See Tenants."""
        table = tables.tenants
        older = select(table).where(table.c.id < (before or LAST))
        older = older if with_deleted else older.where(table.c.deleted_at.is_(None))
        found = self.connection.execute(older.order_by(table.c.id.desc()).limit(most))
        return [rows.tenant_of(row) for row in found]


@dataclass(frozen=True, slots=True)
class PostgresApiKeys(ports.ApiKeys):
    """Keys in `api_keys`."""

    connection: Connection

    def add(self, key: ApiKey) -> None:
        """See ApiKeys."""
        self.connection.execute(insert(tables.api_keys).values(rows.of_key(key)))

    def save(self, key: ApiKey) -> None:
        """See ApiKeys."""
        table = tables.api_keys
        mine = (table.c.tenant_id == key.tenant_id) & (table.c.id == key.id)
        self.connection.execute(update(table).where(mine).values(rows.of_key(key)))

    def get(self, *, tenant_id: TenantId, key_id: KeyId) -> ApiKey | None:
        """See ApiKeys."""
        table = tables.api_keys
        mine = select(table).where(table.c.tenant_id == tenant_id, table.c.id == key_id)
        row = self.connection.execute(mine.with_for_update()).first()
        return rows.key_of(row) if row else None

    def page(self, *, tenant_id: TenantId, before: str, most: int) -> Sequence[ApiKey]:
        """See ApiKeys."""
        table = tables.api_keys
        older = select(table).where(table.c.tenant_id == tenant_id, table.c.id < (before or LAST))
        return [rows.key_of(row) for row in self.connection.execute(older.order_by(table.c.id.desc()).limit(most))]


@dataclass(frozen=True, slots=True)
class PostgresAdminTokens(ports.AdminTokens):
    """Named admin tokens in `admin_tokens`."""

    connection: Connection

    def add(self, token: AdminToken) -> None:
        """See AdminTokens."""
        self.connection.execute(insert(tables.admin_tokens).values(rows.of_admin_token(token)))

    def save(self, token: AdminToken) -> None:
        """See AdminTokens."""
        table = tables.admin_tokens
        self.connection.execute(update(table).where(table.c.id == token.id).values(rows.of_admin_token(token)))

    def get(self, token_id: AdminTokenId) -> AdminToken | None:
        """See AdminTokens."""
        table = tables.admin_tokens
        row = self.connection.execute(select(table).where(table.c.id == token_id).with_for_update()).first()
        return rows.admin_token_of(row) if row else None

    def all(self) -> Sequence[AdminToken]:
        """See AdminTokens."""
        table = tables.admin_tokens
        return [rows.admin_token_of(row) for row in self.connection.execute(select(table).order_by(table.c.id.desc()))]


@dataclass(frozen=True, slots=True)
class PostgresSigningKeys(ports.SigningKeys):
    """Sealed signing keys in `signing_keys`."""

    connection: Connection

    def add(self, key: SigningKey) -> None:
        """See SigningKeys."""
        self.connection.execute(insert(tables.signing_keys).values(rows.of_signing_key(key)))

    def save(self, key: SigningKey) -> None:
        """See SigningKeys."""
        table = tables.signing_keys
        mine = (table.c.tenant_id == key.tenant_id) & (table.c.id == key.id)
        values = {"sealed": key.sealed, "seal_key_id": key.seal_key_id, "retires_at": key.retires_at}
        self.connection.execute(update(table).where(mine).values(values))

    def of_tenant(self, *, tenant_id: TenantId) -> Sequence[SigningKey]:
        """See SigningKeys."""
        table = tables.signing_keys
        mine = select(table).where(table.c.tenant_id == tenant_id).order_by(table.c.generation.desc())
        return [rows.signing_key_of(row) for row in self.connection.execute(mine)]

    def sealed_otherwise(self, seal_key_id: str, *, most: int) -> Sequence[SigningKey]:
        """See SigningKeys."""
        table = tables.signing_keys
        others = select(table).where(table.c.seal_key_id != seal_key_id).limit(most).with_for_update()
        return [rows.signing_key_of(row) for row in self.connection.execute(others)]

    def count_sealed_otherwise(self, seal_key_id: str) -> int:
        """See SigningKeys."""
        table = tables.signing_keys
        others = select(func.count()).select_from(table).where(table.c.seal_key_id != seal_key_id)
        return int(self.connection.execute(others).scalar_one())
