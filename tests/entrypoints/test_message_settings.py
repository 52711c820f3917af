"""Variables of message providers: what is wrong is said at the start, by name, without quoting a secret."""

import json
from typing import Any

import pytest

from entrypoints.settings import InvalidSettings, Settings
from tests.fixtures.worlds import JWT_SECRET

SECRET = "s3cret-0123456789-abcdefgh"
GATEWAY = {"url": "https://sms.example.com/send?x=1", "secret": SECRET}
REQUIRED = {"DATABASE_URL": "postgresql://u@h/d", "REDIS_URL": "redis://h", "JWT_SECRET": JWT_SECRET}
TWILIO = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": SECRET}


def problems(**values: str) -> str:
    """What is said of these variables; empty where nothing is wrong."""
    try:
        Settings.from_env(REQUIRED | values)
    except InvalidSettings as error:
        return str(error)
    return ""


def gateways(**more: Any) -> str:
    """HTTP_GATEWAYS with one gateway."""
    return json.dumps({"acme": GATEWAY | more})


@pytest.mark.parametrize(
    ("values", "routes"),
    [
        ({}, {}),
        (TWILIO, {}),
        ({**TWILIO, "TWILIO_MESSAGING_SERVICE_SID": "MG1"}, {"twilio": "sms"}),
        (
            {**TWILIO, "TWILIO_FROM_NUMBER": "+12015550123", "AWS_SNS_REGION": "eu-west-1"},
            {"twilio": "sms", "sns": "sms"},
        ),
        (
            {**TWILIO, "TWILIO_WHATSAPP_FROM": "+12015550123", "TWILIO_VOICE_FROM": "+12015550123"},
            {"twilio:whatsapp": "whatsapp", "twilio:voice": "voice"},
        ),
        ({"SMTP_URL": "smtps://u:p@mail.example.com", "EMAIL_FROM": "Auth <auth@example.com>"}, {"smtp": "email"}),
        ({"HTTP_GATEWAYS": gateways(channel="voice")}, {"http:acme": "voice"}),
    ],
)
def test_routes_are_what_is_configured(values: dict[str, str], routes: dict[str, str]) -> None:
    """Each provider that can send is a route, Twilio's SMS first, and no other is."""
    assert routes == Settings.from_env(REQUIRED | values).routes


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", f"http://u:{SECRET}@h"), ("SMTP_URL", f"smtps://u:{SECRET}@h?tls=none"),
        ("SMTP_URL", f"smtp://u:{SECRET}@h?tls=maybe"), ("SMTP_URL", f"smtp://u:{SECRET}@ü.example"),
        ("SMTP_URL", f"smtp://u:{SECRET}@h/path"), ("EMAIL_FROM", "auth"), ("EMAIL_FROM", "me@evil.com <a@b.com>"),
        ("EMAIL_FROM", "Acme, Inc. <a@b.com>"), ("EMAIL_FROM", "a@b.com>"), ("EMAIL_FROM", "a..b@b.com"),
        ("EMAIL_FROM", "-@-"), ("EMAIL_FROM", "ü@b.com"), ("EMAIL_FROM", "Auth (x <a@b.com>"),
        ("TWILIO_FROM_NUMBER", "555-0100"), ("TWILIO_VOICE_FROM", "12015550123"),
        ("HTTP_GATEWAYS", "[]"), ("HTTP_GATEWAYS", "not json"), ("HTTP_GATEWAYS", "[" * 100_000),
        ("HTTP_GATEWAYS", '{"a": {}, "a": {}}'), ("HTTP_GATEWAYS", json.dumps({"acme": {"url": "https://h"}})),
        ("HTTP_GATEWAYS", json.dumps({"Acme": GATEWAY})), ("HTTP_GATEWAYS", gateways(more=1)),
        ("HTTP_GATEWAYS", gateways(secret="short")), ("HTTP_GATEWAYS", gateways(secret=" " * 24)),
        ("HTTP_GATEWAYS", gateways(secret="whsec_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")), ("HTTP_GATEWAYS", gateways(secret="whsec_YWJj")),
        ("HTTP_GATEWAYS", gateways(secret="changeme-changeme-changeme")), ("HTTP_GATEWAYS", gateways(secret="ü" * 30)),
        ("HTTP_GATEWAYS", gateways(url="ftp://h")), ("HTTP_GATEWAYS", gateways(url=f"https://u:{SECRET}@h/x")),
        ("HTTP_GATEWAYS", gateways(channel="fax")), ("HTTP_GATEWAYS", gateways(tenants="acme")),
        ("HTTP_GATEWAYS", gateways(tenants=["A B"])), ("HTTP_GATEWAYS", '{"a": {"url": NaN, "secret": "x"}}'),
        ("MESSAGE_PLAN", "[" * 100_000), ("MESSAGE_PLAN", '{"XX": ["sns"]}'), ("MESSAGE_PLAN", '{"default": []}'),
        ("MESSAGE_PLAN", '{"default": ["sns"], "default": ["sns"]}'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_not_quoted(name: str, value: str) -> None:
    """Each malformed variable is a sentence with its name; no part of a secret is in it."""
    said = problems(**{name: value})

    assert said.startswith(name)
    assert SECRET not in said and "changeme" not in said


@pytest.mark.parametrize("plan", [{"default": ["twilio"]}, {"email": ["sns"]}, {"default": ["smtp"]}])
def test_a_plan_names_what_is_configured_where_it_can_apply(plan: dict[str, list[str]]) -> None:
    """A plan with a route that is not there, or that stands where it never applies, is refused at the start."""
    configured = {"AWS_SNS_REGION": "eu-west-1", "SMTP_URL": "smtps://mail.example.com", "EMAIL_FROM": "a@b.com"}

    assert "MESSAGE_PLAN names" in problems(MESSAGE_PLAN=json.dumps(plan), **configured)
    assert "" == problems(MESSAGE_PLAN='{"default": ["sns"], "email": ["smtp"]}', **configured)
