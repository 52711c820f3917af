"""Tenants: slugs, names, and changes that are all or nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.ids import TenantId
from domain.refusal import InvalidRequest
from domain.tenant import RESERVED_SLUGS, Tenant

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FIXED = {"+12015550100": "123456"}


def create(*, must_end: bool = False, **values: Any) -> Tenant:
    given = {"name": "Acme", "slug": "acme", "settings": {}, "branding": {}, **values}
    return Tenant.create(id=TenantId("tn_1"), now=NOW, test_numbers_must_end=must_end, **given)


def wrong(*, must_end: bool = False, **values: Any) -> list[str]:
    with pytest.raises(InvalidRequest) as refused:
        create(must_end=must_end, **values)
    return sorted(error["field"] for error in refused.value.members["errors"])


@pytest.mark.parametrize("slug", ["a", "7", "a-b", "my-app-2", "a" * 39, "-".join("a" * 39)])
def test_slugs_that_may_be(slug: str) -> None:
    """Letters and digits with single hyphens inside, 1 to 39 of them."""
    assert slug == create(slug=slug).slug


@pytest.mark.parametrize(
    "slug",
    ["", "-a", "a-", "a--b", "A", "a_b", "a.b", "a b", "a/b", "a\n", "ä", "а", "a" * 40, "../x", None, 5, ["a"], True],
)
def test_slugs_that_may_not_be(slug: Any) -> None:
    """Capitals, other scripts, hyphens at the ends or doubled, other signs and other types are refused."""
    assert ["slug"] == wrong(slug=slug)


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_reserved_slugs_are_refused(slug: str) -> None:
    """Names of our own paths are nobody's."""
    assert ["slug"] == wrong(slug=slug)


@pytest.mark.parametrize(
    "name", ["", " Acme", "Acme ", "A" * 65, "Ac\nme", "Ac\x00me", "Acme\u202e", "Ac\u200bme", "\ud800", None, 5, []]
)
def test_names_that_may_not_be(name: Any) -> None:
    """A name has 1 to 64 printable characters, and no spaces around it."""
    assert "name" in wrong(name=name, settings={"sms_branding": "Acme"})


@pytest.mark.parametrize("name", ["A" * 64, "Acme: the app!", "evil.com", "Acme 🎉", "A_b"])
def test_a_name_that_no_message_can_carry_needs_another(name: str) -> None:
    """Where the tenant's name would not do in a message, `sms_branding` must be given, and then it is used."""
    assert ["settings.sms_branding"] == wrong(name=name)
    assert "Acme" == create(name=name, settings={"sms_branding": "Acme"}).sms_name


def test_the_message_carries_the_name_where_nothing_else_is_said() -> None:
    """Without `sms_branding` the message carries the tenant's name."""
    assert "My App" == create(name="My App").sms_name


def test_everything_wrong_is_named_at_once() -> None:
    """Slug, name, settings and branding are all named by one refusal."""
    found = wrong(slug="A", name="", settings={"otp_length": 4, "x": 1}, branding={"color": "red"})

    assert ["branding.color", "name", "settings.otp_length", "settings.x", "slug"] == found


def test_a_change_is_all_or_nothing() -> None:
    """One wrong field, and none of the right ones beside it is taken."""
    tenant = create()
    changes = {"name": "Other", "settings": {"otp_length": 8, "max_otp_attempts": 0}, "branding": {"color": "#112233"}}
    with pytest.raises(InvalidRequest):
        tenant.changed(changes, now=NOW, test_numbers_must_end=False)

    assert create() == tenant


def test_a_change_leaves_the_rest() -> None:
    """What is not named stays as it was: other settings, branding, name, slug."""
    tenant = create(settings={"otp_length": 8, "sms_branding": "A"}, branding={"color": "#112233"})
    changed = tenant.changed({"settings": {"max_otp_attempts": 3}}, now=NOW, test_numbers_must_end=False)

    assert (8, 3, "A") == (
        changed.settings.otp_length, changed.settings.max_otp_attempts, changed.settings.sms_branding
    )  # fmt: skip
    assert (tenant.branding, tenant.name, tenant.slug) == (changed.branding, changed.name, changed.slug)


def test_the_slug_never_changes() -> None:
    """A change that names a slug or an id changes neither: issuers and keys spell them."""
    tenant = create().changed({"slug": "other", "id": "tn_2"}, now=NOW, test_numbers_must_end=False)

    assert ("acme", "tn_1") == (tenant.slug, tenant.id)


def test_test_numbers_must_end_where_it_is_served() -> None:
    """On a server test numbers need an end; where one develops they do not."""
    ends = (NOW + timedelta(days=1)).isoformat()

    assert ["settings.test_numbers_until"] == wrong(must_end=True, settings={"test_numbers": FIXED})
    assert FIXED == create(settings={"test_numbers": FIXED}).settings.test_numbers
    assert create(must_end=True, settings={"test_numbers": FIXED, "test_numbers_until": ends})
