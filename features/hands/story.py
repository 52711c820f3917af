"""Who is who in a scenario, and what was said to them last."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from domain.delivery import DeliveryReport
from domain.email import EmailAddress
from domain.ids import MessageId, TenantId
from domain.message import Status
from features.hands.app import App, Call, Outcome, Tenancy

# In one piece, or digit by digit as a voice says it.
CODE = re.compile(r"[0-9]{6,10}|[0-9](?:\D{1,2}[0-9]){5,9}")
LINK = re.compile(r"https://auth\.test/t/[a-z0-9-]+/link/[A-Za-z0-9_-]+")
AT_ONCE = timedelta(0)
PEOPLE = {
    "Ada": ("+12015550123", "198.51.100.7"),
    "Grace": ("+12015550124", "198.51.100.8"),
    "Mallory": ("+12015550125", "203.0.113.9"),
}


USER_AGENTS = {
    "phone": "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0 Mobile",
    "laptop": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "tablet": "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1",
}


AREAS = (202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219)


def number_of(person: int) -> str:
    """A number that is near nobody else's."""
    return f"+1{AREAS[person % len(AREAS)]}55501{20 * (person // len(AREAS)) % 100:02}"


@dataclass(slots=True)
class Device:
    """Where a person is signed in: with which key and tokens, and the refresh tokens that were spent there."""

    key: str = field(repr=False)
    tokens: Mapping[str, Any] = field(repr=False)
    spent: list[str] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class Person:
    """Somebody with a phone, a mailbox or a number that is none, in a network; `device` is the one at hand."""

    address: str
    ip: str | None
    device: str = "app"
    devices: dict[str, Device] = field(default_factory=dict)
    wanted: str = ""


