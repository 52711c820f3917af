"""Twilio Lookup, by Twilio's own client against a loopback server."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.twilio.lookup import MOST, SECONDS, TwilioLookup
from domain.line import Line
from domain.phone import PhoneNumber
from entrypoints.providers import intelligence_of
from tests.fixtures.loopback import Arrival, Listener, Reply
from tests.fixtures.servers import empty
from tests.fixtures.twilio import ACCOUNT_SID, AUTH_TOKEN, BASIC
from tests.fixtures.worlds import World, make_live_world, make_settings

PHONE = PhoneNumber.parse("+12015550123")
VOIP = {"type": "nonFixedVoip", "carrier_name": "Bandwidth", "error_code": None}
SWAPPED = {"last_sim_swap": {"last_sim_swap_date": "2026-11-20T10:00:00Z", "swapped_in_period": True}}


@dataclass(slots=True)
class FakeLookup:
    """What was asked, and how it answers; it holds every answer until `go` where `holds` says so."""

    said: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    asked: list[str] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    holds: bool = False
    server: Listener = field(init=False)

    def __post_init__(self) -> None:
        self.server = Listener(self.answer)

    def answer(self, arrival: Arrival) -> Reply:
        """As Twilio does: packages that were not asked for are null."""
        assert f"Basic {BASIC}" == arrival.headers["authorization"]
        self.asked.append(arrival.path)
        if self.holds:
            self.go.wait(10)
        wanted = parse_qs(urlsplit(arrival.path).query)["Fields"][0].split(",")
        found = {name: value if name in wanted else None for name, value in self.said.items()}
        return Reply.of(self.status, {"phone_number": PHONE.e164, "valid": True, **found})


@pytest.fixture
def fake() -> Iterator[FakeLookup]:
    """A Lookup that knows a VOIP line whose SIM was swapped."""
    fake = FakeLookup({"line_type_intelligence": VOIP, "sim_swap": SWAPPED})
    yield fake
    fake.go.set()
    fake.server.stop()


def lookup(fake: FakeLookup, *wanted: str, seconds: float = 10) -> TwilioLookup:
    """Ours, which asks it, and has time unless a test is about that."""
    return TwilioLookup(
        account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, wanted=wanted, base_url=fake.server.url, seconds=seconds
    )


def test_what_is_asked_for_is_read(fake: FakeLookup) -> None:
    """The line's type, the SIM, or both; what was not asked for costs nothing and says nothing."""
    kept: list[Line] = []
    found = {
        wanted: lookup(fake, *wanted).line_of(PHONE, then=kept.append)
        for wanted in (("line_type",), ("sim_swap",), ("line_type", "sim_swap"))
    }

    assert [Line("nonFixedVoip"), Line(None, True), Line("nonFixedVoip", True)] == list(found.values())
    assert "/v2/PhoneNumbers/+12015550123?Fields=line_type_intelligence" == fake.asked[0].replace("%2B", "+")


@pytest.mark.parametrize(
    "said",
    [
        {"line_type_intelligence": None, "sim_swap": None},
        {"line_type_intelligence": {"type": None, "error_code": 60601}, "sim_swap": {"last_sim_swap": None}},
        {"line_type_intelligence": {"type": "<script>"}, "sim_swap": {"error_code": 60008}},
        {"line_type_intelligence": [], "sim_swap": "yes"},
    ],
)
def test_an_odd_answer_says_nothing(fake: FakeLookup, said: dict[str, Any]) -> None:
    """Nothing of it is taken for a type."""
    fake.said = said

    assert Line() == lookup(fake, "line_type", "sim_swap").line_of(PHONE, then=lambda _: None)


def test_a_refusal_is_no_answer_and_twilio_is_left_alone(fake: FakeLookup) -> None:
    """After one that failed nobody asks for a while."""
    fake.status = 500
    one = lookup(fake, "line_type")

    assert [None, None] == [one.line_of(PHONE, then=lambda _: None) for _ in range(2)]
    assert 1 == len(fake.asked)


def test_who_is_slow_is_not_waited_for_and_still_remembered(fake: FakeLookup) -> None:
    """The ask goes on after 300 ms; the answer is kept when it comes; more than eight questions are not in the air."""
    fake.holds, kept = True, []
    arrived = threading.Semaphore(0)

    def keep(line: Line) -> None:
        kept.append(line)
        arrived.release()

    one = lookup(fake, "line_type", seconds=SECONDS)
    crowd = [threading.Thread(target=one.line_of, args=(PHONE,), kwargs={"then": keep}) for _ in range(MOST + 4)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(10)
    assert [] == kept
    fake.go.set()
    for _ in range(MOST):
        assert arrived.acquire(timeout=10)

    assert (MOST, [Line("nonFixedVoip")] * MOST) == (len(fake.asked), kept)
    assert 0.3 == SECONDS


@pytest.fixture
def world(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, fake: FakeLookup) -> Iterator[World]:
    """The product with Lookup switched on."""
    empty(postgres_18)
    asks = {"phone_intelligence": lookup(fake, "line_type", "sim_swap")}
    made = make_live_world(postgres_18.serving_url, valkey_9.url, ports=asks)
    yield made
    made.container.adapters.database().engine.dispose()


def test_from_the_ask_to_twilio(world: World, fake: FakeLookup) -> None:
    """A13: a number in a row with others, whose SIM was changed lately, gets no code; clean numbers are not looked up."""
    acme = world.tenant()
    said = [world.ask(acme, f"+1201555{number:04}", ip=f"203.0.113.{number}") for number in range(123, 127)]

    assert [200, 200, 200, 403] == [answer.status_code for answer in said]
    assert "request_blocked" == said[-1].get_json()["code"]
    assert ["/v2/PhoneNumbers/+12015550126"] == [urlsplit(path).path.replace("%2B", "+") for path in fake.asked]


def test_it_is_switched_on_by_its_variable(fake: FakeLookup) -> None:
    """PHONE_LOOKUP names what is asked for; where it is empty nobody is asked."""
    twilio = {
        "twilio_account_sid": ACCOUNT_SID, "twilio_auth_token": AUTH_TOKEN, "twilio_base_url": fake.server.url,
    }  # fmt: skip
    on, off = make_settings(phone_lookup=("line_type",), **twilio), make_settings(**twilio)
    made = intelligence_of(on)

    assert made is not None
    made.line_of(PHONE, then=lambda _: None)
    assert intelligence_of(off) is None
