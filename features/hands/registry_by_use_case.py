"""Hands on the use cases of OAuth clients."""

from datetime import timedelta
from typing import Any

from domain.ids import ClientId, TenantId
from domain.oauth_client import OAuthClient
from entrypoints.http.clients_shown import ClientShown
from features.hands.accounts_by_use_case import nothing, outcome_of
from features.hands.listening_by_use_case import PROGRAM, shown
from features.hands.memory_house import MemoryHouse
from features.hands.outcome import Outcome, Tenancy
from features.hands.registry import Registry


class RegistryByUseCase(Registry):
    """See Registry."""

    _house: MemoryHouse

    def register(self, tenant: Tenancy, values: dict[str, Any]) -> Outcome:
        create, whose = self._house.use_cases.create_client(), TenantId(tenant.id)
        return outcome_of(lambda: shown(ClientShown.of(*create(tenant_id=whose, values=values, caller=PROGRAM))))

    def clients(self, tenant: Tenancy) -> Outcome:
        found = self._house.use_cases.list_clients()(tenant_id=TenantId(tenant.id), before="", most=200)
        return Outcome({"data": [shown(ClientShown.of(one)) for one in found]})

    def change_client(self, tenant: Tenancy, id: str, changes: dict[str, Any]) -> Outcome:
        change = self._house.use_cases.change_client()
        return outcome_of(lambda: shown(ClientShown.of(change(**_of(tenant, id), changes=changes, caller=PROGRAM))))

    def delete_client(self, tenant: Tenancy, id: str) -> Outcome:
        delete = self._house.use_cases.delete_client()
        return nothing(lambda: delete(**_of(tenant, id), caller=PROGRAM))

    def rotate_client_secret(self, tenant: Tenancy, id: str, overlap: timedelta) -> Outcome:
        rotate = self._house.use_cases.rotate_client_secret()
        return outcome_of(lambda: shown(ClientShown.of(*rotate(**_of(tenant, id), overlap=overlap, caller=PROGRAM))))

    def found_client(self, tenant: Tenancy, id: str) -> OAuthClient | None:
        found: OAuthClient | None = self._house.container.adapters.client_book().find(**_of(tenant, id))
        return found


def _of(tenant: Tenancy, id: str) -> dict[str, Any]:
    return {"tenant_id": TenantId(tenant.id), "client_id": ClientId(id)}