@dataclass(slots=True)
class Story:
    """What the sentences of a scenario speak of; the first tenant is meant where none is named."""

    app: App
    people: dict[str, Person] = field(default_factory=lambda: {who: Person(*known) for who, known in PEOPLE.items()})
    tenants: dict[str, Tenancy] = field(default_factory=dict)
    keys: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    asks: list[Outcome] = field(default_factory=list)
    proofs: list[Outcome] = field(default_factory=list)
    last: Outcome = field(default_factory=lambda: Outcome({}))
    file: str = ""
    worker_rests: bool = False
    providers: Sequence[str] = ()

    @property
    def wait(self) -> timedelta:
        """How long the last refusal said to wait."""
        assert self.last.wait is not None, self.last

        return timedelta(seconds=self.last.wait)

    def create_tenant(self, name: str, slug: str, settings: Mapping[str, Any]) -> Outcome:
        """The administrator makes a tenant."""
        self.last = made = self.app.create_tenant(name, slug, settings)
        if made.refused_as is None:
            said = made.said
            self.tenants[name] = Tenancy(said["tenant_id"], slug, said["api_key"], said["secret_key"])
        return made

    def given_tenant(self, name: str, settings: Mapping[str, Any]) -> None:
        """A tenant that is there."""
        made = self.create_tenant(name, name.lower().replace(".", "-"), settings)

        assert made.refused_as is None, made.said

    def call(self, who: str, tenant: str | None) -> Call:
        """A call of a person's app."""
        key = (self.tenants[tenant] if tenant else next(iter(self.tenants.values()))).publishable
        person = self.people[who]
        return Call(key, person.address, person.ip, user_agent=USER_AGENTS.get(person.device))

    def ask(
        self,
        who: str,
        *,
        at: str | None = None,
        of: str | None = None,
        by: str | None = None,
        locale: str | None = None,
        times: int = 1,
        after: timedelta = AT_ONCE,
    ) -> None:
        """A person asks for a code, perhaps again and again; the worker sends it, unless it rests."""
        self.people[who].address = at or self.people[who].address
        for _ in range(times):
            self.app.later(after)
            self._ask(replace(self.call(who, of), channel=by, locale=locale))

    def _ask(self, call: Call) -> None:
        self.last = self.app.ask(call)
        self.asks.append(self.last)
        if not self.worker_rests:
            self.app.deliver()

    def prove(self, who: str, code: str, *, at: str | None = None, of: str | None = None, times: int = 1) -> None:
        """A person types a code, for their own address or another one, perhaps again and again."""
        call = self.call(who, of)
        for _ in range(times):
            self.last = self.app.prove(replace(call, address=at or call.address), code)
            self.proofs.append(self.last)
            if self.last.refused_as is None:
                self.people[who].devices[self.people[who].device] = Device(call.key, self.last.said)

    def sign_in(self, who: str, *, times: int = 1) -> None:
        """A person asks and types what arrives."""
        for _ in range(times):
            self.ask(who)
            self.prove(who, self.code(who))

    def crowd(self, count: int, ip: str | None, *, signs_in: bool = False, server: bool = False) -> None:
        """People whom nobody has met before, in one network; `server`: their app's server asks for them."""
        tenant = next(iter(self.tenants.values()))
        for _ in range(count):
            who = f"person {len(self.people)}"
            self.people[who] = Person(number_of(len(self.people)), ip)
            self._ask(replace(self.call(who, None), key=tenant.secret if server else tenant.publishable))
            if signs_in:
                self.prove(who, self.code(who))

    def guess_for(self, who: str, hours: int) -> None:
        """Ten wrong codes an hour, as many as are let through."""
        for _ in range(hours):
            for _ in range(2):
                self.ask(who)
                self.prove(who, self.wrong_code(who), times=5)
            self.app.later(timedelta(hours=1))

    def inbox(self, who: str) -> str:
        """The number or mailbox where a person's messages arrive."""
        address = self.people[who].address
        return EmailAddress.parse(address).text if "@" in address else address

    def texts(self, who: str) -> Sequence[str]:
        """What arrived at a person's address, oldest first."""
        return self.app.texts(self.inbox(who))

    def codes(self, who: str) -> list[str]:
        """The codes that arrived at a person's address, oldest first."""
        return self.code_in(self.texts(who))

    def links(self, who: str) -> list[str]:
        """The links that arrived at a person's address, oldest first."""
        return [link for text in self.texts(who) for link in LINK.findall(text)]

    def code_in(self, texts: Sequence[str]) -> list[str]:
        """The codes in some messages, oldest first."""
        found = [CODE.search(text) for text in texts]
        return [re.sub(r"\D", "", code[0]) for code in found if code]

    def code(self, who: str) -> str:
        """The code that arrived last."""
        return self.codes(who)[-1]

    def filled(self, who: str, text: str) -> str:
        """A text with the code and the link in their places that arrived last."""
        text = text.replace("{code}", self.code(who)) if "{code}" in text else text
        return text.replace("{link}", self.links(who)[-1]) if "{link}" in text else text

    def wrong_code(self, who: str) -> str:
        """A code of the right length that is not the one that arrived last."""
        right = self.code(who)
        return f"{(int(right) + 1) % 10 ** len(right):0{len(right)}}"

    def use_key(self, secret: str) -> Outcome:
        """Try a key at the door of sign-in, for somebody whom no limit holds up."""
        who = f"person {len(self.people)}"
        self.people[who] = Person(f"+120155501{len(self.people) + 23}", None)
        self.last = self.app.ask(replace(self.call(who, None), key=secret))
        return self.last

    @property
    def request_id(self) -> str:
        """The code that was asked for last."""
        return str(next(ask.said["request_id"] for ask in reversed(self.asks) if ask.refused_as is None))

    def explain(self, of: str | None = None) -> Mapping[str, Any]:
        """What a tenant is told of the code that was asked for last."""
        tenant = self.tenants[of] if of else next(iter(self.tenants.values()))
        self.last = self.app.explain(tenant, self.request_id)
        return self.last.said

    def report(self, status: Status, *, of: str | None = None, permanent: bool = False) -> None:
        """A provider, the last one if none is named, reports on its last hand-over of that code."""
        handovers = [(each, one["id"]) for one in self.explain()["messages"] for each in one["attempts"]]
        made, message_id = next(pair for pair in reversed(handovers) if of in (None, pair[0]["provider"]))
        self.app.receive(
            DeliveryReport(
                tenant_id=TenantId(next(iter(self.tenants.values())).id),
                message_id=MessageId(message_id),
                number=made["number"],
                provider=made["provider"],
                status=status,
                reference=None,
                is_permanent=permanent,
            )
        )
