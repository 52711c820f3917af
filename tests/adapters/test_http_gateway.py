"""A gateway of one's own: what it gets, how it is signed, and what its answers mean."""

import base64
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.dialer import Dialer
from adapters.gateway.http import MOST_BYTES, HttpGateway
from domain.message import Outcome
from domain.outbound import OutboundRule
from domain.standard_webhooks import key_of, signed_headers
from tests.contracts.test_channels import ADA, MESSAGE, TEXT, hello
from tests.fixtures.gateway import KEY, SECRET, FakeGateway
from tests.fixtures.outbound import make_dialer


def now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


def channel(fake: FakeGateway, template: str | None = None, *, secret: str = SECRET) -> HttpGateway:
    """A line to it."""
    return HttpGateway("acme", fake.url, secret, template, now=now, dialer=make_dialer())


def test_the_specifications_example_gives_its_signature() -> None:
    """The vector of Standard Webhooks 1.0.0's own libraries."""
    at, body = datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}'
    headers = signed_headers(key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body)

    assert "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" == headers["webhook-signature"]
    assert ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330") == (headers["webhook-id"], headers["webhook-timestamp"])


def test_the_default_template_says_everything(gateway: FakeGateway) -> None:
    """Without a template a gateway gets what it needs to send by itself."""
    receipt = channel(gateway).send(hello())
    expected = {"id": MESSAGE, "channel": "sms", "to": ADA, "text": TEXT, "code": "482913", "language": "en"}

    assert [expected] == gateway.bodies
    assert ("http:acme", "sms", "gw-1") == (channel(gateway).name, channel(gateway).carries, receipt.reference)


def test_a_message_keeps_its_id_however_often_it_is_handed_over(gateway: FakeGateway) -> None:
    """A receiver can drop doubles."""
    for number in (1, 2):
        channel(gateway).send(replace(hello(), number=number))

    assert [MESSAGE] * 2 == [arrival.headers["webhook-id"] for arrival in gateway.arrivals]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{"a": ["{to}", 1, null, true, {"b": "{code}/{minutes}"}]}', {"a": [ADA, 1, None, True, {"b": "482913/10"}]}),
        ('"{text}"', TEXT),
        ('["{name}", "{message_id}", "{channel}", "{language}"]', ["{code} {0.__class__}", MESSAGE, "sms", "en"]),
        (
            '{"{to}": "{to!r} {to.__class__} {unknown} {{to}} {}"}',
            {"{to}": "{to!r} {to.__class__} {unknown} {" + ADA + "} {}"},
        ),
        ("5", 5),
    ],
)
def test_a_template_is_filled_once(gateway: FakeGateway, template: str, expected: Any) -> None:
    """Texts alone are filled in, at any depth; braces in a name stay a name's, and nothing is reached by a dot."""
    channel(gateway, template).send(replace(hello(), name="{code} {0.__class__}"))

    assert [expected] == gateway.bodies


def test_quotes_in_a_text_break_no_json(gateway: FakeGateway) -> None:
    """What is filled in stays within its string."""
    text = 'x", "to": "+19005550123 \\ \n ✓'
    channel(gateway).send(replace(hello(), text=text))

    assert ([text], ADA) == (gateway.texts(), gateway.bodies[0]["to"])


@pytest.mark.parametrize("secret", ["a plain text of 24 bytes", "whsec_" + base64.b64encode(b"k" * 64).decode()])
def test_a_secret_is_a_key_or_a_text(gateway: FakeGateway, secret: str) -> None:
    """Both forms are signed with, and another one is refused by the receiver."""
    gateway.key = key_of(secret)

    assert Outcome.ACCEPTED is channel(gateway, secret=secret).send(hello()).outcome
    assert Outcome.AUTHENTICATION_FAILED is channel(gateway).send(hello()).outcome


@pytest.mark.parametrize(
    "secret", ["", "short-hidden", "whsec_!hidden!", "whsec_" + base64.b64encode(b"hidden").decode()]
)
def test_a_weak_secret_is_refused_unseen(secret: str) -> None:
    """What is too short or no base64 is not repeated in the sentence that says so."""
    with pytest.raises(ValueError) as caught:
        key_of(secret)

    assert "hidden" not in f"{caught.value}{caught.value.__cause__}"


def test_a_template_that_is_no_json_is_refused() -> None:
    """A mistake is found at the start, not at the first message."""
    with pytest.raises(ValueError):
        HttpGateway("acme", "http://x", SECRET, "{to}", now=now, dialer=make_dialer())


