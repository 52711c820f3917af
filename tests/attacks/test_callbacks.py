"""Receipts that are not Twilio's, late, doubled or out of order (B55, C20)."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.twilio.sms import TwilioSms
from tests.fixtures.loopback import Form
from tests.fixtures.rows import rows
from tests.fixtures.servers import empty
from tests.fixtures.twilio import ACCOUNT_SID, AUTH_TOKEN, SERVICE_SID, FakeTwilio
from tests.fixtures.worlds import World, make_live_world

OTHER_TOKEN = "fedcba9876543210fedcba9876543210"
STATE = (
    "SELECT m.status, a.status, a.receipt_at IS NOT NULL FROM messages m JOIN message_attempts a ON a.message_id = m.id"
)


@pytest.fixture
def house(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, twilio: FakeTwilio) -> Iterator[World]:
    """One message that Twilio has taken, at https://auth.test behind a proxy."""
    empty(postgres_18)
    channel = TwilioSms(
        account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, messaging_service_sid=SERVICE_SID, app_url="https://auth.test",
        base_url=twilio.url,
    )  # fmt: skip
    settings = {
        "twilio_account_sid": ACCOUNT_SID, "twilio_auth_token": AUTH_TOKEN, "twilio_auth_token_secondary": OTHER_TOKEN,
    }  # fmt: skip
    world = make_live_world(postgres_18.serving_url, valkey_9.url, real={"twilio": channel}, **settings)
    world.ask(world.tenant())
    world.deliver()
    yield world
    world.container.adapters.database().engine.dispose()


def post(house: World, path: str, form: Form, headers: dict[str, str], **more: Any) -> TestResponse:
    """What arrives at our socket from the proxy: plain http, with whatever Host."""
    return house.app.test_client().post(path, data=form, headers=headers, **more)


def state(postgres: EmbeddedPostgres) -> tuple[str, str, bool]:
    """Message, hand-over, and whether any receipt was noted."""
    (found,) = rows(postgres, STATE)
    return tuple(found)


UNTOUCHED = ("sent", "sent", False)


@pytest.mark.parametrize("token", [AUTH_TOKEN, OTHER_TOKEN])
@pytest.mark.parametrize("host", ["auth.test", "10.0.0.3:3000", "evil.test"])
def test_twilios_own_receipt_passes(
    house: World, twilio: FakeTwilio, postgres_18: EmbeddedPostgres, token: str, host: str
) -> None:
    """Behind a TLS proxy, whatever its Host, and with both tokens while they are rotated, a receipt is taken."""
    path, form, headers = twilio.callback_request(twilio.messages[0], "delivered", token=token)
    answer = post(house, path, form, headers, base_url=f"http://{host}")

    assert (204, b"") == (answer.status_code, answer.data)
    assert ("delivered", "delivered", True) == state(postgres_18)


def forged(path: str, form: Form, headers: dict[str, str]) -> dict[str, tuple[str, Form, dict[str, str]]]:
    """Every receipt that is not Twilio's."""

    def signed(url: str, token: str = AUTH_TOKEN) -> dict[str, str]:
        return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form)}

    right = headers["X-Twilio-Signature"]
    return {
        "no signature": (path, form, {}),
        "empty": (path, form, {"X-Twilio-Signature": ""}),
        "another token": (path, form, signed(f"https://auth.test{path}", "x" * 32)),
        "no base64": (path, form, {"X-Twilio-Signature": "ü" + right}),
        "a letter less": (path, form, {"X-Twilio-Signature": right[:-1]}),
        "http": (path, form, signed(f"http://auth.test{path}")),
        "another host": (path, form, signed(f"https://evil.test{path}")),
        "port 443": (path, form, signed(f"https://auth.test:443{path}")),
        "no query": (path, form, signed("https://auth.test/api/callbacks/twilio/status")),
        "a field more": (path, {**form, "ErrorCode": "30003"}, headers),
        "a field less": (path, {name: value for name, value in form.items() if name != "To"}, headers),
        "a field changed": (path, {**form, "MessageStatus": "undelivered"}, headers),
        "another message": (path.replace("m=msg_", "m=msg_0"), form, headers),
        "a parameter more": (f"{path}&x=1", form, headers),
        "the number changed": (path.replace("n=1", "n=2"), form, headers),
        "old header name": (path, form, {"X-Twilio-Signature-V2": right}),
    }


