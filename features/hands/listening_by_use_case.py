"""Hands on the use cases of webhooks."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from application.ports.webhooks import Chosen
from application.webhooks.keep_webhooks import Wanted
from domain.caller import Caller
from domain.ids import EventId, TenantId, WebhookId
from entrypoints.encoding import encode
from entrypoints.http.webhooks_shown import DeliveryShown, WebhookShown
from features.hands.accounts_by_use_case import outcome_of
from features.hands.listening import Listening
from features.hands.memory_house import MemoryHouse
from features.hands.outcome import Outcome, Tenancy

PROGRAM = Caller(actor="key:test", request_id="req_test")


def posted(use_cases: Any) -> None:
    """What a worker does until nothing is due."""
    deliver = use_cases.deliver_webhooks()
    while deliver.announce():
        """Until nothing is new."""
    for struggling in (False, True):
        while owed := deliver.claim(50, struggling=struggling):
            for one in owed:
                deliver.deliver(one)


def shown(value: Any) -> Mapping[str, Any]:
    """An answer as JSON has it."""
    found: Mapping[str, Any] = json.loads(encode(value))
    return found


class ListeningByUseCase(Listening):
    """See Listening."""

    _house: MemoryHouse

    def webhook(self, tenant: Tenancy, url: str, events: Sequence[str]) -> Outcome:
        create = self._house.use_cases.create_webhook()
        wanted = Wanted(url, events)
        return _said(lambda: WebhookShown.of(*create(tenant_id=TenantId(tenant.id), wanted=wanted, caller=PROGRAM)))

    def webhooks(self, tenant: Tenancy) -> Outcome:
        found = self._house.use_cases.list_webhooks()(tenant_id=TenantId(tenant.id))
        return Outcome({"data": [shown(WebhookShown.of(one)) for one in found]})

    def change_webhook(self, tenant: Tenancy, id: str, changes: dict[str, Any]) -> Outcome:
        wanted = Wanted(changes.get("url"), changes.get("events"), None, changes.get("enabled"))
        change = self._house.use_cases.change_webhook()
        return _said(lambda: WebhookShown.of(change(**_of(tenant, id), wanted=wanted, caller=PROGRAM)))

    def rotate_webhook(self, tenant: Tenancy, id: str, overlap_seconds: int) -> Outcome:
        rotate, overlap = self._house.use_cases.rotate_webhook_secret(), timedelta(seconds=overlap_seconds)
        return _said(lambda: WebhookShown.of(*rotate(**_of(tenant, id), overlap=overlap, caller=PROGRAM)))

    def deliveries(self, tenant: Tenancy, id: str) -> Outcome:
        found = self._house.use_cases.list_deliveries()(**_of(tenant, id), status=None, before="", most=200)
        return Outcome({"data": [shown(DeliveryShown.of(one)) for one in found]})

    def redeliver(self, tenant: Tenancy, id: str, event_id: str) -> Outcome:
        again, known = self._house.use_cases.redeliver(), EventId.parse(event_id) or EventId("evt_unknown")
        return _said(lambda: DeliveryShown.of(again(**_of(tenant, id), event_id=known, caller=PROGRAM)))

    def redeliver_many(self, tenant: Tenancy, id: str, chosen: dict[str, Any]) -> Outcome:
        since, until = (datetime.fromisoformat(chosen[name]) for name in ("from", "to"))
        meant, again = Chosen(since, until, tuple(chosen["events"])), self._house.use_cases.redeliver_many()
        return _said(lambda: {"redelivered": len(again(**_of(tenant, id), chosen=meant, after="", caller=PROGRAM))})

    def post_webhooks(self) -> None:
        posted(self._house.use_cases)


def _of(tenant: Tenancy, id: str) -> dict[str, Any]:
    return {"tenant_id": TenantId(tenant.id), "id": WebhookId.parse(id) or WebhookId("wh_unknown")}


def _said(call: Callable[[], Any]) -> Outcome:
    return outcome_of(lambda: shown(call()))