@pytest.mark.parametrize(
    ("status", "document", "outcome"),
    [
        (200, {}, Outcome.ACCEPTED),
        (202, [], Outcome.ACCEPTED),
        (200, {"outcome": "opted_out"}, Outcome.OPTED_OUT),
        (200, {"outcome": "nonsense"}, Outcome.ACCEPTED),
        (200, {"outcome": {"a": 1}}, Outcome.ACCEPTED),
        (401, {}, Outcome.AUTHENTICATION_FAILED),
        (403, {}, Outcome.AUTHENTICATION_FAILED),
        (429, {}, Outcome.RATE_LIMITED),
        (400, {}, Outcome.REFUSED_BY_PROVIDER),
        (404, {}, Outcome.REFUSED_BY_PROVIDER),
        (422, {"outcome": "invalid_destination"}, Outcome.INVALID_DESTINATION),
        (400, {"outcome": "unavailable"}, Outcome.UNAVAILABLE),
        (500, {}, Outcome.UNAVAILABLE),
        (503, {"outcome": "invalid_destination"}, Outcome.UNAVAILABLE),
        (304, {}, Outcome.REFUSED_BY_PROVIDER),
        (600, {}, Outcome.UNKNOWN),
    ],
)
def test_a_gateways_words_become_ours(gateway: FakeGateway, status: int, document: Any, outcome: Outcome) -> None:
    """The status says it, or the gateway itself in our words."""
    gateway.status, gateway.document = status, document
    receipt = channel(gateway).send(hello())

    assert outcome is receipt.outcome
    assert receipt.reached
    assert (None if outcome is Outcome.ACCEPTED else str(status)) == receipt.error_code


@pytest.mark.parametrize(
    ("document", "reference"),
    [
        ({"id": "a", "reference": "b"}, "a"), ({"reference": "b"}, "b"), ({"id": 5, "reference": "b"}, "b"),
        ({"id": None}, None), ("text", None),
    ],
)  # fmt: skip
def test_a_reference_is_kept_where_it_is_a_text(gateway: FakeGateway, document: Any, reference: str | None) -> None:
    """The gateway's own name for the message, as `id` or `reference`."""
    gateway.document = document

    assert reference == channel(gateway).send(hello()).reference


def test_a_redirect_is_not_followed(gateway: FakeGateway) -> None:
    """A message goes where it was sent to."""
    other = FakeGateway()
    gateway.status, gateway.headers = 307, {"Location": other.url}
    receipt = channel(gateway).send(hello())
    other.server.stop()

    assert Outcome.REFUSED_BY_PROVIDER is receipt.outcome
    assert [] == other.arrivals


def test_proxies_passwords_and_cookies_are_not_taken(
    gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither the environment nor an earlier answer changes where a message goes and what goes with it."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login u password p\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    gateway.headers = {"Set-Cookie": "a=b"}
    line = channel(gateway)
    outcomes = [line.send(hello()).outcome for _ in range(2)]

    assert [Outcome.ACCEPTED] * 2 == outcomes
    assert [set()] * 2 == [{"cookie", "authorization"} & set(arrival.headers) for arrival in gateway.arrivals]


def test_a_long_answer_is_read_to_a_bound(gateway: FakeGateway) -> None:
    """What comes after 64 KiB is not read, and says nothing."""
    gateway.raw = '{"outcome": "opted_out", "x": "' + "x" * MOST_BYTES + '"}'

    assert Outcome.ACCEPTED is channel(gateway).send(hello()).outcome


@pytest.mark.parametrize("raw", ["", "not json", "[" * 60_000, "\u0000"])
def test_an_odd_answer_counts_by_its_status(gateway: FakeGateway, raw: str) -> None:
    """A gateway needs to say no more than 200."""
    gateway.raw = raw

    assert Outcome.ACCEPTED is channel(gateway).send(hello()).outcome


def test_an_answer_that_hangs_in_its_middle_is_a_timeout(gateway: FakeGateway) -> None:
    """The status alone is no answer."""
    gateway.drip = 5.0
    line = channel(gateway)
    line.timeout = 0.1
    receipt = line.send(hello())

    assert (Outcome.TIMEOUT, True) == (receipt.outcome, receipt.reached)


@pytest.fixture
def trusting(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes this machine trust the certificate of the tests."""
    return lambda: monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def test_a_certificate_is_looked_at(server_tls: ssl.SSLContext, trusting: Callable[[], None]) -> None:
    """A stranger's gets nothing; one that this machine trusts does, such as a company's own."""
    fake = FakeGateway(tls=server_tls)
    strangers = channel(fake).send(hello())
    trusting()
    ours = channel(fake).send(hello())
    fake.server.stop()

    assert (Outcome.UNAVAILABLE, False) == (strangers.outcome, strangers.reached)
    assert Outcome.ACCEPTED is ours.outcome
    assert 1 == len(fake.arrivals)


def test_a_gateway_shows_no_secret() -> None:
    """Neither the key nor its text."""
    line = HttpGateway("acme", "http://x", SECRET, now=now, dialer=make_dialer())

    assert not any(secret in repr(line) for secret in (SECRET, KEY.decode(), repr(KEY)[2:-1]))


def test_a_gateway_inside_is_reached_only_where_its_network_is_open(gateway: FakeGateway) -> None:
    """A48: the same guard as before webhooks; the message counts as never handed over."""
    line = HttpGateway("acme", gateway.url, SECRET, now=now, dialer=Dialer(OutboundRule()))
    receipt = line.send(hello())

    assert (Outcome.UNAVAILABLE, False) == (receipt.outcome, receipt.reached)
    assert [] == gateway.arrivals
