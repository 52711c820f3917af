"""One provider fails, the next one sends: in time, with the same code, at most so often."""

import pytest

from adapters.memory.phones import MemoryChannel
from adapters.memory.stored import StoredMessage
from domain.message import Outcome, Status
from domain.refusal import Unavailable
from tests.fixtures.worlds import ADA, GRACE, TenantKeys, World, make_memory_world

CHANNELS = ("first", "second")
TEMPORARY = [Outcome.RATE_LIMITED, Outcome.TIMEOUT, Outcome.UNAVAILABLE, Outcome.UNKNOWN]


@pytest.fixture
def house() -> World:
    """Two SMS providers."""
    return make_memory_world(CHANNELS)


def channel(house: World, name: str) -> MemoryChannel:
    return house.provider(name)


def messages(house: World) -> list[StoredMessage]:
    return list(house.container.adapters.world().messages.values())


def made(house: World, which: int = -1) -> list[tuple[str, str]]:
    """The hand-overs of a message: provider and outcome."""
    return [
        (one.provider, one.receipt.outcome.value if one.receipt else "?") for one in messages(house)[which].attempts
    ]


def receipt(house: World, status: Status, *, which: int = -1, number: int = 1, permanent: bool = False) -> None:
    """A provider reports on a hand-over."""
    from domain.delivery import DeliveryReport
    from domain.ids import EventId

    stored = messages(house)[which].message
    provider = messages(house)[which].attempts[number - 1].provider
    told = DeliveryReport(stored.tenant_id, stored.id, number, provider, status, None, None, permanent)
    outbox, now = house.container.adapters.outbox(), house.clock.now()
    outbox.receive(told, now=now, event_id=EventId.make(now, b"0123456789"))


def teach(house: World, tenant: TenantKeys) -> None:
    """The first provider is known to send receipts."""
    house.ask(tenant, GRACE)
    house.deliver()
    receipt(house, Status.DELIVERED)
    house.later(minutes=1)


@pytest.mark.parametrize("outcome", [*TEMPORARY, Outcome.REFUSED_BY_PROVIDER, Outcome.AUTHENTICATION_FAILED])
def test_the_next_provider_sends_at_once(house: World, outcome: Outcome) -> None:
    """Whatever trouble the first provider has, the second one sends in the same breath."""
    house.ask(house.tenant())
    channel(house, "first").answers = outcome
    house.deliver()

    assert [("first", outcome.value), ("second", "accepted")] == made(house)
    assert 1 == len(house.phones.texts_to(ADA))


@pytest.mark.parametrize("outcome", [Outcome.INVALID_DESTINATION, Outcome.OPTED_OUT])
def test_no_provider_helps_against_the_number(house: World, outcome: Outcome) -> None:
    """A number that is wrong or that opted out is asked for once, and the message has failed."""
    house.ask(house.tenant())
    channel(house, "first").answers = outcome
    house.deliver()
    house.later(minutes=5)
    house.deliver()

    assert [("first", outcome.value)] == made(house)
    assert Status.FAILED is messages(house)[0].status


def test_a_minutes_outage_of_everybody_is_outlived(house: World) -> None:
    """Both providers refuse for a minute: the message goes out after it, with three hand-overs in all."""
    house.ask(house.tenant())
    for name in CHANNELS:
        channel(house, name).answers = Outcome.UNAVAILABLE
    for _ in range(60):
        house.deliver()
        house.later(seconds=1)
    for name in CHANNELS:
        channel(house, name).answers = Outcome.ACCEPTED
    for _ in range(30):
        house.deliver()
        house.later(seconds=1)

    assert [("first", "unavailable"), ("second", "unavailable"), ("first", "accepted")] == made(house)


def test_nobody_there_spends_nothing(house: World) -> None:
    """While no connection can be made, it is tried every half minute, and goes out when somebody is there again."""
    house.ask(house.tenant())
    for name in CHANNELS:
        channel(house, name).answers, channel(house, name).reached = Outcome.UNAVAILABLE, False
    for _ in range(240):
        house.deliver()
        house.later(seconds=1)
    for name in CHANNELS:
        channel(house, name).answers = Outcome.ACCEPTED
    for _ in range(40):
        house.deliver()
        house.later(seconds=1)

    assert Status.SENT is messages(house)[0].status
    assert 1 == messages(house)[0].handovers == len(house.phones.texts_to(ADA))


