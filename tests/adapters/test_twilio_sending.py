"""What Twilio is told, and what its answers mean."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from adapters.twilio.outcomes import CODES, outcome_of
from adapters.twilio.sms import TwilioSms
from adapters.twilio.status_url import is_of_this_machine
from adapters.twilio.voice import TwilioVoice, spoken
from adapters.twilio.whatsapp import TwilioWhatsApp
from domain.message import Outcome, Outgoing
from tests.contracts.test_channels import ADA, MESSAGE, TENANT, TEXT, channel_to, hello, twilio_channel
from tests.fixtures.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM_NUMBER, SERVICE_SID, FakeTwilio

TWILIO = ("twilio", "twilio:whatsapp", "twilio:voice")


def sms(fake: FakeTwilio, **values: Any) -> TwilioSms:
    """Twilio's client with other settings."""
    given = {"app_url": "https://auth.test", "base_url": fake.url, **values}
    return TwilioSms(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, **given)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((400, 21211), Outcome.INVALID_DESTINATION),
        ((400, 21614), Outcome.INVALID_DESTINATION),
        ((400, 21610), Outcome.OPTED_OUT),
        ((400, 21408), Outcome.REFUSED_BY_PROVIDER),
        ((400, 99999), Outcome.REFUSED_BY_PROVIDER),
        ((400, 21611), Outcome.RATE_LIMITED),
        ((403, 30002), Outcome.AUTHENTICATION_FAILED),
        ((403, 30450), Outcome.REFUSED_BY_PROVIDER),
        ((429, 20429), Outcome.RATE_LIMITED),
        ((500, 20500), Outcome.UNAVAILABLE),
        ((503, 0), Outcome.UNAVAILABLE),
        ((302, 0), Outcome.REFUSED_BY_PROVIDER),
    ],
)
def test_twilios_words_become_ours(twilio: FakeTwilio, answer: tuple[int, int], outcome: Outcome) -> None:
    """Each of Twilio's codes is one of our outcomes, and keeps its code."""
    twilio.error = answer
    receipt = twilio_channel(twilio.url).send(hello())

    assert outcome is receipt.outcome
    assert str(answer[1] or answer[0]) == receipt.error_code
    assert [] == twilio.messages


def test_an_error_that_is_no_number_is_judged_by_its_status() -> None:
    """Whatever a code is, an outcome comes out."""
    assert Outcome.REFUSED_BY_PROVIDER is outcome_of({"x": 1}, 400)
    assert Outcome.AUTHENTICATION_FAILED is outcome_of(None, 401)
    assert Outcome.UNAVAILABLE is outcome_of("21211", 502)


def test_no_code_of_a_receipt_or_of_one_channel_condemns_a_number() -> None:
    """What carriers and WhatsApp say lets other routes try."""
    told_later = [code for code in CODES if 30000 <= code < 40000 or 63000 <= code < 64000]

    assert len(told_later) > 15
    assert [] == [code for code in told_later if CODES[code].is_permanent]


@pytest.mark.parametrize("route", TWILIO)
@pytest.mark.parametrize("body", ["not json", "[]", "{}", "null", "3", json.dumps({"sid": {"a": 1}}), '{"sid": null}'])
def test_an_odd_answer_is_unknown(twilio: FakeTwilio, route: str, body: str) -> None:
    """I5: a success that cannot be read is neither an exception nor a reason to hand over again at once."""
    twilio.odd = body
    receipt = channel_to(route, twilio.url).send(hello())

    assert (Outcome.UNKNOWN, True) == (receipt.outcome, receipt.reached)


def test_a_messaging_service_sends_or_else_a_number(twilio: FakeTwilio) -> None:
    """Who sends is said; the service comes first."""
    sms(twilio, messaging_service_sid=SERVICE_SID, from_number=FROM_NUMBER).send(hello())
    sms(twilio, from_number=FROM_NUMBER).send(hello())
    first, second = twilio.messages

    assert (SERVICE_SID, None) == (first.get("MessagingServiceSid"), first.get("From"))
    assert (None, FROM_NUMBER) == (second.get("MessagingServiceSid"), second.get("From"))


def test_wrong_credentials_are_named_as_such(twilio: FakeTwilio) -> None:
    """Nobody looks for the trouble elsewhere."""
    assert Outcome.AUTHENTICATION_FAILED is twilio_channel(twilio.url, "wrong").send(hello()).outcome


