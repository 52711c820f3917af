"""Which numbers a tenant sends to."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.email import EmailAddress
from domain.ids import TenantId
from domain.phone import InvalidPhone, PhoneNumber
from domain.tenant import PhoneNotAllowed, Tenant

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
US, IM, DE = "+12015550123", "+447624123456", "+4915112345678"
VOIP, SATELLITE, FIXED, PREMIUM = "+445600123456", "+8816123456789", "+442079460123", "+19002345678"


def tenant(**settings: Any) -> Tenant:
    return Tenant.create(
        id=TenantId("tn_1"),
        name="Acme",
        slug="acme",
        settings=settings,
        branding={},
        now=NOW,
        test_numbers_must_end=False,
    )


def refused_as(number: str, **settings: Any) -> str | None:
    try:
        tenant(**settings).admit(PhoneNumber.parse(number), NOW)
    except PhoneNotAllowed as refusal:
        return str(refusal.members["reason"])
    return None


@pytest.mark.parametrize(
    ("number", "settings", "expected"),
    [
        (US, {}, None),
        (DE, {}, None),
        (VOIP, {}, "type"),
        (SATELLITE, {}, "type"),
        (FIXED, {}, "type"),
        (PREMIUM, {}, "type"),
        (VOIP, {"voip_blocking": False}, None),
        (VOIP, {"allowed_types": ["voip"]}, "type"),
        (SATELLITE, {"allowed_types": ["satellite"]}, None),
        (PREMIUM, {"allowed_types": ["premium_rate"]}, None),
        (FIXED, {"allowed_types": ["fixed_line"]}, None),
        (DE, {"allowed_types": ["fixed_line"]}, "type"),
        (DE, {"allowed_types": []}, "type"),
        (DE, {"allowed_countries": ["DE"]}, None),
        (US, {"allowed_countries": ["DE"]}, "country"),
        (US, {"blocked_countries": ["US"]}, "country"),
        (DE, {"blocked_countries": ["US"]}, None),
        (DE, {"allowed_countries": ["DE"], "blocked_countries": ["DE"]}, "country"),
        (IM, {"allowed_countries": ["GB"]}, "country"),
        (IM, {"allowed_countries": ["IM"]}, None),
        (IM, {"blocked_countries": ["GB"]}, None),
        (SATELLITE, {"allowed_types": ["satellite"], "allowed_countries": ["US"]}, "country"),
    ],
)
def test_settings_decide_by_the_numbers_country_and_type(
    number: str, settings: dict[str, Any], expected: str | None
) -> None:
    """Country first, then type; VOIP by `voip_blocking` alone; the Isle of Man is not Great Britain."""
    assert expected == refused_as(number, **settings)


def test_a_test_number_passes_every_wall() -> None:
    """Nothing is sent to a test number, so neither country nor type stands against it, until its end."""
    settings = {"allowed_countries": ["DE"], "test_numbers": {"+12015550100": "123456"}}
    until = (NOW + timedelta(seconds=1)).isoformat()
    ending = tenant(**settings, test_numbers_until=until)
    number = PhoneNumber.parse("+12015550100")
    ending.admit(number, NOW)

    with pytest.raises(PhoneNotAllowed):
        ending.admit(number, NOW + timedelta(seconds=1))


def test_an_email_address_has_no_country() -> None:
    """The rules on numbers say nothing of mail."""
    tenant(allowed_countries=["DE"], allowed_types=[]).admit(EmailAddress.parse("ada@example.com"), NOW)


def test_a_number_that_nobody_can_have_is_no_address() -> None:
    """An unassigned number is InvalidPhone, unless it is one of this tenant's test numbers."""
    with pytest.raises(InvalidPhone):
        tenant().phone("+15551234567", NOW)

    assert "+15551234567" == tenant(test_numbers={"+15551234567": "123456"}).phone("+1 555 123 4567", NOW).e164


def test_the_default_region_is_the_tenants() -> None:
    """A national number is read only where the tenant says of which country."""
    assert "+447911123456" == tenant(default_region="GB").phone("07911 123456", NOW).e164
    with pytest.raises(InvalidPhone):
        tenant().phone("07911 123456", NOW)