def test_three_hand_overs_and_no_more(house: World) -> None:
    """A message that nobody takes is handed over three times within the life of its code."""
    house.ask(house.tenant())
    for name in CHANNELS:
        channel(house, name).answers = Outcome.TIMEOUT
    for _ in range(700):
        house.deliver()
        house.later(seconds=1)

    assert 3 == len(made(house))
    assert Status.FAILED is messages(house)[0].status


def test_a_code_goes_out_six_times_at_most(house: World) -> None:
    """After six hand-overs the next ask is refused as `resend` until the code is over."""
    acme = house.tenant(resend_after_seconds=0, rate_limit_per_hour=100)
    for _ in range(6):
        assert 200 == house.ask(acme).status_code
        house.deliver()
    refused = house.ask(acme)

    assert (429, "resend", "600") == (refused.status_code, refused.get_json()["limit"], refused.headers["Retry-After"])
    house.later(seconds=600)
    assert 200 == house.ask(acme).status_code


def test_asks_that_wait_count_too(house: World) -> None:
    """Also while the worker rests, no more messages are promised than may go out."""
    acme = house.tenant(resend_after_seconds=0, rate_limit_per_hour=100)
    answers = [house.ask(acme).status_code for _ in range(8)]
    house.deliver()

    assert [200] * 6 + [429] * 2 == answers
    assert 6 == len(house.phones.texts_to(ADA))


def test_silence_brings_the_next_provider(house: World) -> None:
    """Where receipts usually come and none does within 45 s, the next provider sends the same code and text."""
    acme = house.tenant()
    teach(house, acme)
    house.ask(acme)
    house.deliver()
    house.later(seconds=44)
    assert 0 == house.deliver()
    house.later(seconds=1)
    house.deliver()

    assert [("first", "accepted"), ("second", "accepted")] == made(house)
    assert 1 == len(set(house.phones.texts_to(ADA)))


@pytest.mark.parametrize("wait", [0, 120])
def test_the_wait_is_the_tenants(house: World, wait: int) -> None:
    """`failover_after_seconds` decides how long silence is borne; with 0, for ever."""
    acme = house.tenant(failover_after_seconds=wait)
    teach(house, acme)
    house.ask(acme)
    house.deliver()
    house.later(seconds=119)
    assert 0 == house.deliver()
    house.later(seconds=1)

    assert (1 if wait else 0) == house.deliver()


def test_silence_of_who_never_tells_is_borne(house: World) -> None:
    """A provider that has sent no receipt to that country is not failed over."""
    house.ask(house.tenant())
    house.deliver()
    house.later(seconds=45)
    house.deliver()

    assert [("first", "accepted")] == made(house)
    assert Status.SENT is messages(house)[0].status


def test_a_receipt_that_it_did_not_arrive_brings_the_next_provider(house: World) -> None:
    """An undelivered message goes to the next provider at once, whatever is known of the first."""
    house.ask(house.tenant())
    house.deliver()
    receipt(house, Status.UNDELIVERED)
    house.deliver()

    assert [("first", "accepted"), ("second", "accepted")] == made(house)


@pytest.mark.parametrize("last", [Status.UNDELIVERED, Status.DELIVERED])
def test_after_the_last_provider_nobody_is_asked(house: World, last: Status) -> None:
    """What the second provider could not deliver either stays so; who took it is not asked again."""
    house.ask(house.tenant())
    house.deliver()
    receipt(house, Status.UNDELIVERED)
    house.deliver()
    receipt(house, last, number=2)
    house.deliver()

    assert 2 == len(made(house))
    assert last is messages(house)[0].status


