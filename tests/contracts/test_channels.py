"""Channel, over all adapters: their own clients against servers on this machine."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from adapters.console.channel import ConsoleChannel, Inbox
from adapters.gateway.http import HttpGateway
from adapters.memory.phones import MemoryChannel
from adapters.smtp.email import SmtpEmail
from adapters.sns import sms as sns_sms
from adapters.sns.sms import SnsSms
from adapters.twilio.sms import TwilioSms
from adapters.twilio.voice import TwilioVoice
from adapters.twilio.whatsapp import TwilioWhatsApp
from application.ports.messages import Channel
from domain.ids import MessageId, TenantId
from domain.message import Outcome, Outgoing
from tests.fixtures.gateway import SECRET, FakeGateway
from tests.fixtures.outbound import make_dialer
from tests.fixtures.smtp import FakeMailServer
from tests.fixtures.sns import FakeSns
from tests.fixtures.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM_NUMBER, SERVICE_SID, FakeTwilio

ROOT = Path(__file__).parents[2]
ADA, ADA_MAIL = "+12015550123", "ada@example.com"
TEXT = "Your Acme verification code is: 482913. Expires in 10 minutes."
GONE = "http://127.0.0.1:1"
TENANT, MESSAGE = TenantId(f"tn_{0:026}"), MessageId(f"msg_{0:026}")
NETWORKED = ("twilio", "twilio:whatsapp", "twilio:voice", "sns", "smtp", "http:acme")


def hello(carries: str = "sms") -> Outgoing:
    """A message, as its channel wants it."""
    if carries == "email":
        return Outgoing(
            TENANT, MESSAGE, 1, carries, ADA_MAIL, TEXT, "482913", "en", "Acme", 10, "482913", "<b>482913</b>"
        )
    return Outgoing(TENANT, MESSAGE, 1, carries, ADA, TEXT, "482913", name="Acme", minutes=10)


def twilio_channel(base_url: str, token: str = AUTH_TOKEN) -> TwilioSms:
    """Twilio's client, pointed at this machine."""
    return TwilioSms(
        account_sid=ACCOUNT_SID, auth_token=token, messaging_service_sid=SERVICE_SID, app_url="https://auth.test",
        base_url=base_url,
    )  # fmt: skip


def channel_to(route: str, url: str) -> Any:
    """The channel of a route, with its far end at a URL (SNS finds its own by the environment)."""
    shared = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "app_url": "https://auth.test", "base_url": url}
    if route == "twilio":
        return twilio_channel(url)
    if route == "twilio:whatsapp":
        return TwilioWhatsApp(from_number=FROM_NUMBER, **shared)
    if route == "twilio:voice":
        return TwilioVoice(from_number=FROM_NUMBER, **shared)
    if route == "sns":
        return SnsSms(region="us-east-1", origination_number=None)
    if route == "smtp":
        return SmtpEmail(f"{url.replace('http', 'smtp')}?tls=none", "auth@example.com")
    return HttpGateway("acme", url, SECRET, now=lambda: datetime.now(UTC), dialer=make_dialer())


@dataclass(slots=True)
class Line:
    """A channel, how to see what arrived at its other end, and how to make that end misbehave."""

    channel: Any
    arrived: Callable[[], list[str]]
    far: Any = None
    refusing: dict[str, Any] = field(default_factory=dict)
    stumbling: dict[str, Any] = field(default_factory=dict)

    def far_end_is(self, **values: Any) -> None:
        """Tell the far end how to answer from now on."""
        for name, value in values.items():
            setattr(self.far, name, value)

    @property
    def hello(self) -> Outgoing:
        """A message that it carries."""
        return hello(self.channel.carries)


def said(call: dict[str, str]) -> str:
    """What a call says."""
    return ElementTree.fromstring(call["Twiml"]).findtext("Say") or ""


def twilio_line(route: str, fake: FakeTwilio) -> Line:
    """A line to Twilio."""
    arrived = {
        "twilio": lambda: fake.texts_to(ADA),
        "twilio:whatsapp": lambda: fake.texts_to(f"whatsapp:{ADA}"),
        "twilio:voice": lambda: [said(call) for call in fake.calls],
    }
    return Line(channel_to(route, fake.url), arrived[route], fake, {"error": (400, 21211)}, {"error": (503, 20503)})


def networked(route: str, request: pytest.FixtureRequest) -> Line:
    """A line over the network."""
    if route == "sns":
        loop: FakeSns = request.getfixturevalue("sns")
        refusing, stumbling = {"error": (400, "InvalidParameter")}, {"error": (503, "ServiceUnavailable")}
        return Line(channel_to(route, ""), lambda: [one["Message"] for one in loop.messages], loop, refusing, stumbling)
    if route == "smtp":
        mails: FakeMailServer = request.getfixturevalue("smtp")
        no, later = ({"refused": {ADA_MAIL: words}} for words in ("550 5.1.1 No such user", "451 Later"))
        return Line(channel_to(route, f"http://127.0.0.1:{mails.port}"), mails.texts, mails, no, later)
    if route == "http:acme":
        own: FakeGateway = request.getfixturevalue("gateway")
        never = {"status": 422, "document": {"outcome": "invalid_destination"}}
        return Line(channel_to(route, own.url), own.texts, own, never, {"status": 503})
    return twilio_line(route, request.getfixturevalue("twilio"))


