"""Twilio's receipts: believed with its signature, and read."""

import hashlib
import json

import pytest

from adapters.twilio.callbacks import STATUSES, TwilioCallbacks
from adapters.twilio.signature import signature_of
from domain.delivery import DeliveryReport
from domain.message import Status
from domain.refusal import Forbidden
from tests.contracts.test_channels import MESSAGE, TENANT
from tests.fixtures.twilio import AUTH_TOKEN

APP, PATH = "https://auth.test", "/api/callbacks/twilio/status"
QUERY = f"t={TENANT}&m={MESSAGE}&n=1&r=twilio"
SID = f"SM{1:032x}"
DELIVERED = (("MessageSid", SID), ("MessageStatus", "delivered"), ("To", "+12015550123"))
Pairs = tuple[tuple[str, str], ...]


def reader(app_url: str = APP, *tokens: str) -> TwilioCallbacks:
    """Who reads them here."""
    return TwilioCallbacks(auth_tokens=tokens or (AUTH_TOKEN,), app_url=app_url)


def read(
    form: Pairs = DELIVERED,
    query: str = QUERY,
    *,
    url: str | None = None,
    signed: Pairs | None = None,
    token: str = AUTH_TOKEN,
    by: TwilioCallbacks | None = None,
    body: bytes = b"",
) -> DeliveryReport | None:
    """A request with a signature over this URL and these fields, which are its own unless others are named."""
    signature = signature_of(token, url or f"{APP}{PATH}?{query}", form if signed is None else signed)
    return (by or reader()).read(query=query, form=form, body=body, signature=signature)


def test_twilios_own_example_gives_its_signature() -> None:
    """A49: the vector of Twilio's documentation."""
    fields = (
        ("CallSid", "CA1234567890ABCDE"), ("Caller", "+12349013030"), ("Digits", "1234"), ("From", "+12349013030"),
        ("To", "+18005551212"),
    )  # fmt: skip
    signature = signature_of("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", fields)

    assert "0/KCTR6DLpKmkAf8muzZqo1nDgQ=" == signature


def test_a_delivered_message_is_reported() -> None:
    """What the address names and what the form says become one report."""
    expected = DeliveryReport(TENANT, MESSAGE, 1, "twilio", Status.DELIVERED, SID)

    assert expected == read()


@pytest.mark.parametrize(
    ("url", "form"),
    [
        (f"http://auth.test{PATH}?{QUERY}", DELIVERED),
        (f"https://evil.test{PATH}?{QUERY}", DELIVERED),
        (f"https://auth.test:443{PATH}?{QUERY}", DELIVERED),
        (f"https://auth.test{PATH}", DELIVERED),
        (f"https://auth.test{PATH}?{QUERY}&n=2", DELIVERED),
        (f"https://auth.test{PATH}?{QUERY}#ct=1", DELIVERED),
        (f"https://auth.test{PATH}?{QUERY}", DELIVERED[:2]),
        (f"https://auth.test{PATH}?{QUERY}", (*DELIVERED, ("ErrorCode", "30008"))),
        (f"https://auth.test{PATH}?{QUERY}", (*DELIVERED[:1], ("MessageStatus", "failed"), *DELIVERED[2:])),
    ],
)
def test_what_was_signed_otherwise_is_refused(url: str, form: Pairs) -> None:
    """B55: another scheme, host, port, query or field than those that were signed."""
    with pytest.raises(Forbidden):
        read(url=url, signed=form)


@pytest.mark.parametrize("signature", ["", "x", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "ä", "\udcff", "=" * 10_000])
def test_without_a_good_signature_nothing_is_read(signature: str) -> None:
    """B55: no signature, or any other one."""
    with pytest.raises(Forbidden):
        reader().read(query=QUERY, form=DELIVERED, body=b"", signature=signature)


def test_another_accounts_token_is_refused() -> None:
    """Who has an account at Twilio has a token, and ours is another one; with none, nobody is believed."""
    with pytest.raises(Forbidden):
        read(token=AUTH_TOKEN[::-1])
    with pytest.raises(Forbidden):
        read(by=TwilioCallbacks((), APP))


@pytest.mark.parametrize("token", ["first", "second"])
def test_while_a_token_is_changed_both_are_believed(token: str) -> None:
    """A49: the secondary token signs too, before it is made the primary one."""
    assert read(token=token, by=reader(APP, "first", "second"))


def test_the_fragment_that_we_asked_with_may_be_signed() -> None:
    """Whether Twilio signs its connection overrides is not sure."""
    assert read(url=f"{APP}{PATH}?{QUERY}#ct=2000&rc=3&rp=all")


@pytest.mark.parametrize("port", [":8443", ""])
def test_an_explicit_port_may_be_dropped(port: str) -> None:
    """Twilio drops it for some products."""
    with_port = reader("https://auth.test:8443")

    assert read(url=f"https://auth.test{port}{PATH}?{QUERY}", by=with_port)


def test_a_wrong_port_is_refused() -> None:
    """Only our own may be there."""
    with pytest.raises(Forbidden):
        read(url=f"https://auth.test:443{PATH}?{QUERY}", by=reader("https://auth.test:8443"))


