"""Hands on the web application: every call is a request, every answer is read from the wire."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from adapters.memory.intelligence import MemoryIntelligence
from domain.delivery import DeliveryReport
from domain.message import Outcome as Answer
from domain.replay import Replay
from features.hands.accounts_over_http import AccountsOverHttp, outcome_of
from features.hands.app import App, Call, Outcome, Tenancy
from features.hands.branding_over_http import LooksOverHttp
from features.hands.listening_over_http import ListeningOverHttp
from features.hands.live_house import LiveHouse
from features.hands.operator import MOMENT, OPERATOR, replay_of
from features.hands.receipts import receive
from features.hands.records_over_http import RecordsOverHttp
from features.hands.registry_over_http import RegistryOverHttp
from features.hands.relying_over_http import RelyingOverHttp
from features.hands.visitor_over_http import VisitsOverHttp
from tests.fixtures.puzzles import work_for
from tests.fixtures.worlds import World


class OverHttp(
    AccountsOverHttp,
    LooksOverHttp,
    ListeningOverHttp,
    RecordsOverHttp,
    RegistryOverHttp,
    RelyingOverHttp,
    VisitsOverHttp,
    App,
):
    """See App."""

    def __init__(self, house: LiveHouse) -> None:
        self._house = house

    @property
    def world(self) -> World:
        """The product as it stands."""
        return self._house.world

    def tenant_call(self, method: str, path: str, tenant: Tenancy, body: Any = None) -> Outcome:
        return self._as_tenant(method, path, tenant, body)

    def post_webhooks(self) -> None:
        self.world.post()

    def install(self, **settings: Any) -> None:
        self._house.build(**settings)

    def employ(self, names: Sequence[str]) -> None:
        self._house.employ(names)

    def instruct(self, provider: str, answer: Answer, *, reached: bool = True) -> None:
        channel = self._house.channels[provider]
        channel.answers, channel.reached = answer, reached

    def lose(self, part: str) -> None:
        self._house.lose(part)

    def fraud(self, tenant: Tenancy) -> Mapping[str, Any]:
        self.later(MOMENT)
        shown: Mapping[str, Any] = self.world.call("GET", "/api/stats/fraud", key=tenant.secret).get_json()
        return shown

    def replay(self, tenant: Tenancy, policy: Mapping[str, Any]) -> Replay:
        self.later(MOMENT)
        return replay_of(self.world.container.use_cases, tenant, policy)

    def import_networks(self, kind: str, text: str) -> None:
        self.world.container.use_cases.import_networks()(kind=kind, text=text, caller=OPERATOR)

    def intelligence(self) -> MemoryIntelligence:
        return self._house.intelligence

    def now(self) -> datetime:
        return self.world.clock.now()

    def later(self, by: timedelta) -> None:
        self.world.clock.turn(by)

    def create_tenant(self, name: str, slug: str, settings: Mapping[str, Any]) -> Outcome:
        body = {"name": name, "slug": slug, "settings": settings}
        return outcome_of(self.world.admin("POST", "/api/admin/tenants", body))

    def change_tenant(self, tenant: Tenancy, settings: Mapping[str, Any]) -> Outcome:
        return outcome_of(self.world.call("PATCH", "/api/tenant", {"settings": settings}, key=tenant.secret))

    def settings_of(self, tenant: Tenancy) -> Mapping[str, Any]:
        shown: Mapping[str, Any] = self.world.call("GET", "/api/tenant", key=tenant.secret).get_json()["settings"]
        return shown

    def delete_tenant(self, tenant: Tenancy) -> Outcome:
        return outcome_of(self.world.admin("DELETE", f"/api/admin/tenants/{tenant.id}"))

    def issue_key(self, tenant: Tenancy, kind: str, name: str, expires_at: datetime | None) -> Outcome:
        body = {"kind": kind, "name": name, "expires_at": expires_at.isoformat() if expires_at else None}
        return outcome_of(self.world.call("POST", "/api/keys", body, key=tenant.secret))

    def revoke_key(self, tenant: Tenancy, key_id: str, after: timedelta) -> Outcome:
        path = f"/api/keys/{key_id}?revoke_after={int(after.total_seconds())}"
        return outcome_of(self.world.call("DELETE", path, key=tenant.secret))

    def keys_of(self, tenant: Tenancy) -> Sequence[Mapping[str, Any]]:
        listed: list[Mapping[str, Any]] = self.world.call("GET", "/api/keys", key=tenant.secret).get_json()["data"]
        return listed

    def published_keys(self, slug: str) -> Mapping[str, Any]:
        published: Mapping[str, Any] = self.world.call("GET", f"/t/{slug}/.well-known/jwks.json").get_json()
        return published

    def ask(self, call: Call) -> Outcome:
        wanted = {"channel": call.channel, "locale": call.locale, "proof": call.proof}
        return self._post("/api/auth/request", call, {name: said for name, said in wanted.items() if said})

    def prove(self, call: Call, code: str) -> Outcome:
        return self._post("/api/auth/verify", call, {"code": code})

    def _post(self, path: str, call: Call, more: Mapping[str, str]) -> Outcome:
        body = {"email" if "@" in call.address else "phone": call.address, **more}
        if not call.key.startswith("auth1_sk_"):
            sent, ip = {"User-Agent": call.user_agent} if call.user_agent else {}, call.ip or "127.0.0.1"
            return outcome_of(self.world.call("POST", path, body, key=call.key, ip=ip, headers=sent))
        # A server calls from its own address and may name its user's.
        told = {"client_ip": call.ip} if call.ip else {}
        return outcome_of(self.world.call("POST", path, body | told, key=call.key))

    def deliver(self) -> None:
        self.world.deliver()

    def texts(self, address: str) -> Sequence[str]:
        return self.world.phones.texts_to(address)

    def subjects(self, address: str) -> Sequence[str | None]:
        return [outgoing.subject for outgoing in self.world.phones.sent if outgoing.to == address]

    def receive(self, report: DeliveryReport) -> None:
        receive(self.world.container, report)

    def work(self, puzzle: Mapping[str, Any]) -> str:
        return work_for(puzzle)

    def newest(self, tenant: Tenancy) -> str:
        listed = self.world.call("GET", "/api/otp-requests?limit=1", key=tenant.secret).get_json()["data"]
        return str(listed[0]["id"])

    def explain(self, tenant: Tenancy, request_id: str) -> Outcome:
        return outcome_of(self.world.call("GET", f"/api/otp-requests/{request_id}", key=tenant.secret))

    def health(self) -> tuple[str, Sequence[str]]:
        shown = self.world.call("GET", "/health").get_json()
        return shown["status"], [part for part in ("database", "redis") if shown[part] != "connected"]