@pytest.fixture(params=NETWORKED)
def wire(request: pytest.FixtureRequest) -> Line:
    """Each channel that speaks to a provider."""
    return networked(request.param, request)


@pytest.fixture(params=["memory", "console", "console_in_front", *NETWORKED])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Line:
    """Each channel."""
    if request.param in NETWORKED:
        return networked(request.param, request)
    phones, inbox = MemoryChannel(), Inbox(tmp_path / "inbox.jsonl")
    if request.param == "console":
        return Line(ConsoleChannel(inbox), lambda: [entry["text"] for entry in reversed(inbox.recent())])
    return Line(ConsoleChannel(inbox, phones) if request.param != "memory" else phones, lambda: phones.texts_to(ADA))


def test_a_message_arrives(line: Line) -> None:
    """What is handed over arrives once, word for word, and is accepted."""
    receipt = line.channel.send(line.hello)

    assert Outcome.ACCEPTED is receipt.outcome
    assert receipt.reached
    assert [TEXT] == line.arrived()


def test_every_channel_has_a_name_and_says_what_it_carries(line: Line) -> None:
    """Records say who carried a message, and plans who could."""
    carries = {"twilio:whatsapp": "whatsapp", "twilio:voice": "voice", "smtp": "email"}

    assert line.channel.name in ("memory", "console:sms", *NETWORKED)
    assert carries.get(line.channel.name, "sms") == line.channel.carries


def test_a_providers_reference_can_be_kept(wire: Line) -> None:
    """What a provider calls a message by is in the receipt, in words that a record can hold."""
    receipt = wire.channel.send(wire.hello)

    assert receipt.reference
    assert receipt == receipt.storable()


def test_a_refusal_of_the_address_is_permanent(wire: Line) -> None:
    """Who does not exist is not tried again, and nothing arrives."""
    wire.far_end_is(**wire.refusing)
    receipt = wire.channel.send(wire.hello)

    assert Outcome.INVALID_DESTINATION is receipt.outcome
    assert receipt.outcome.is_permanent
    assert receipt.error_code
    assert [] == wire.arrived()


def test_a_trouble_of_the_provider_is_temporary(wire: Line) -> None:
    """Who is overloaded may be asked again, and is well again by itself."""
    before = {name: getattr(wire.far, name) for name in wire.stumbling}
    wire.far_end_is(**wire.stumbling)
    stumbled = wire.channel.send(wire.hello)
    wire.far_end_is(**before)
    healed = wire.channel.send(wire.hello)

    assert Outcome.UNAVAILABLE is stumbled.outcome
    assert not stumbled.outcome.is_permanent and not stumbled.outcome.is_for_good
    assert Outcome.ACCEPTED is healed.outcome


def test_a_provider_that_hangs_is_a_timeout(wire: Line) -> None:
    """Who does not answer within the channel's time-out is given up, and may have got the message."""
    wire.channel.timeout = 0.3
    wire.far_end_is(wait=30.0)
    receipt = wire.channel.send(wire.hello)

    assert (Outcome.TIMEOUT, True) == (receipt.outcome, receipt.reached)


def test_nobody_waits_longer_than_five_seconds() -> None:
    """Each time-out ends long before the lease of the worker."""
    channels = (TwilioSms, TwilioWhatsApp, TwilioVoice, SnsSms, SmtpEmail, HttpGateway)

    assert [5.0] * 6 == [channel.timeout for channel in channels]
    assert 2.0 == sns_sms.CONNECT_SECONDS


@pytest.mark.parametrize("route", NETWORKED)
def test_a_provider_that_is_gone_is_unavailable(route: str, aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody there is an outcome, not an exception, and it is sure that nobody got anything."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SNS", GONE)
    channel: Channel = channel_to(route, GONE)
    receipt = channel.send(hello(channel.carries))

    assert (Outcome.UNAVAILABLE, False) == (receipt.outcome, receipt.reached)


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_lost_answer_says_nothing_of_the_message(wire: Line, how: str) -> None:
    """C15: a connection that ends before the answer does not mean that nobody got the message."""
    wire.far_end_is(lose=how)
    receipt = wire.channel.send(wire.hello)

    assert (Outcome.UNAVAILABLE, True) == (receipt.outcome, receipt.reached)
    assert [TEXT] == wire.arrived()


def test_no_channel_shows_its_secrets(line: Line) -> None:
    """Printed, a channel shows neither credentials nor codes."""
    line.channel.send(line.hello)
    shown = f"{line.channel!r} {line.channel}"

    assert not any(secret in shown for secret in (AUTH_TOKEN, SECRET, SECRET[6:], "482913"))


def test_no_providers_client_is_loaded_before_its_first_message() -> None:
    """Web processes build the channels too, and pay for none of them."""
    code = (
        "import sys; from tests.contracts.test_channels import *\n"
        "[sys.modules.pop(name) for name in list(sys.modules) if name.partition('.')[0] in FOREIGN]\n"
        "[channel_to(route, GONE) for route in NETWORKED]\n"
        "print([name for name in sys.modules if name.partition('.')[0] in FOREIGN])"
    ).replace("FOREIGN", "('twilio', 'boto3', 'botocore', 'requests', 'urllib3')")
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ("[]\n", 0) == (ended.stdout, ended.returncode)
