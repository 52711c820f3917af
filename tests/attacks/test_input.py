"""Bad input is a 4xx that says what to mend, never a 500 (B57, B59, A37, A39, A40)."""

import json
import logging
from typing import Any

import pytest

from domain.tenant_settings import TenantSettings
from tests.fixtures.worlds import ADA, World

BOUNDS: dict[str, tuple[Any, ...]] = {
    "otp_length": (5, 11, "6", 6.0, True, None, -1),
    "otp_expiry_minutes": (0, 11, 9999),
    "max_otp_attempts": (0, 11, 10**9),
    "rate_limit_per_hour": (-1, 0, 101),
    "resend_after_seconds": (-1, 601),
    "voip_blocking": ("yes", 1, None),
    "allowed_types": ("mobile", ["mobil"], [1]),
    "allowed_countries": (["us"], ["XX"], "US", [None]),
    "blocked_countries": (["USA"],),
    "sms_branding": ("", "x" * 33, "evil.com", "a/b", "t.co now", "<b>", "a\nb", " a"),
    "default_region": ("us", "XX", ""),
    "session_ttl_minutes": (0, 1441),
    "session_idle_minutes": (4, 525_601, 15, "60"),
    "max_sessions_per_user": (0, 1001, None),
    "reauthenticate_after_minutes": (0, 1441),
    "address_change_hold_hours": (-1, 721),
    "recycled_after_months": (0, 121),
    "token_claims": (["plan"], {"sub": "id"}, {"Email": "x"}, {"plan": ""}, {"1x": "y"}, {"plan": "a..b"}, {"plan": 1}),
    "refresh_ttl_days": (0, 366),
    "otp_retention_days": (0, 3651),
    "origin_retention_days": (0, 91),
    "event_retention_days": (3, 366),
    "audit_retention_days": (29, 3651),
    "signing_algorithm": ("none", "RS256", "hs256"),
    "id_token_algorithm": ("none", "HS256", "rs256"),
    "failover_after_seconds": (-1, 301),
    "message_plan": ([], {"default": []}, {"default": ["unheard_of"]}, {"XX": ["memory"]}, {"default": "memory"}),
    "autofill_domain": ("https://x", "a b"),
    "email_sign_in": ("both", "", None),
    "app_hash": ("short", "x" * 12),
    "risk_block_at": (0, 101),
    "risk_challenge_at": (0, 101),
    "risk_shadow": ("yes", 1, None),
    "risk_signals": (
        1,
        {"moon": {}},
        {"type": {"mode": "loud"}},
        {"type": {"weight": 301}},
        {"type": {"x": 1}},
        {"type": 1},
    ),
    "risk_allow": (1, {"moons": []}, {"numbers": ["1"]}, {"networks": ["x"]}, {"numbers": ["+12015550123"] * 1001}),
    "budgets": (
        1,
        {"moon": {}},
        {"tenant": {"week": 1}},
        {"tenant": {"day": -1}},
        {"tenant": 1},
        {"tenant": {"day": "1"}},
    ),
    "test_numbers": ({"+14155552671": "482913"}, {"+15551234567": 482913}, {"+15551234567": "1"}, [], {"x": "482913"}),
    "test_numbers_until": ("2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "soon", "2026-12-01T00:00:00", 5),
    "cors_origins": (["app.test"], ["https://a.test/x"], "*", ["*"], ["https://u:p@a.test"]),
}


def test_every_setting_has_bounds_that_hold(memory_world: World) -> None:
    """B57: a value out of bounds is 422 that names the field, and nothing is stored."""
    acme = memory_world.tenant()
    before = memory_world.call("GET", "/api/tenant", key=acme.secret).get_json()
    for name, values in BOUNDS.items():
        for value in values:
            said = memory_world.call("PATCH", "/api/tenant", {"settings": {name: value}}, key=acme.secret)

            assert 422 == said.status_code, (name, value)
            assert [f"settings.{name}"] == [error["field"] for error in said.get_json()["errors"]], (name, value)
    assert before == memory_world.call("GET", "/api/tenant", key=acme.secret).get_json()
    assert set(BOUNDS) == set(TenantSettings.__dataclass_fields__)


def test_every_wrong_field_is_named_at_once(memory_world: World) -> None:
    """B57: nobody becomes an administrator by a field, and all that is wrong is said in one answer."""
    acme = memory_world.tenant()
    wrong = {"max_otp_attempts": 10**9, "otp_length": 1, "rate_limit_per_hour": -1, "jwt_alg": "none", "is_admin": True}
    said = memory_world.call("PATCH", "/api/tenant", {"settings": wrong}, key=acme.secret)
    top = memory_world.call("PATCH", "/api/tenant", {"id": "tn_x", "tenant_id": "x", "slug": "y"}, key=acme.secret)

    assert {f"settings.{name}" for name in wrong} == {error["field"] for error in said.get_json()["errors"]}
    assert {"id", "tenant_id", "slug"} == {error["field"] for error in top.get_json()["errors"]}
    assert [422, 422] == [said.status_code, top.status_code]


SLUGS = ("", "-a", "a-", "a--b", "A", "a_b", "a" * 40, "admin", "ä", "a b", "../x", 5, None, ["a"], "a\n")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_slug_is_what_a_slug_is(memory_world: World, slug: Any) -> None:
    """A slug is 1 to 39 of a-z, 0-9 and single hyphens, and not reserved."""
    said = memory_world.admin("POST", "/api/admin/tenants", {"name": "A", "slug": slug})

    assert (422, "slug") == (said.status_code, said.get_json()["errors"][0]["field"])


@pytest.mark.parametrize("name", ["", "x" * 65, "a\x07b", " a", "evil.com", "日本\u200b", "x" * 33])
def test_a_name_that_no_message_can_carry(memory_world: World, name: str) -> None:
    """A name out of bounds, or one that would not do in an SMS without `sms_branding`, is 422."""
    assert 422 == memory_world.admin("POST", "/api/admin/tenants", {"name": name, "slug": "a"}).status_code


def test_a_long_name_is_good_with_a_name_for_messages(memory_world: World) -> None:
    """With `sms_branding` given, a tenant's name may be anything printable up to 64."""
    body = {"name": "x.com " + "y" * 58, "slug": "a", "settings": {"sms_branding": "Café & Co"}}

    assert 201 == memory_world.admin("POST", "/api/admin/tenants", body).status_code


PHONES: tuple[Any, ...] = ("", "1", "+", "+1", "12015550123", "+1201555012", "+120155501234567890", "+12015550123;ext=5", "+1800FLOWERS",
          "tel:+12015550123", "+1 201 555 0123 x5", "\u0000", "+12015550123\n+1", "０" * 64, "9" * 5000, "+999123456789",
          "+15551234567", "(((((((", 5, None, [], {}, True)  # fmt: skip


@pytest.mark.parametrize("phone", PHONES)
def test_what_is_no_number_is_refused(memory_world: World, phone: Any) -> None:
    """What cannot be dialled is 422, whatever it is."""
    acme = memory_world.tenant()
    body = json.dumps({"phone": phone})
    said = memory_world.call(
        "POST", "/api/auth/request", key=acme.publishable, data=body, content_type="application/json"
    )

    assert said.status_code in (400, 422)
    assert said.get_json()["code"] in ("invalid_phone", "invalid_request", "malformed_request")


def test_the_same_number_in_any_writing_is_one(memory_world: World) -> None:
    """However a number is written, it is one address with one limit."""
    acme = memory_world.tenant(resend_after_seconds=600, default_region="US")
    ways = (
        "+12015550123",
        "+1 (201) 555-0123",
        "201-555-0123",
        "＋１２０１５５５０１２３",
        "+1.201.555.0123",
        "1 201 555 0123",
    )
    said = [memory_world.ask(acme, way).status_code for way in ways]

    assert [200] + [429] * 5 == said


BODIES = (b"", b"{", b"[]", b"null", b'"x"', b"{}{}", b'{"phone": 1, "phone": 2}', b'{"phone": NaN}', b"\xff", b"\xef\xbb\xbf{}",
          b'{"phone": "\\ud800"}', b'{"phone": "a\\u0000"}', b'{"a":' * 5000, b'{"phone": 1e999}', b'{"phone": ' + b"9" * 5000 + b"}",
          b'{"__proto__": {}, "constructor": 1}', b"{'phone': 1}", b'{"phone": "\x00"}')  # fmt: skip


@pytest.mark.parametrize("raw", BODIES)
def test_what_is_no_body_is_refused(memory_world: World, raw: bytes) -> None:
    """B59, A40: whatever the bytes, the answer is a 4xx problem document with every member."""
    acme = memory_world.tenant()
    for path in ("/api/auth/request", "/api/auth/verify"):
        said = memory_world.call("POST", path, key=acme.publishable, data=raw, content_type="application/json")
        document = said.get_json()

        assert said.status_code in (400, 413, 422)
        assert "application/problem+json" == said.content_type
        assert {"type", "title", "status", "code", "detail", "request_id"} <= set(document)
        assert document["request_id"] == said.headers["X-Request-Id"]


def test_only_declared_methods_and_types(memory_world: World) -> None:
    """A39: other methods are 405 with Allow, other types 415, other paths 404; each a problem document."""
    acme = memory_world.tenant()
    for method in ("GET", "PUT", "DELETE", "PATCH", "TRACE", "BREW"):
        said = memory_world.call(method, "/api/auth/request", key=acme.publishable)
        assert (405, "method_not_allowed", "POST") == (
            said.status_code, said.get_json()["code"], said.headers["Allow"]
        )  # fmt: skip
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""):
        said = memory_world.call("POST", "/api/auth/request", key=acme.publishable, data=b"{}", content_type=kind)
        assert (415, "unsupported_media_type") == (said.status_code, said.get_json()["code"])
    for path in ("/nope", "/api/auth/request/", "//api/auth/request", "/api/admin/../tenant", "/dev/inbox"):
        said = memory_world.call("POST", path, {}, key=acme.publishable)
        assert (404, "not_found") == (said.status_code, said.get_json()["code"])


