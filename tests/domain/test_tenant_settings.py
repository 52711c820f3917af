"""A tenant's settings: the defaults and bounds of the HTTP contract, both sides of each."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.tenant_settings import TenantSettings

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DEFAULTS: dict[str, object] = {
    "session_idle_minutes": None,
    "max_sessions_per_user": 100,
    "reauthenticate_after_minutes": 15,
    "address_change_hold_hours": 0,
    "recycled_after_months": None,
    "token_claims": {},
    "otp_length": 6,
    "otp_expiry_minutes": 10,
    "max_otp_attempts": 5,
    "rate_limit_per_hour": 5,
    "resend_after_seconds": 30,
    "voip_blocking": True,
    "allowed_types": ("mobile", "fixed_line_or_mobile"),
    "allowed_countries": (),
    "blocked_countries": (),
    "sms_branding": None,
    "default_region": None,
    "session_ttl_minutes": 15,
    "refresh_ttl_days": 30,
    "otp_retention_days": 30,
    "origin_retention_days": 90,
    "event_retention_days": 30,
    "audit_retention_days": 400,
    "signing_algorithm": "HS256",
    "id_token_algorithm": "RS256",
    "failover_after_seconds": 45,
    "message_plan": {},
    "autofill_domain": None,
    "app_hash": None,
    "risk_block_at": 80,
    "risk_challenge_at": 60,
    "risk_shadow": False,
    "risk_signals": {},
    "risk_allow": {},
    "budgets": {},
    "test_numbers": {},
    "test_numbers_until": None,
    "cors_origins": (),
    "email_sign_in": "code",
}
BOUNDS = {
    "otp_length": (6, 10),
    "otp_expiry_minutes": (1, 10),
    "max_otp_attempts": (1, 10),
    "rate_limit_per_hour": (1, 100),
    "resend_after_seconds": (0, 600),
    "session_ttl_minutes": (1, 1440),
    "refresh_ttl_days": (1, 365),
    "otp_retention_days": (1, 3650),
    "origin_retention_days": (1, 90),
    "event_retention_days": (4, 365),
    "audit_retention_days": (30, 3650),
    "failover_after_seconds": (0, 300),
    "risk_block_at": (1, 100),
    "risk_challenge_at": (1, 100),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def wrong_with(values: dict[str, Any]) -> list[str]:
    return [error.field for error in TenantSettings().changed(values, NOW)[1]]


def test_the_defaults_are_the_contracts() -> None:
    """Every setting of the contract is there with its default, and no other."""
    assert DEFAULTS == {known.name: getattr(TenantSettings(), known.name) for known in fields(TenantSettings)}


@pytest.mark.parametrize("name", BOUNDS)
def test_both_bounds_are_inside(name: str) -> None:
    """The lowest and the highest value of the contract are taken."""
    for value in BOUNDS[name]:
        changed, errors = TenantSettings().changed({name: value}, NOW)

        assert ([], value) == (errors, getattr(changed, name))


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("far", [1, 10**9, 10**30])
def test_beyond_both_bounds_is_refused(name: str, far: int) -> None:
    """One below the lowest, one above the highest, and anything further is refused by the field's name."""
    low, high = BOUNDS[name]

    assert [f"settings.{name}"] == wrong_with({name: low - far})
    assert [f"settings.{name}"] == wrong_with({name: high + far})