def test_a_used_code_is_not_failed_over(house: World) -> None:
    """Who has signed in needs no second message."""
    acme = house.tenant()
    teach(house, acme)
    house.ask(acme)
    house.prove(acme, house.code())
    house.later(seconds=45)
    house.deliver()

    assert [("first", "accepted")] == made(house)
    assert Status.SENT is messages(house)[-1].status


def test_nothing_goes_out_after_the_expiry(house: World) -> None:
    """A receipt that comes when the code is over sends nothing."""
    house.ask(house.tenant())
    house.deliver()
    house.later(seconds=600)
    receipt(house, Status.UNDELIVERED)
    house.deliver()

    assert [("first", "accepted")] == made(house)


def test_a_provider_in_trouble_is_left_alone(house: World) -> None:
    """After five troubles in a row the first provider is not asked; fifteen seconds later one message tries it."""
    acme = house.tenant()
    channel(house, "first").answers = Outcome.UNAVAILABLE
    for number in range(6):
        house.ask(acme, f"+120{number + 2}5550130")
        house.deliver()
    assert [("second", "accepted")] == made(house)

    channel(house, "first").answers = Outcome.ACCEPTED
    house.later(seconds=15)
    house.ask(acme, "+12015550140")
    house.deliver()
    assert [("first", "accepted")] == made(house)


def test_a_message_that_cannot_be_written_delays_nobody(house: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of one message ends that message, and the others go out."""
    acme = house.tenant()
    house.ask(acme, ADA, headers={})
    house.ask(acme, GRACE)
    dispatch = house.container.use_cases.dispatch_messages()
    write = dispatch.compose.words.write

    def poisoned(letter: object) -> object:
        if not calls:
            calls.append(letter)
            raise ValueError("poison")
        return write(letter)

    calls: list[object] = []
    monkeypatch.setattr(type(dispatch.compose.words), "write", lambda _, letter: poisoned(letter))
    house.deliver()

    assert {("failed", "defect"), ("sent", None)} == {(one.status, one.dropped_as) for one in messages(house)}


def test_whatsapp_then_sms() -> None:
    """A plan may fall back to another channel, and the proof says what carried the code."""
    house = make_memory_world(("chat:whatsapp", "first"))
    acme = house.tenant(message_plan={"default": ["chat:whatsapp", "first"]})
    asked = house.ask(acme)
    channel(house, "chat:whatsapp").answers = Outcome.UNAVAILABLE
    house.deliver()

    assert "whatsapp" == asked.get_json()["channel"]
    assert ["sms"] == [outgoing.channel for outgoing in house.phones.sent]
    assert [("chat:whatsapp", "unavailable"), ("first", "accepted")] == made(house)


@pytest.mark.parametrize(("route", "amr"), [("first", ["otp", "sms"]), ("call:voice", ["otp", "tel"])])
def test_the_proof_says_what_carried_it(route: str, amr: list[str]) -> None:
    """The token's `amr` is of the channel that carried the code last (RFC 8176)."""
    house = make_memory_world(("call:voice", "first"))
    acme = house.tenant(message_plan={"default": ["call:voice", "first"]})
    house.ask(acme)
    channel(house, "call:voice").answers = Outcome.ACCEPTED if route == "call:voice" else Outcome.UNAVAILABLE
    house.deliver()
    code = house.phones.sent[-1].code
    house.prove(acme, code)
    (session,) = house.container.adapters.world().sessions.values()

    assert amr == list(session.amr)


@pytest.mark.parametrize("away", [1, 3, 5])
def test_a_store_that_is_away_for_a_moment_costs_no_second_message(
    house: World, monkeypatch: pytest.MonkeyPatch, away: int
) -> None:
    """What a provider took is written down as soon as the store is back, and not sent again after the lease."""
    house.ask(house.tenant())
    outbox = house.container.adapters.outbox()
    finish, failures = outbox.finish, iter(range(away))

    def troubled(*arguments: object, **more: object) -> object:
        if next(failures, None) is not None:
            raise Unavailable("Away.")
        return finish(*arguments, **more)

    monkeypatch.setattr(outbox, "finish", troubled)
    house.deliver()
    house.later(seconds=31)
    house.deliver()

    assert [("first", "accepted")] == made(house)
