"""OAuth clients on Postgres."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg.types.json import Jsonb
from sqlalchemy import Connection

from adapters.postgres.database import Database, Row, run_within
from application.ports.oauth_clients import ClientBook, OAuthClients
from domain.client_secret import ClientSecret
from domain.ids import ClientId, TenantId
from domain.oauth_client import OAuthClient

# ruff: noqa: S608 - constants throughout
KEPT: Final = (
    "name", "auth_method", "created_at", "redirect_uris", "post_logout_redirect_uris", "grant_types", "scopes",
    "needs_consent", "jwks", "secrets", "version",
)  # fmt: skip
LISTS: Final = ("redirect_uris", "post_logout_redirect_uris", "grant_types", "scopes")
NAMES: Final = ("tenant_id", "id", *KEPT)
ONE: Final = "tenant_id = %(tenant_id)s AND id = %(id)s"
SELECT: Final = f"SELECT {', '.join(NAMES)} FROM oauth_clients"
ADD: Final = f"""
INSERT INTO oauth_clients ({", ".join(NAMES)}) VALUES ({", ".join(f"%({name})s" for name in NAMES)})
"""
SAVE: Final = f"UPDATE oauth_clients SET {', '.join(f'{name} = %({name})s' for name in KEPT)} WHERE {ONE}"
GET: Final = f"{SELECT} WHERE {ONE} FOR UPDATE"
NEWEST: Final = f"{SELECT} WHERE tenant_id = %(tenant_id)s ORDER BY id DESC LIMIT %(most)s"
OLDER: Final = f"{SELECT} WHERE tenant_id = %(tenant_id)s AND id < %(before)s ORDER BY id DESC LIMIT %(most)s"
REMOVE: Final = f"DELETE FROM oauth_clients WHERE {ONE}"
COUNT: Final = "SELECT count(*) AS many FROM oauth_clients WHERE tenant_id = %(tenant_id)s"
# The clients of a deleted tenant lie there with everything of it, and nobody finds them.
FIND: Final = f"""
SELECT {", ".join(f"c.{name}" for name in NAMES)} FROM oauth_clients c
  JOIN tenants t ON t.id = c.tenant_id AND t.deleted_at IS NULL
 WHERE c.tenant_id = %(tenant_id)s AND c.id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class PostgresOAuthClients(OAuthClients):
    """Clients in `oauth_clients`."""

    connection: Connection

    def add(self, client: OAuthClient) -> None:
        """See OAuthClients."""
        run_within(self.connection, ADD, of_client(client))

    def save(self, client: OAuthClient) -> None:
        """See OAuthClients."""
        run_within(self.connection, SAVE, of_client(client))

    def get(self, *, tenant_id: TenantId, client_id: ClientId) -> OAuthClient | None:
        """See OAuthClients."""
        found = run_within(self.connection, GET, {"tenant_id": tenant_id, "id": client_id})
        return client_of(found[0]) if found else None

    def page(self, *, tenant_id: TenantId, before: str, most: int) -> Sequence[OAuthClient]:
        """See OAuthClients."""
        arguments = {"tenant_id": tenant_id, "before": before, "most": most}
        return [client_of(row) for row in run_within(self.connection, OLDER if before else NEWEST, arguments)]

    def remove(self, *, tenant_id: TenantId, client_id: ClientId) -> None:
        """See OAuthClients."""
        run_within(self.connection, REMOVE, {"tenant_id": tenant_id, "id": client_id})

    def count(self, *, tenant_id: TenantId) -> int:
        """See OAuthClients."""
        return int(run_within(self.connection, COUNT, {"tenant_id": tenant_id})[0].many)


@dataclass(frozen=True, slots=True)
class PostgresClientBook(ClientBook):
    """Finds a client by one statement."""

    database: Database

    def find(self, *, tenant_id: TenantId, client_id: ClientId) -> OAuthClient | None:
        """See ClientBook."""
        found = self.database.run(FIND, {"tenant_id": tenant_id, "id": client_id})
        return client_of(found[0]) if found else None


def client_of(row: Row) -> OAuthClient:
    """A client."""
    lists = {name: tuple(getattr(row, name)) for name in LISTS}
    return OAuthClient(
        tenant_id=TenantId(row.tenant_id),
        id=ClientId(row.id),
        name=row.name,
        auth_method=row.auth_method,
        created_at=row.created_at,
        needs_consent=row.needs_consent,
        jwks=tuple(row.jwks),
        secrets=tuple(_secret_of(one) for one in row.secrets),
        version=row.version,
        **lists,
    )


def of_client(client: OAuthClient) -> dict[str, Any]:
    """The columns of a client."""
    plain = {name: getattr(client, name) for name in NAMES}
    lists: dict[str, Any] = {name: list(plain[name]) for name in LISTS}
    shown = [_of_secret(one) for one in client.secrets]
    return {**plain, **lists, "jwks": Jsonb([dict(key) for key in client.jwks]), "secrets": Jsonb(shown)}


def _secret_of(kept: Mapping[str, Any]) -> ClientSecret:
    made, ends = datetime.fromisoformat(kept["created_at"]), kept["expires_at"]
    return ClientSecret(kept["prefix"], bytes.fromhex(kept["digest"]), made, ends and datetime.fromisoformat(ends))


def _of_secret(one: ClientSecret) -> dict[str, Any]:
    ends = one.expires_at and one.expires_at.isoformat()
    return {
        "prefix": one.prefix, "digest": one.digest.hex(), "created_at": one.created_at.isoformat(), "expires_at": ends,
    }  # fmt: skip