@pytest.mark.parametrize("length", [-1, 0, 1, 4, 5, 11, 10**9])
def test_a_code_has_six_to_ten_digits(length: int) -> None:
    """NIST SP 800-63B: no tenant may ask for codes of fewer than six digits."""
    assert ["settings.otp_length"] == wrong_with({"otp_length": length})


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("value", [None, True, False, "6", 6.0, 6.5, [6], {}])
def test_a_number_is_a_whole_json_number(name: str, value: Any) -> None:
    """Texts, booleans, fractions, null and containers are no whole numbers."""
    assert [f"settings.{name}"] == wrong_with({name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("voip_blocking", 1),
        ("voip_blocking", "true"),
        ("allowed_types", "mobile"),
        ("allowed_types", ["mobile", "submarine"]),
        ("allowed_types", [None]),
        ("allowed_types", ["mobile"] * 50),
        ("allowed_countries", ["XX"]),
        ("allowed_countries", ["us"]),
        ("allowed_countries", ["USA"]),
        ("blocked_countries", ["001"]),
        ("default_region", "us"),
        ("default_region", "ZZ"),
        ("signing_algorithm", "none"),
        ("signing_algorithm", "hs256"),
        ("signing_algorithm", "RS256"),
        ("signing_algorithm", None),
        ("autofill_domain", "https://example.com"),
        ("autofill_domain", "example.com/x"),
        ("autofill_domain", "EXAMPLE.com\n"),
        ("app_hash", "short"),
        ("app_hash", "A" * 12),
        ("app_hash", "A" * 10 + "\n"),
        ("cors_origins", ["*"]),
        ("cors_origins", ["null"]),
        ("cors_origins", ["https://app.example.com/"]),
        ("cors_origins", ["https://*.example.com"]),
        ("cors_origins", ["https://u:p@example.com"]),
        ("cors_origins", ["javascript://example.com"]),
        ("cors_origins", [f"https://a{number}.example.com" for number in range(51)]),
        ("test_numbers_until", "2027-01-01"),
        ("test_numbers_until", "2027-01-01T00:00:00"),
        ("test_numbers_until", 1),
    ],
)
def test_what_a_setting_cannot_hold_is_refused(name: str, value: Any) -> None:
    """A value of another kind, case or list is refused by the field's name."""
    assert [f"settings.{name}"] == wrong_with({name: value})


@given(st.dictionaries(st.sampled_from(sorted(DEFAULTS)) | st.text(max_size=10), JSON, max_size=6))
def test_any_json_is_read_or_refused(values: dict[str, Any]) -> None:
    """Whatever JSON comes, every field is either read or named once as wrong; nothing else is raised."""
    changed, errors = TenantSettings().changed(values, NOW)
    wrong = [error.field for error in errors]

    assert len(wrong) == len(set(wrong))
    assert set(wrong) <= {f"settings.{name}"[:120] for name in values}
    for name, (low, high) in BOUNDS.items():
        assert low <= getattr(changed, name) <= high


def test_everything_wrong_is_listed_at_once() -> None:
    """Mass assignment finds every field refused by name, known and unknown together."""
    sent = {
        "tenant_id": "tn_1",
        "is_admin": True,
        "jwt_alg": "none",
        "otp_length": 1,
        "max_otp_attempts": 10**9,
        "otp_expiry_minutes": 9999,
        "rate_limit_per_hour": -1,
    }

    assert sorted(f"settings.{name}" for name in sent) == sorted(wrong_with(sent))


@pytest.mark.parametrize(
    ("ahead", "wrong"),
    [
        (timedelta(seconds=-1), True),
        (timedelta(0), True),
        (timedelta(seconds=1), False),
        (timedelta(days=366), False),
        (timedelta(days=366, seconds=1), True),
    ],
)
def test_test_numbers_end_within_366_days(ahead: timedelta, wrong: bool) -> None:
    """Their end is in the future and at most 366 days ahead."""
    assert wrong == bool(wrong_with({"test_numbers_until": (NOW + ahead).isoformat()}))


def test_a_test_number_is_an_ordinary_one_at_its_end() -> None:
    """The fixed code holds until `test_numbers_until`, and not at that moment."""
    settings = TenantSettings(test_numbers={"+12015550100": "123456"}, test_numbers_until=NOW)

    assert "123456" == settings.test_code_of("+12015550100", NOW - timedelta(microseconds=1))
    assert settings.test_code_of("+12015550100", NOW) is None
    assert settings.test_code_of("+12015550101", NOW - timedelta(days=1)) is None
