"""Hands on the doors of webhooks."""

from collections.abc import Sequence
from typing import Any

from features.hands.listening import Listening
from features.hands.outcome import Outcome, Tenancy


class ListeningOverHttp(Listening):
    """See Listening."""

    def tenant_call(self, method: str, path: str, tenant: Tenancy, body: Any = None) -> Outcome:
        """One request with the tenant's secret key."""
        raise NotImplementedError

    def webhook(self, tenant: Tenancy, url: str, events: Sequence[str]) -> Outcome:
        return self.tenant_call("POST", "/webhooks", tenant, {"url": url, "events": list(events)})

    def webhooks(self, tenant: Tenancy) -> Outcome:
        return self.tenant_call("GET", "/webhooks", tenant)

    def change_webhook(self, tenant: Tenancy, id: str, changes: dict[str, Any]) -> Outcome:
        return self.tenant_call("PATCH", f"/webhooks/{id}", tenant, changes)

    def rotate_webhook(self, tenant: Tenancy, id: str, overlap_seconds: int) -> Outcome:
        return self.tenant_call("POST", f"/webhooks/{id}/secret", tenant, {"overlap_seconds": overlap_seconds})

    def deliveries(self, tenant: Tenancy, id: str) -> Outcome:
        return self.tenant_call("GET", f"/webhooks/{id}/deliveries", tenant)

    def redeliver(self, tenant: Tenancy, id: str, event_id: str) -> Outcome:
        return self.tenant_call("POST", f"/webhooks/{id}/deliveries/{event_id}/redeliver", tenant)

    def redeliver_many(self, tenant: Tenancy, id: str, chosen: dict[str, Any]) -> Outcome:
        return self.tenant_call("POST", f"/webhooks/{id}/redeliver", tenant, chosen)
