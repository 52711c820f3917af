"""The operator's hands on real servers."""

from typing import Any

from features.hands.live_house import LiveHouse
from features.hands.outcome import Outcome, Tenancy
from features.hands.records import Records
from tests.fixtures.rows import rows


class RecordsOverHttp(Records):
    """See Records."""

    _house: LiveHouse

    def tenant_call(self, method: str, path: str, tenant: Tenancy, body: Any = None) -> Outcome:
        """One request with the tenant's secret key."""
        raise NotImplementedError

    def cases(self) -> Any:
        return self._house.world.container.use_cases

    def search_log(self, tenant: Tenancy, action: str | None) -> Outcome:
        return self.tenant_call("GET", f"/audit-logs?limit=200{f'&action={action}' if action else ''}", tenant)

    def tamper(self, tenant: Tenancy, how: str) -> str:
        find = "SELECT audit_id FROM audit_chain WHERE tenant_id = %s ORDER BY seq LIMIT 1"
        id: str = rows(self._house.postgres, find, tenant.id)[0][0]
        does = {"changes": "UPDATE audit_log SET actor = 'nobody'", "removes": "DELETE FROM audit_log"}[how]
        rows(self._house.postgres, f"SET session_replication_role = replica; {does} WHERE id = '{id}'")
        return id

    def set_hook(self, tenant: Tenancy, url: str, before: str, on_failure: str) -> Outcome:
        return self.tenant_call("PUT", "/hook", tenant, {"url": url, "before": [before], "on_failure": on_failure})
