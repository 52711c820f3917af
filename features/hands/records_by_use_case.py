"""The operator's hands on memory."""

from dataclasses import replace
from typing import Any

from application.ports.audit import Wanted
from domain.ids import TenantId
from entrypoints.http.audit import AuditShown
from features.hands.accounts_by_use_case import outcome_of
from features.hands.listening_by_use_case import PROGRAM, shown
from features.hands.memory_house import MemoryHouse
from features.hands.outcome import Outcome, Tenancy
from features.hands.records import Records


class RecordsByUseCase(Records):
    """See Records."""

    _house: MemoryHouse

    def cases(self) -> Any:
        return self._house.use_cases

    def search_log(self, tenant: Tenancy, action: str | None) -> Outcome:
        search = self.cases().search_audit()
        wanted = Wanted(action=action)
        return outcome_of(
            lambda: {
                "data": [
                    shown(AuditShown.of(row))
                    for row in search(tenant_id=tenant.id, wanted=wanted, before="", most=200).rows
                ]
            }
        )

    def tamper(self, tenant: Tenancy, how: str) -> str:
        world = self._house.container.adapters.world()
        place = next(place for place, row in enumerate(world.audit) if row.tenant_id == tenant.id)
        row = world.audit[place]
        if how == "changes":
            world.audit[place] = replace(row, actor="nobody")
        else:
            del world.audit[place]
        return str(row.id)

    def set_hook(self, tenant: Tenancy, url: str, before: str, on_failure: str) -> Outcome:
        put = self.cases().set_hook()

        def said() -> dict[str, Any]:
            _, secret = put(
                tenant_id=TenantId(tenant.id), url=url, before=[before], on_failure=on_failure, caller=PROGRAM
            )
            return {"secret": secret}

        return outcome_of(said)
