"""A tenant's OAuth clients become as its file wants them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from application.oidc.keep_clients import ChangeClient, CreateClient, found, with_secret
from application.ports.store import Transaction
from application.tenants.issued import Issued
from domain.caller import Caller
from domain.ids import ClientId
from domain.oauth_client import OAuthClient
from domain.tenant import Tenant
from domain.wanted_client import ClientChange, ClientPlan, WantedClient

CLIENT: Final = "client"


@dataclass(frozen=True, slots=True)
class ApplyClients:
    """Carries out the part of a plan that is about clients, in the commit of the rest; returns the new secrets."""

    create: CreateClient
    change: ChangeClient

    def __call__(
        self, tx: Transaction, tenant: Tenant, plan: ClientPlan, *, now: datetime, caller: Caller
    ) -> list[Issued]:
        made = [self._made(tx, tenant, wanted, now, caller) for wanted in plan.new]
        made += [self._changed(tx, tenant, change, now, caller) for change in plan.changed]
        return [Issued(tenant.slug, CLIENT, client.name, client.id, secret) for client, secret in made if secret]

    def _made(
        self, tx: Transaction, tenant: Tenant, wanted: WantedClient, now: datetime, caller: Caller
    ) -> tuple[OAuthClient, str | None]:
        scribe = self.create.scribe
        id = scribe.id(ClientId, now)
        client = OAuthClient.create(tenant_id=tenant.id, id=id, values=wanted.said, now=now)
        client, secret = with_secret(scribe, client, now)
        self.create.within(tx, tenant, client, now=now, caller=caller)
        return client, secret

    def _changed(
        self, tx: Transaction, tenant: Tenant, change: ClientChange, now: datetime, caller: Caller
    ) -> tuple[OAuthClient, str | None]:
        held = found(tx, tenant.id, change.before.id)
        client, secret = with_secret(self.create.scribe, held.changed(change.after.said), now)
        self.change.within(tx, client, named=sorted(change.fields()), now=now, caller=caller)
        return client, secret