def test_a_body_over_64_kib_is_too_large(memory_world: World) -> None:
    """A body is at most 64 KiB."""
    acme = memory_world.tenant()
    said = [
        memory_world.call(
            "POST", "/api/auth/request", key=acme.publishable, data=b" " * size, content_type="application/json"
        ).status_code
        for size in (64 * 1024, 64 * 1024 + 1)
    ]

    assert [400, 413] == said


def test_client_ip_is_a_servers_word(memory_world: World) -> None:
    """The end user's address may be told with a secret key only, and must be one."""
    acme = memory_world.tenant()

    def ask(key: str, ip: str) -> int:
        return memory_world.call("POST", "/api/auth/request", {"phone": ADA, "client_ip": ip}, key=key).status_code

    assert [422, 422, 200] == [
        ask(acme.publishable, "203.0.113.5"), ask(acme.secret, "nowhere"), ask(acme.secret, "203.0.113.5")
    ]  # fmt: skip


def test_what_callers_send_cannot_forge_a_log_line(memory_world: World, caplog: pytest.LogCaptureFixture) -> None:
    """B59: newlines, ANSI and a megabyte in headers stay inside one short line."""
    from entrypoints.logs import JsonLines

    acme = memory_world.tenant()
    with caplog.at_level(logging.DEBUG, "auth1"):
        memory_world.ask(
            acme, headers={"User-Agent": "\x1b[31m" + "x" * 10**6, "X-Request-Id": 'a" \x1b[0m {"level":"info"}'}
        )
        memory_world.call("GET", '/nope/%0a{"level":"error"}', headers={"X-Request-Id": "good-1"})
    lines = [JsonLines().format(record) for record in caplog.records]

    assert lines
    assert not [line for line in lines if "\n" in line or "\x1b" in line or len(line) > 3000]
    assert "good-1" in {json.loads(line).get("client_request_id") for line in lines}