def json_request(body: bytes, said: bytes | None = None) -> DeliveryReport | None:
    """A JSON body as Twilio signs it, or with another body than it says."""
    query = f"{QUERY}&bodySHA256={hashlib.sha256(said or body).hexdigest()}"
    return read((), query, body=body)


def test_a_json_body_is_signed_by_its_digest() -> None:
    """A49: its members are read as fields."""
    body = json.dumps({"MessageSid": SID, "MessageStatus": "delivered", "more": {}}).encode()

    assert DeliveryReport(TENANT, MESSAGE, 1, "twilio", Status.DELIVERED, SID) == json_request(body)


def test_another_json_body_is_refused() -> None:
    """B55: the digest in the query is of another body."""
    with pytest.raises(Forbidden):
        json_request(b'{"MessageStatus": "delivered"}', said=b'{"MessageStatus": "failed"}')


def test_a_json_body_without_its_digest_is_not_read() -> None:
    """What is not signed says nothing."""
    assert read((), QUERY, body=b'{"MessageStatus": "delivered"}') is None


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"MessageStatus": ["delivered"]}'])
def test_an_odd_json_body_says_nothing(body: bytes) -> None:
    """Signed or not, what cannot be read is no report and no error."""
    assert json_request(body) is None


@pytest.mark.parametrize(
    "query",
    [
        "", "t=&m=&n=&r=", QUERY.replace("tn_", "usr_"), QUERY.replace("msg_", "otp_"), QUERY.replace("n=1", "n=0"),
        QUERY.replace("n=1", "n=1000"), QUERY.replace("n=1", "n=-1"), QUERY.replace("n=1", "n=%D9%A1"),
        QUERY.replace("r=twilio", "r=sns"), QUERY.replace("&r=twilio", ""), f"{QUERY}&n=2", f"{QUERY}&t=tn_{1:026}",
    ],
)  # fmt: skip
def test_a_signed_request_for_nobody_of_ours_is_no_report(query: str) -> None:
    """Missing, malformed, foreign or ambiguous names."""
    assert read(query=query, url=f"{APP}{PATH}?{query}" if query else f"{APP}{PATH}") is None


@pytest.mark.parametrize("route", ["twilio", "twilio:whatsapp", "twilio:voice"])
def test_each_route_of_twilio_reports(route: str) -> None:
    """The route is the one that the hand-over went by."""
    report = read(query=QUERY.replace("r=twilio", f"r={route}"))

    assert report
    assert route == report.provider


@pytest.mark.parametrize("field", ["MessageStatus", "SmsStatus", "CallStatus"])
@pytest.mark.parametrize(("word", "status"), STATUSES.items())
def test_each_status_becomes_one_of_ours(field: str, word: str, status: Status) -> None:
    """What Twilio has is sent, what arrived delivered, what cannot arrive undelivered."""
    report = read(((field, word),))

    assert report
    assert status is report.status


@pytest.mark.parametrize("word", ["", "received", "something-new", "DELIVERED"])
def test_an_unknown_status_is_no_report(word: str) -> None:
    """What is not in the table is not guessed."""
    assert read((("MessageStatus", word),)) is None


@pytest.mark.parametrize(
    ("code", "kept", "permanent"),
    [
        ("21610", "21610", True), ("21614", "21614", True), ("30003", "30003", False), ("30005", "30005", False),
        ("30006", "30006", False), ("30008", "30008", False), ("63003", "63003", False), ("99999", "99999", False),
        ("0", None, False), ("x", None, False), ("1" * 30, None, False), ("٣٠٠٠٨", None, False),
    ],
)  # fmt: skip
def test_an_error_is_permanent_only_where_it_is_about_the_address(code: str, kept: str | None, permanent: bool) -> None:
    """Carriers' words never condemn a number."""
    report = read((("MessageStatus", "undelivered"), ("ErrorCode", code)))

    assert report
    assert (kept, permanent) == (report.error_code, report.is_permanent)


def test_a_call_that_nobody_took_says_so() -> None:
    """Calls have no error code: their status is it."""
    report = read((("CallSid", f"CA{7:032x}"), ("CallStatus", "no-answer")))

    assert report
    assert (Status.UNDELIVERED, "no-answer", f"CA{7:032x}") == (report.status, report.error_code, report.reference)


@pytest.mark.parametrize("sid", ["", "SM1", "XX" + "0" * 32, SID + "0", SID + "\n", "SM" + "g" * 32])
def test_a_reference_that_looks_like_none_is_dropped(sid: str) -> None:
    """Only a SID of Twilio's is kept."""
    report = read((("MessageSid", sid), ("MessageStatus", "sent")))

    assert report
    assert report.reference is None


def test_fields_that_are_there_twice_are_signed_as_twilio_does_and_not_read() -> None:
    """The signature sorts values and drops doubles, so that neither order nor number of them is sure."""
    twice = (*DELIVERED, ("MessageStatus", "delivered"))
    both = (*DELIVERED, ("MessageStatus", "failed"))

    assert read(twice, signed=DELIVERED)
    assert read(both, signed=(both[-1], *DELIVERED)) is None


@pytest.mark.parametrize("query", ["x=\udcff", "x=ä", QUERY + "%00"])
def test_odd_queries_are_no_errors(query: str) -> None:
    """What no URL holds is refused or says nothing."""
    with pytest.raises(Forbidden):
        reader().read(query=query, form=(), body=b"", signature="x")
