"""Hands on the use cases: memory adapters, no web application, no server."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, cast

from adapters.memory.clock import TurnedClock
from adapters.memory.intelligence import MemoryIntelligence
from adapters.memory.puzzles import solve
from adapters.memory.world import MemoryWorld
from domain.address import Address
from domain.api_key import KeyKind
from domain.caller import Caller
from domain.delivery import DeliveryReport
from domain.email import EmailAddress
from domain.history import masked
from domain.ids import ChallengeId, KeyId, TenantId
from domain.message import Outcome as Answer
from domain.network import network_of, parse_ip
from domain.replay import Replay
from domain.rules import plain_fields
from domain.tenant import Tenant
from features.hands.accounts_by_use_case import AccountsByUseCase, outcome_of
from features.hands.app import App, Call, Outcome, Tenancy
from features.hands.branding_by_use_case import LooksByUseCase
from features.hands.listening_by_use_case import ListeningByUseCase
from features.hands.memory_house import MemoryHouse
from features.hands.operator import MOMENT, OPERATOR, replay_of
from features.hands.receipts import receive
from features.hands.records_by_use_case import RecordsByUseCase
from features.hands.registry_by_use_case import RegistryByUseCase
from features.hands.relying_by_use_case import RelyingByUseCase
from features.hands.visitor_by_use_case import VisitsByUseCase

ADMINISTRATOR = Caller(actor="admin:bootstrap", request_id="req_test")
MOST = 200


class ByUseCase(
    AccountsByUseCase,
    LooksByUseCase,
    ListeningByUseCase,
    RecordsByUseCase,
    RegistryByUseCase,
    RelyingByUseCase,
    VisitsByUseCase,
    App,
):
    """See App."""

    def __init__(self) -> None:
        self._house = MemoryHouse()
        self._clock: TurnedClock = self._house.clock

    def world(self) -> MemoryWorld:
        """What is stored."""
        found: MemoryWorld = self._house.container.adapters.world()
        return found

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
        found = self._house.use_cases.count_fraud()(tenant_id=TenantId(tenant.id), since=None, until=None)
        return asdict(found)

    def replay(self, tenant: Tenancy, policy: Mapping[str, Any]) -> Replay:
        self.later(MOMENT)
        return replay_of(self._house.use_cases, tenant, policy)

    def import_networks(self, kind: str, text: str) -> None:
        self._house.use_cases.import_networks()(kind=kind, text=text, caller=OPERATOR)

    def intelligence(self) -> MemoryIntelligence:
        return self._house.intelligence

    def now(self) -> datetime:
        return self._clock.now()

    def later(self, by: timedelta) -> None:
        self._clock.turn(by)

    def create_tenant(self, name: str, slug: str, settings: Mapping[str, Any]) -> Outcome:
        def create() -> Mapping[str, Any]:
            new = self._house.use_cases.create_tenant()(
                name=name, slug=slug, settings=settings, branding={}, caller=ADMINISTRATOR
            )
            return {"tenant_id": new.tenant.id, "api_key": new.publishable_key, "secret_key": new.secret_key}

        return outcome_of(create)

    def change_tenant(self, tenant: Tenancy, settings: Mapping[str, Any]) -> Outcome:
        change, changes = self._house.use_cases.change_tenant(), {"settings": settings}
        return outcome_of(
            lambda: {"id": change(tenant_id=TenantId(tenant.id), changes=changes, caller=ADMINISTRATOR).id}
        )

    def settings_of(self, tenant: Tenancy) -> Mapping[str, Any]:
        return plain_fields(self._house.use_cases.show_tenant()(tenant.id).settings)

    def delete_tenant(self, tenant: Tenancy) -> Outcome:
        def delete() -> Mapping[str, Any]:
            self._house.use_cases.delete_tenant()(tenant_id=TenantId(tenant.id), caller=ADMINISTRATOR)
            return {}

        return outcome_of(delete)

    def issue_key(self, tenant: Tenancy, kind: str, name: str, expires_at: datetime | None) -> Outcome:
        def issue() -> Mapping[str, Any]:
            key, secret = self._house.use_cases.issue_api_key()(
                tenant_id=TenantId(tenant.id),
                kind=cast(KeyKind, kind),
                name=name,
                expires_at=expires_at,
                caller=ADMINISTRATOR,
            )
            return {"id": key.id, "key": secret}

        return outcome_of(issue)

    def revoke_key(self, tenant: Tenancy, key_id: str, after: timedelta) -> Outcome:
        revoke, caller = self._house.use_cases.revoke_api_key(), ADMINISTRATOR
        return outcome_of(
            lambda: {"id": revoke(tenant_id=TenantId(tenant.id), key_id=KeyId(key_id), after=after, caller=caller).id}
        )

    def keys_of(self, tenant: Tenancy) -> Sequence[Mapping[str, Any]]:
        keys = self._house.use_cases.list_api_keys()(tenant_id=TenantId(tenant.id), before="", most=MOST)
        return [{"name": key.name, "prefix": key.prefix} for key in keys]

    def published_keys(self, slug: str) -> Mapping[str, Any]:
        published: Mapping[str, Any] = self._house.use_cases.publish_jwks()(slug=slug)
        return published

    def ask(self, call: Call) -> Outcome:
        def ask() -> Mapping[str, Any]:
            tenant = self._house.use_cases.recognise_key()(call.key).tenant
            challenge = self._house.use_cases.request_otp()(
                tenant=tenant,
                address=self._address(tenant, call.address),
                caller=caller_of(call),
                locale=call.locale,
                channel=call.channel,
                proof=call.proof,
            )
            return {
                "request_id": challenge.id,
                "channel": challenge.channel,
                "expires_in": challenge.expires_in(self.now()),
                "attempts_remaining": challenge.attempts_remaining,
            }

        return outcome_of(ask)

    def prove(self, call: Call, code: str) -> Outcome:
        def prove() -> Mapping[str, Any]:
            known = self._house.use_cases.recognise_key()(call.key)
            address = self._address(known.tenant, call.address)
            proven = self._house.use_cases.verify_otp()(known=known, address=address, code=code, caller=caller_of(call))
            named = ("token", "refresh_token", "expires_in", "user_id", "session_id")
            return {name: getattr(proven.tokens, name) for name in named} | {"new_user": proven.new_user}

        return outcome_of(prove)

    def _address(self, tenant: Tenant, text: str) -> Address:
        return EmailAddress.parse(text) if "@" in text else tenant.phone(text, self.now())

    def deliver(self) -> None:
        dispatch = self._house.use_cases.dispatch_messages()
        for claimed in dispatch.claim(MOST):
            dispatch.deliver(claimed)

    def texts(self, address: str) -> Sequence[str]:
        return self._house.phones.texts_to(address)

    def subjects(self, address: str) -> Sequence[str | None]:
        return [outgoing.subject for outgoing in self._house.phones.sent if outgoing.to == address]

    def receive(self, report: DeliveryReport) -> None:
        receive(self._house.container, report)

    def work(self, puzzle: Mapping[str, Any]) -> str:
        return solve(puzzle)

    def newest(self, tenant: Tenancy) -> str:
        find = self._house.use_cases.find_requests()
        return str(find(tenant_id=TenantId(tenant.id), before="", most=1)[0].id)

    def explain(self, tenant: Tenancy, request_id: str) -> Outcome:
        def explain() -> Mapping[str, Any]:
            use_case = self._house.use_cases.explain_request()
            told = use_case(tenant_id=TenantId(tenant.id), id=ChallengeId.parse(request_id))
            return {
                "status": told.request.status,
                "address": masked(told.request.address),
                "messages": [
                    {"id": one.id, "status": one.status, "attempts": [asdict(each) for each in one.handovers]}
                    for one in told.request.messages
                ],
                "timeline": [asdict(entry) for entry in told.timeline],
            }

        return outcome_of(explain)

    def health(self) -> tuple[str, Sequence[str]]:
        found = self._house.use_cases.check_health()()
        return found.status, [part for part in ("database", "redis") if not getattr(found, part)]


def caller_of(call: Call) -> Caller:
    """The end user behind a call, as the web application would tell them."""
    ip = parse_ip(call.ip) if call.ip else None
    network = network_of(ip) if ip else None
    return Caller(actor="key:test", request_id="req_test", ip=call.ip, network=network, user_agent=call.user_agent)