@pytest.mark.parametrize("kind", list(forged("", {}, {"X-Twilio-Signature": "x"})))
def test_a_forged_receipt_is_refused(
    house: World, twilio: FakeTwilio, postgres_18: EmbeddedPostgres, kind: str
) -> None:
    """B55: 403, and nothing is written, not even that there was one."""
    path, form, headers = forged(*twilio.callback_request(twilio.messages[0], "delivered"))[kind]
    answer = post(house, path, form, headers)

    assert (403, "forbidden") == (answer.status_code, answer.get_json()["code"])
    assert UNTOUCHED == state(postgres_18)


@pytest.mark.parametrize("changed", [False, True])
def test_a_json_receipt_is_signed_by_its_digest(
    house: World, twilio: FakeTwilio, postgres_18: EmbeddedPostgres, changed: bool
) -> None:
    """B55: a JSON body passes with its SHA-256 in the signed address, and not when it was changed on the way."""
    path, form, _ = twilio.callback_request(twilio.messages[0], "delivered")
    body = json.dumps(form).encode()
    path = f"{path}&bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = {"X-Twilio-Signature": RequestValidator(AUTH_TOKEN).compute_signature(f"https://auth.test{path}", {})}
    sent = body.replace(b"delivered", b"undelivered") if changed else body
    answer = house.app.test_client().post(path, data=sent, content_type="application/json", headers=headers)

    assert (403 if changed else 204) == answer.status_code
    assert (UNTOUCHED if changed else ("delivered", "delivered", True)) == state(postgres_18)


def test_another_tenants_message_is_not_touched(
    house: World, twilio: FakeTwilio, postgres_18: EmbeddedPostgres
) -> None:
    """Even with a right signature, tenant and message must belong together; Twilio is not told otherwise."""
    bolt = house.tenant("bolt")
    message = dict(twilio.messages[0])
    acme = message["StatusCallback"].partition("t=")[2].partition("&")[0]
    message["StatusCallback"] = message["StatusCallback"].replace(acme, bolt.id)
    path, form, headers = twilio.callback_request(message, "delivered")

    assert 204 == post(house, path, form, headers).status_code
    assert UNTOUCHED == state(postgres_18)


@pytest.mark.parametrize(
    "statuses",
    [
        ("sent", "delivered", "delivered"), ("delivered", "sent", "queued"), ("delivered", "undelivered"),
        ("undelivered", "delivered"), ("queued", "sending", "sent", "delivered"), ("failed", "delivered", "failed"),
    ],
)  # fmt: skip
@pytest.mark.fault("C20")
def test_receipts_in_any_order_end_as_delivered(
    house: World, twilio: FakeTwilio, postgres_18: EmbeddedPostgres, statuses: tuple[str, ...]
) -> None:
    """C20: doubled, out of order, two hours late: what arrived stays arrived, with one event."""
    for status in statuses:
        path, form, headers = twilio.callback_request(twilio.messages[0], status)
        assert 204 == post(house, path, form, headers).status_code
        house.later(hours=2)

    assert ("delivered", "delivered", True) == state(postgres_18)
    assert [("message.delivered", 1)] == list(
        rows(postgres_18, "SELECT type, count(*) FROM events WHERE type = 'message.delivered' GROUP BY type")
    )


def test_a_receipt_that_cannot_be_kept_is_asked_for_again(house: World, twilio: FakeTwilio) -> None:
    """While the database is away the answer is 503, and Twilio's own retries bring the receipt later."""
    path, form, headers = twilio.callback_request(twilio.messages[0], "delivered")
    gone = make_live_world(
        "postgresql://nobody@127.0.0.1:1/none", "redis://127.0.0.1:1",
        twilio_account_sid=ACCOUNT_SID, twilio_auth_token=AUTH_TOKEN,
    )  # fmt: skip

    assert 503 == post(gone, path, form, headers).status_code


def test_the_address_that_twilio_is_given(house: World, twilio: FakeTwilio) -> None:
    """The callback is at APP_URL, with Twilio's connection overrides: two seconds, three tries, whatever the trouble."""
    url = twilio.messages[0]["StatusCallback"]

    assert url.startswith("https://auth.test/api/callbacks/twilio/status?t=tn_")
    assert "rc=3" in url.partition("#")[2] and "rp=all" in url.partition("#")[2] and "ct=" in url.partition("#")[2]
