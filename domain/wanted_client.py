"""A client as the file of its tenant wants it, and what has to change for that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from domain.ids import ClientId, TenantId
from domain.oauth_client import MOST_PER_TENANT, OAuthClient
from domain.refusal import FieldError, InvalidRequest

# Of nobody and of no time: what a file says is judged by the rules alone.
NOBODY: Final = (TenantId("tn_wanted"), ClientId("cl_wanted"), datetime(1970, 1, 1, tzinfo=UTC))
# What a client is of which nothing more is said.
DEFAULTS: Final = OAuthClient(*NOBODY[:2], "", "none", NOBODY[2]).said()
SAYS: Final = (
    "This must be a client, such as {name: shop, auth_method: none, redirect_uris: [https://shop.example.com/cb]}."
)
TOO_MANY: Final = f"A tenant has at most {MOST_PER_TENANT} clients."
SAME_NAME: Final = "No two clients may have the same name: they are known by it."


@dataclass(frozen=True, slots=True)
class WantedClient:
    """A client that shall be there, known by its name; its id and secret are made once and stand in no file.

    `said` is the whole of it: what the file leaves out has its default.
    """

    name: str
    said: Mapping[str, Any]

    @classmethod
    def read(cls, values: Any, path: str) -> tuple["WantedClient | None", list[FieldError]]:
        """A client of the file, or every error in it."""
        if not isinstance(values, Mapping):
            return None, [FieldError(path, SAYS)]
        tenant_id, id, now = NOBODY
        try:
            client = OAuthClient.create(tenant_id=tenant_id, id=id, values=values, now=now)
        except InvalidRequest as refusal:
            wrong = refusal.members["errors"]
            return None, [FieldError(f"{path}.{one['field']}"[:120], one["message"]) for one in wrong]
        return cls(client.name, client.said()), []


def read_clients(values: Any, path: str) -> tuple[tuple[WantedClient, ...] | None, list[FieldError]]:
    """The clients of a tenant's file, or every error in them; None where the file is silent about them."""
    if values is None:
        return None, []
    if not isinstance(values, list):
        return None, [FieldError(path, f"This must be a list of clients. {SAYS}")]
    read = [WantedClient.read(one, f"{path}[{at}]") for at, one in enumerate(values)]
    clients = tuple(client for client, _ in read if client is not None)
    errors = [error for _, wrong in read for error in wrong]
    if len({client.name for client in clients}) != len(clients):
        errors.append(FieldError(path, SAME_NAME))
    return clients, errors


@dataclass(frozen=True, slots=True)
class ClientChange:
    """A client that becomes another one; its id stays, and its secret too where it still has one."""

    before: OAuthClient
    after: WantedClient

    def fields(self) -> dict[str, tuple[Any, Any]]:
        """What changes: before and after, as plain JSON."""
        held = self.before.said()
        return {name: (held[name], value) for name, value in self.after.said.items() if value != held[name]}


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """What to do about a tenant's clients; `others` are those that the file does not name: they stay."""

    new: tuple[WantedClient, ...] = ()
    changed: tuple[ClientChange, ...] = ()
    others: tuple[OAuthClient, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.new or self.changed)


def plan_clients(
    wanted: Sequence[WantedClient] | None, present: Sequence[OAuthClient]
) -> tuple[ClientPlan, list[FieldError]]:
    """What to do (`present`: all of the tenant, newest first); of two of one name the newer one is meant."""
    if wanted is None:
        return ClientPlan(), []
    meant = {client.name: client for client in reversed(present)}
    pairs = [(client, meant.get(client.name)) for client in wanted]
    new = tuple(client for client, found in pairs if found is None)
    changes = [ClientChange(found, client) for client, found in pairs if found]
    known = {change.before.id for change in changes}
    others = tuple(client for client in present if client.id not in known)
    plan = ClientPlan(new, tuple(change for change in changes if change.fields()), others)
    return plan, [FieldError("clients", TOO_MANY)] if len(new) + len(present) > MOST_PER_TENANT else []
