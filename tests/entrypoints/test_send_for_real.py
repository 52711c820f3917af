"""A real instance between Twilio's and AWS's own clients: who sends, who takes over, and how it is told afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.instance import Instance, eventually, serving
from tests.fixtures.moto import Moto
from tests.fixtures.servers import empty
from tests.fixtures.smtp import FakeMailServer
from tests.fixtures.twilio import FakeTwilio
from tests.fixtures.worlds import ADA, GRACE

RECEIPTS = ("sent", "delivered")
AWS = {
    "AWS_SNS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@pytest.fixture
def instance(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, twilio: FakeTwilio, moto: Moto, tmp_path: Path
) -> Iterator[Instance]:
    """Twilio first, SNS behind it, a worker beside the server."""
    empty(postgres_18)
    Redis.from_url(valkey_9.url).flushall()
    servers = {"DATABASE_URL": postgres_18.serving_url, "DATABASE_OWNER_URL": postgres_18.owner_url}
    more = {**AWS, "AWS_ENDPOINT_URL_SNS": moto.url, "REDIS_URL": valkey_9.url, **twilio.environment()}
    with serving(tmp_path / "log", **servers, **more) as running:
        yield running


def ask(instance: Instance, keys: dict[str, str], phone: str) -> str:
    """Ask for a code; the request's id."""
    asked = instance.call("POST", "/api/auth/request", {"phone": phone}, key=keys["api_key"])
    assert 200 == asked.status, asked.body
    return str(asked.json["request_id"])


def explained(instance: Instance, keys: dict[str, str], request_id: str) -> dict[str, object]:
    """What the support person is told."""
    found = instance.call("GET", f"/api/otp-requests/{request_id}", key=keys["secret_key"])
    assert 200 == found.status, found.body
    shown: dict[str, object] = found.json
    return shown


def story(shown: dict[str, object]) -> list[tuple[str, str | None]]:
    """The timeline in short."""
    entries: list[dict[str, str]] = shown["timeline"]  # type: ignore[assignment]
    return [(entry["what"], entry.get("provider")) for entry in entries]


def test_twilio_sends_and_tells(instance: Instance, twilio: FakeTwilio) -> None:
    """The SMS arrives at Twilio, whose signed receipt makes it delivered, and the timeline tells all of it."""
    keys = instance.tenant("myapp")
    request_id = ask(instance, keys, ADA)
    # A receipt that overtakes the answer is told before it.
    eventually(lambda: ("answered", "twilio") in story(explained(instance, keys, request_id)))
    told = [twilio.callback(twilio.messages[0], status, to=f"http://127.0.0.1:{instance.port}") for status in RECEIPTS]
    shown = explained(instance, keys, request_id)

    assert [204, 204] == told
    assert [
        ("requested", None), ("queued", None), ("handed_over", "twilio"), ("answered", "twilio"), ("sent", "twilio"),
        ("delivered", "twilio"),
    ] == story(shown)  # fmt: skip
    assert "+12*******23" == shown["address"]


def test_sns_takes_over(instance: Instance, twilio: FakeTwilio, moto: Moto) -> None:
    """With Twilio answering 503 the same SMS is at SNS in under five seconds, and the timeline says why."""
    twilio.error = (503, 20500)
    keys = instance.tenant("myapp")
    request_id = ask(instance, keys, GRACE)
    (arrived,) = eventually(lambda: [one for one in moto.sms() if one["phone_number"] == GRACE], 5)
    shown = eventually(lambda: _answered(explained(instance, keys, request_id)))

    assert arrived["message"].startswith("Your Myapp verification code is: ")
    assert [
        ("requested", None), ("queued", None), ("handed_over", "twilio"), ("answered", "twilio"),
        ("failed_over", "sns"), ("answered", "sns"),
    ] == story(shown)  # fmt: skip
    assert [] == twilio.messages


def _answered(shown: dict[str, object]) -> dict[str, object] | None:
    return shown if ("answered", "sns") in story(shown) else None


def test_a_mail_is_sent(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, smtp: FakeMailServer, tmp_path: Path
) -> None:
    """With SMTP_URL and EMAIL_FROM alone a code goes to a mailbox, in text and HTML, under the tenant's name."""
    empty(postgres_18)
    servers = {"DATABASE_URL": postgres_18.serving_url, "DATABASE_OWNER_URL": postgres_18.owner_url}
    mail = {"SMTP_URL": f"smtp://127.0.0.1:{smtp.port}?tls=none", "EMAIL_FROM": "auth@example.com"}
    with serving(tmp_path / "log", **servers, **mail, REDIS_URL=valkey_9.url) as instance:
        keys = instance.tenant("myapp")
        body = {"email": "Ada@Example.com", "locale": "de-AT"}
        asked = instance.call("POST", "/api/auth/request", body, key=keys["api_key"])
        (arrived,) = eventually(lambda: smtp.mails)
        subject = str(arrived["Subject"])
        code = next(word for word in subject.split() if word.isdigit())
        proof = {"email": "ada@example.com", "code": code}
        proven = instance.call("POST", "/api/auth/verify", proof, key=keys["api_key"])

    assert ("email", 200) == (asked.json["channel"], proven.status)
    assert f"Myapp: {code} ist Ihr Bestätigungscode" == subject
    assert ("Myapp <auth@example.com>", "ada@example.com") == (str(arrived["From"]), str(arrived["To"]))
    assert ["text/plain", "text/html"] == [part.get_content_type() for part in arrived.iter_parts()]