@pytest.mark.parametrize("route", TWILIO)
def test_receipts_are_asked_for(twilio: FakeTwilio, route: str) -> None:
    """Each hand-over names itself in the address for receipts, which is asked often enough and not for long."""
    channel_to(route, twilio.url).send(hello())
    (asked,) = [*twilio.messages, *twilio.calls]
    url = urlsplit(asked["StatusCallback"])

    assert "https://auth.test/api/callbacks/twilio/status" == f"{url.scheme}://{url.netloc}{url.path}"
    assert {"t": [TENANT], "m": [MESSAGE], "n": ["1"], "r": [route]} == parse_qs(url.query)
    assert "ct=2000&rc=3&rp=all" == url.fragment
    assert ("initiated ringing answered completed" if route == "twilio:voice" else None) == asked.get(
        "StatusCallbackEvent"
    )


def test_one_in_so_many_may_fail(twilio: FakeTwilio) -> None:
    """The far end can be made to fail every third time."""
    twilio.fail_each = 3
    channel = twilio_channel(twilio.url)
    outcomes = [channel.send(hello()).outcome for _ in range(6)]

    assert [Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.UNAVAILABLE] * 2 == outcomes
    assert 4 == len(twilio.messages) == len(twilio.arrivals)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:3000", True),
        ("http://auth.localhost", True),
        ("http://127.0.0.1:3000", True),
        ("http://[::1]:3000", True),
        ("http://0.0.0.0:3000", True),
        ("https://auth.example.com", False),
        ("https://localhost.example.com", False),
        ("http://10.0.0.1", False),
    ],
)
def test_who_is_reached_from_here_alone_is_known(url: str, expected: bool) -> None:
    """Twilio refuses a message whose receipts it cannot deliver."""
    assert expected is is_of_this_machine(url)


def test_from_localhost_the_real_twilio_is_asked_for_no_receipts(twilio: FakeTwilio) -> None:
    """Only a Twilio on the same machine could deliver them."""
    nearby = sms(twilio, app_url="http://localhost:3000", from_number=FROM_NUMBER)
    nearby.send(hello())
    real = sms(twilio, app_url="http://localhost:3000", from_number=FROM_NUMBER, base_url=None)

    assert "http://localhost:3000/api/" in twilio.messages[0]["StatusCallback"]
    assert {} == real._callback(hello())


def test_whatsapp_is_addressed_by_its_prefix(twilio: FakeTwilio) -> None:
    """Both ends carry it; the template gets the code as its first variable, and no body goes beside it."""
    shared = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "app_url": "https://a.test", "base_url": twilio.url}
    TwilioWhatsApp(from_number=f"whatsapp:{FROM_NUMBER}", content_sid="HX1", **shared).send(hello("whatsapp"))
    (sent,) = twilio.messages

    assert (f"whatsapp:{ADA}", f"whatsapp:{FROM_NUMBER}") == (sent["To"], sent["From"])
    assert ("HX1", {"1": "482913"}) == (sent["ContentSid"], json.loads(sent["ContentVariables"]))
    assert "Body" not in sent


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "en-US"), ("en-GB", "en-GB"), ("de", "de-DE"), ("de-AT", "de-DE"), ("pt-BR", "pt-BR"), ("pt", "pt-BR"),
        ("zh-Hant-TW", "zh-TW"), ("zh_TW", "zh-TW"), ("nb", "nb-NO"), ("tlh", "en-US"), ("", "en-US"),
    ],
)  # fmt: skip
def test_a_call_speaks_the_nearest_language(language: str, expected: str) -> None:
    """The country is looked at first, then the language, then it is English."""
    assert expected == spoken(language)


def test_what_a_call_says_cannot_be_markup(twilio: FakeTwilio) -> None:
    """A name with angle brackets is said, and makes no verb."""
    text = 'Acme</Say><Dial>+19005550123</Dial> & "Sons": 4, 8'
    voice: TwilioVoice = channel_to("twilio:voice", twilio.url)
    voice.send(Outgoing(TENANT, MESSAGE, 1, "voice", ADA, text, "48", language="fr"))
    tree = ElementTree.fromstring(twilio.calls[0]["Twiml"])

    assert [("Say", text, {"language": "fr-FR"})] == [(node.tag, node.text, node.attrib) for node in tree]


def test_text_is_never_shortened(twilio: FakeTwilio) -> None:
    """What is refused for its length is Twilio's word, not ours."""
    twilio_channel(twilio.url).send(hello())

    assert TEXT == twilio.messages[0]["Body"]
