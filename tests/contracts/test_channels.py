"""Channel, over memory, console, Twilio and SNS: their own clients against loopback servers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.console.channel import ConsoleChannel, Inbox
from adapters.memory.phones import MemoryChannel
from adapters.sns import sms as sns_sms
from adapters.sns.sms import SnsSms
from adapters.twilio.sms import TwilioSms
from application.ports.messages import Channel
from domain.ids import MessageId
from domain.message import Outcome, Outgoing
from tests.fixtures.sns import FakeSns
from tests.fixtures.twilio import ACCOUNT_SID, AUTH_TOKEN, SERVICE_SID, FakeTwilio
from tests.fixtures.worlds import ADA

TEXT = "Your Acme verification code is: 482913. Expires in 10 minutes."
HELLO = Outgoing(MessageId("msg_1"), "sms", ADA, TEXT)


@dataclass(frozen=True, slots=True)
class Line:
    """A channel, and how to see what arrived at its other end."""

    channel: Channel
    arrived: Callable[[], list[str]]


def twilio_channel(base_url: str, token: str = AUTH_TOKEN) -> TwilioSms:
    """Twilio's client, pointed at this machine."""
    return TwilioSms(account_sid=ACCOUNT_SID, auth_token=token, messaging_service_sid=SERVICE_SID, base_url=base_url)


@pytest.fixture(params=["memory", "console", "console_in_front", "twilio", "sns"])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Line:
    """Each channel."""
    if request.param == "twilio":
        fake: FakeTwilio = request.getfixturevalue("twilio")
        return Line(twilio_channel(fake.url), lambda: fake.texts_to(ADA))
    if request.param == "sns":
        loop: FakeSns = request.getfixturevalue("sns")
        channel = SnsSms(region="us-east-1", origination_number=None)
        return Line(channel, lambda: [message["Message"] for message in loop.messages])
    phones, inbox = MemoryChannel(), Inbox(tmp_path / "inbox.jsonl")
    if request.param == "console":
        return Line(ConsoleChannel(inbox), lambda: [entry["text"] for entry in reversed(inbox.recent())])
    return Line(ConsoleChannel(inbox, phones) if request.param != "memory" else phones, lambda: phones.texts_to(ADA))


def test_a_message_arrives(line: Line) -> None:
    """What is handed over arrives once, word for word, and is accepted."""
    receipt = line.channel.send(HELLO)

    assert Outcome.ACCEPTED is receipt.outcome
    assert [TEXT] == line.arrived()


def test_every_channel_has_a_name(line: Line) -> None:
    """Records say who carried a message."""
    assert line.channel.name in ("memory", "console", "twilio", "sns")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((400, 21211), Outcome.INVALID_DESTINATION),
        ((400, 21614), Outcome.INVALID_DESTINATION),
        ((400, 21610), Outcome.OPTED_OUT),
        ((400, 21408), Outcome.REFUSED_BY_PROVIDER),
        ((400, 99999), Outcome.REFUSED_BY_PROVIDER),
        ((429, 20429), Outcome.RATE_LIMITED),
        ((500, 20500), Outcome.UNAVAILABLE),
        ((503, 0), Outcome.UNAVAILABLE),
    ],
)
def test_twilios_words_become_ours(twilio: FakeTwilio, answer: tuple[int, int], outcome: Outcome) -> None:
    """Each of Twilio's codes is one of our outcomes, and keeps its code."""
    twilio.error = answer
    receipt = twilio_channel(twilio.url).send(HELLO)

    assert outcome is receipt.outcome
    assert str(answer[1] or answer[0]) == receipt.error_code
    assert [] == twilio.messages


def test_twilio_is_told_who_sends(twilio: FakeTwilio) -> None:
    """The Messaging Service sends; wrong credentials are named as such."""
    receipt = twilio_channel(twilio.url).send(HELLO)
    refused = twilio_channel(twilio.url, "wrong").send(HELLO)

    assert SERVICE_SID == twilio.messages[0]["MessagingServiceSid"]
    assert (receipt.reference or "").startswith("SM")
    assert Outcome.AUTHENTICATION_FAILED is refused.outcome


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((400, "InvalidParameter"), Outcome.INVALID_DESTINATION),
        ((400, "OptedOut"), Outcome.OPTED_OUT),
        ((429, "Throttled"), Outcome.RATE_LIMITED),
        ((403, "AuthorizationError"), Outcome.AUTHENTICATION_FAILED),
        ((400, "SomethingNew"), Outcome.REFUSED_BY_PROVIDER),
        ((500, "InternalError"), Outcome.UNAVAILABLE),
        ((503, "Busy"), Outcome.UNAVAILABLE),
    ],
)
def test_awss_words_become_ours(sns: FakeSns, answer: tuple[int, str], outcome: Outcome) -> None:
    """Each of AWS's codes is one of our outcomes, and keeps its code."""
    sns.error = answer
    receipt = SnsSms(region="us-east-1", origination_number=None).send(HELLO)

    assert (outcome, answer[1]) == (receipt.outcome, receipt.error_code)


def test_sns_sends_transactional_messages_from_our_number(sns: FakeSns) -> None:
    """An SMS by SNS is transactional, and comes from the origination number where there is one."""
    SnsSms(region="us-east-1", origination_number="+12065550100").send(HELLO)
    sent = set(sns.messages[0].values())

    assert {"Transactional", "+12065550100", "AWS.SNS.SMS.SMSType", "AWS.MM.SMS.OriginationNumber"} <= sent


def test_a_provider_that_is_gone_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody there is an outcome, not an exception."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SNS", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    channels = [twilio_channel("http://127.0.0.1:1"), SnsSms(region="us-east-1", origination_number=None)]

    assert [Outcome.UNAVAILABLE] * 2 == [channel.send(HELLO).outcome for channel in channels]


def test_a_provider_that_hangs_is_a_timeout(twilio: FakeTwilio, sns: FakeSns) -> None:
    """Who does not answer within the channel's time-out is given up, long before the lease ends."""
    twilio.wait = sns.wait = 3.0

    class Hasty(TwilioSms):
        timeout = 0.2

    class HastySns(SnsSms):
        timeout = 0.2

    hasty = Hasty(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, messaging_service_sid=None, base_url=twilio.url)
    channels: list[Channel] = [hasty, HastySns(region="us-east-1", origination_number=None)]

    assert [Outcome.TIMEOUT] * 2 == [channel.send(HELLO).outcome for channel in channels]
    assert 5.0 == TwilioSms.timeout == sns_sms.SnsSms.timeout


def test_in_front_of_a_provider_the_code_is_masked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a real provider behind it, neither inbox nor console shows the code."""
    inbox, phones = Inbox(tmp_path / "inbox.jsonl"), MemoryChannel()
    ConsoleChannel(inbox, phones).send(HELLO)
    shown = capsys.readouterr().out + str(inbox.recent())

    assert "482913" not in shown and "Your Acme verification code is:" in shown
    assert [TEXT] == phones.texts_to(ADA)


def test_the_inbox_is_private_and_bounded(tmp_path: Path) -> None:
    """The inbox's file is its owner's alone, and keeps the newest two hundred."""
    inbox = Inbox(tmp_path / "inbox.jsonl")
    for number in range(205):
        inbox.add(HELLO, str(number))

    assert 0o600 == inbox.path.stat().st_mode & 0o777
    assert [str(number) for number in range(204, 4, -1)] == [entry["text"] for entry in inbox.recent()]
