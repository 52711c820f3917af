"""Providers in trouble: real clients against loopback servers, a real database, a clock to turn (C13 to C15, C19, I5)."""

from collections.abc import Iterator

import pytest

from adapters.deadline import WithDeadline
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.sns.sms import SnsSms
from adapters.twilio.sms import TwilioSms
from tests.fixtures.rows import rows
from tests.fixtures.servers import empty
from tests.fixtures.sns import FakeSns
from tests.fixtures.twilio import ACCOUNT_SID, AUTH_TOKEN, SERVICE_SID, FakeTwilio
from tests.fixtures.worlds import ADA, TenantKeys, World, make_live_world

TWILIO_S, SNS_S = 2.0, 30.0


@pytest.fixture
def house(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, twilio: FakeTwilio, sns: FakeSns) -> Iterator[World]:
    """Twilio first, given up after 2 s; SNS behind it; both ready, as a worker has them before its first message."""
    empty(postgres_18)
    first = TwilioSms(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        messaging_service_sid=SERVICE_SID,
        app_url="https://auth.test",
        base_url=twilio.url,
    )
    real = {
        "twilio": WithDeadline(first, TWILIO_S),
        "sns": WithDeadline(SnsSms(region="us-east-1", origination_number=None), SNS_S),
    }
    for channel in real.values():
        channel.prepare()
    credentials = {"twilio_account_sid": ACCOUNT_SID, "twilio_auth_token": AUTH_TOKEN}
    world = make_live_world(postgres_18.serving_url, valkey_9.url, real=real, **credentials)
    yield world
    world.container.adapters.database().engine.dispose()


def attempts(database: EmbeddedPostgres) -> list[tuple[str, str]]:
    """Every hand-over: provider and outcome, in order."""
    return list(rows(database, "SELECT provider, outcome FROM message_attempts ORDER BY message_id, number"))


def work(house: World, seconds: int) -> None:
    """The worker looks every second for a while."""
    for _ in range(seconds):
        house.deliver()
        house.later(seconds=1)


def sign_in(house: World, acme: TenantKeys, text: str) -> int:
    """Prove the code of a message."""
    return house.prove(acme, text.partition("code is: ")[2][:6]).status_code


def test_a_provider_that_hangs(house: World, twilio: FakeTwilio, sns: FakeSns, postgres_18: EmbeddedPostgres) -> None:
    """C13: Twilio answers after half a minute; it is given up, and SNS has the message, with the same code."""
    twilio.wait = 30
    acme = house.tenant()
    house.ask(acme)
    house.deliver()

    assert [("twilio", "timeout"), ("sns", "accepted")] == attempts(postgres_18)
    assert 200 == sign_in(house, acme, sns.messages[0]["Message"])


def test_a_provider_that_drips(house: World, twilio: FakeTwilio, sns: FakeSns, postgres_18: EmbeddedPostgres) -> None:
    """C13: a provider that sends a byte now and then keeps nobody waiting longer than one that is silent."""
    twilio.drip = 0.2
    house.ask(house.tenant())
    house.deliver()

    assert [("twilio", "timeout"), ("sns", "accepted")] == attempts(postgres_18)
    assert 1 == len(sns.messages)


@pytest.mark.parametrize("lose", ["close", "reset"])
def test_an_answer_that_is_lost(house: World, twilio: FakeTwilio, sns: FakeSns, lose: str) -> None:
    """C15: Twilio takes it and its answer is lost: at most two messages leave, word for word the same."""
    twilio.lose = lose
    acme = house.tenant()
    house.ask(acme)
    work(house, 120)

    assert 1 == len(twilio.messages)
    assert [twilio.messages[0]["Body"]] == [message["Message"] for message in sns.messages]
    assert 200 == sign_in(house, acme, sns.messages[0]["Message"])


def test_a_lost_answer_is_made_up_for(house: World, twilio: FakeTwilio, postgres_18: EmbeddedPostgres) -> None:
    """C15: the receipt of a message whose answer was lost says that it arrived, under Twilio's own reference."""
    twilio.lose = "close"
    house.ask(house.tenant())
    house.deliver()
    path, form, headers = twilio.callback_request(twilio.messages[0], "delivered")
    told = house.app.test_client().post(path, data=form, headers=headers)
    assert 204 == told.status_code

    query = (
        "SELECT m.status, a.status, a.provider_reference FROM messages m JOIN message_attempts a ON a.message_id = m.id"
    )
    found = rows(postgres_18, f"{query} WHERE a.number = 1")
    assert [("delivered", "delivered", twilio.messages[0]["sid"])] == list(found)


def test_one_of_three_answers_is_a_500(house: World, twilio: FakeTwilio, sns: FakeSns) -> None:
    """C14: with every third request failing, each of thirty codes arrives once, by the one or the other."""
    twilio.fail_each = 3
    acme = house.tenant(risk_shadow=True)
    numbers = [f"+120155501{number}" for number in range(30, 60)]
    for number in numbers:
        house.ask(acme, number)
    work(house, 3)

    arrived = [message["To"] for message in twilio.messages] + [message["PhoneNumber"] for message in sns.messages]
    assert numbers == sorted(arrived)


def test_both_are_down_for_a_minute_and_back(
    house: World, twilio: FakeTwilio, sns: FakeSns, postgres_18: EmbeddedPostgres
) -> None:
    """C14: codes that were asked for during an outage of both arrive after it, each once, with three hand-overs at most."""
    acme = house.tenant(risk_shadow=True)
    numbers = [f"+120155501{number}" for number in range(30, 36)]
    twilio.error, sns.error = (503, 20500), (503, "ServiceUnavailable")
    for number in numbers:
        house.ask(acme, number)
        work(house, 10)
    twilio.error = sns.error = None
    work(house, 150)

    arrived = [message["To"] for message in twilio.messages] + [message["PhoneNumber"] for message in sns.messages]
    assert numbers == sorted(arrived)
    assert [] == list(rows(postgres_18, "SELECT id FROM messages WHERE handovers > 3"))


def test_a_permanent_refusal_goes_nowhere_else(house: World, twilio: FakeTwilio, sns: FakeSns) -> None:
    """C14: a number that Twilio knows to be wrong (21211) or opted out (21610) is asked for once."""
    acme = house.tenant()
    for code, number in ((21211, "+12015550130"), (21610, "+12015550131")):
        twilio.error = (400, code)
        house.ask(acme, number)
        work(house, 120)

    assert [] == twilio.messages + sns.messages


@pytest.mark.fault("C19")
def test_a_poison_message_holds_nobody_up(house: World, twilio: FakeTwilio, postgres_18: EmbeddedPostgres) -> None:
    """C19: a message that cannot be written ends as failed at once, and the others go out."""
    acme = house.tenant()
    house.ask(acme, ADA)
    rows(postgres_18, "UPDATE messages SET minutes = -32768, locale = 'x' RETURNING 1")
    rows(postgres_18, "UPDATE otp_slots SET code_length = 0 RETURNING 1")
    house.ask(acme, "+12015550130")
    house.deliver()

    assert "+12015550130" in [message["To"] for message in twilio.messages]
    assert [] == list(rows(postgres_18, "SELECT id FROM messages WHERE due_at IS NOT NULL AND status = 'queued'"))
