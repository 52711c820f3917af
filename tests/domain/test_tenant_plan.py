"""Tenants as files: what a file may say, and what has to change for it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.api_key import ApiKey, KeyKind, Lifetime
from domain.ids import KeyId, TenantId
from domain.rights import Rights
from domain.tenant import Tenant
from domain.tenant_plan import TenantPlan, plan_of
from domain.wanted_tenant import WantedTenant

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ACME = Tenant.create(
    id=TenantId.make(NOON, b"0123456789"),
    name="Acme",
    slug="acme",
    settings={"otp_length": 8, "test_numbers": {"+15551234567": "482913"}, "allowed_countries": ["NO"]},
    branding={"color": "#1a73e8"},
    now=NOON,
    test_numbers_must_end=False,
)
SETTINGS: Mapping[str, st.SearchStrategy[Any]] = {
    "otp_length": st.integers(6, 10),
    "voip_blocking": st.booleans(),
    "allowed_countries": st.lists(st.sampled_from(["NO", "US", "DE"]), unique=True),
    "sms_branding": st.sampled_from([None, "Acme Shop"]),
    "token_claims": st.sampled_from([{}, {"plan": "billing.plan"}]),
    "test_numbers": st.sampled_from([{}, {"+15551234567": "111111"}]),
    "session_idle_minutes": st.sampled_from([None, 60]),
}


def key(name: str, kind: KeyKind = "secret", at: int = 0, rights: Rights | None = None, **life: datetime) -> ApiKey:
    """A key of Acme, made so many seconds after noon."""
    made, _ = ApiKey.issue(
        tenant_id=ACME.id,
        slug="acme",
        id=KeyId.make(NOON + timedelta(seconds=at), b"0123456789"),
        kind=kind,
        name=name,
        chance=b"x" * 24,
        life=Lifetime(created_at=NOON, **life),
        rights=rights,
    )
    return made


def planned(values: Any, *keys: ApiKey, present: Tenant | None = ACME) -> TenantPlan:
    """The plan of a file without a mistake."""
    wanted, wrong = WantedTenant.read("acme", values)
    plan, errors = plan_of(wanted, present, keys, NOON)
    assert [] == [*wrong, *errors]
    return plan


def test_what_the_file_leaves_out_stays() -> None:
    """A tenant that is only named changes in nothing, and its keys are nobody's business."""
    assert planned({}, key("backend")) == TenantPlan("acme", is_new=False)


def test_a_part_is_the_whole_of_it() -> None:
    """A setting that the part does not name gets its default; fixed codes stay where the file is silent of them."""
    plan = planned({"settings": {"otp_length": 7}})

    assert [("settings.allowed_countries", ["NO"], []), ("settings.otp_length", 8, 7)] == [
        (change.path, change.before, change.after) for change in plan.changes
    ]
    assert {"settings": {"otp_length": 7, "allowed_countries": []}, "branding": {}} == plan.body()


def test_fixed_codes_go_where_the_file_says_so() -> None:
    """An empty object takes the test numbers away."""
    plan = planned({"settings": {"otp_length": 8, "allowed_countries": ["NO"], "test_numbers": {}}})

    assert ["settings.test_numbers"] == [change.path for change in plan.changes]


def test_no_fixed_code_shows() -> None:
    """Neither a plan nor a wish shows a code in its repr."""
    values = {"settings": {"test_numbers": {"+15551234567": "111111"}}}
    wanted, _ = WantedTenant.read("acme", values)

    assert "111111" not in f"{planned(values)!r} {wanted!r}"
    assert "482913" not in f"{planned(values)!r}"


def test_a_new_tenant() -> None:
    """A tenant that is not there is made, called by its slug where the file gives no name."""
    plan = planned({"branding": {"color": "#000000"}}, present=None)

    assert (True, ["name", "branding.color"]) == (plan.is_new, [change.path for change in plan.changes])
    assert "acme" == plan.body()["name"]


def test_keys_are_known_by_kind_and_name() -> None:
    """A key is made where no live one of its kind has its name; what the file does not name stays and is told."""
    old = key("backend", at=1, revoked_at=NOON)
    web, stray = key("web", "publishable", at=2), key("web", "secret", at=3)
    wanted = [{"kind": "publishable", "name": "web"}, {"kind": "secret", "name": "backend"}]
    plan = planned({"keys": wanted}, stray, web, old)

    assert [("secret", "backend")] == [(each.kind, each.name) for each in plan.new_keys]
    assert ((), [stray.id]) == (plan.changed_keys, [each.id for each in plan.others])


def test_of_two_keys_of_one_name_the_newer_is_meant() -> None:
    """While apps change over, two keys have one name; the file speaks of the newer, and the older stays."""
    older, newer = key("backend", at=1), key("backend", at=2, rights=Rights(("users:read",)))
    plan = planned({"keys": [{"kind": "secret", "name": "backend", "scopes": ["users:read"]}]}, newer, older)

    assert (True, [older.id]) == (plan.is_empty, [each.id for each in plan.others])


def test_rights_change_and_the_secret_stays() -> None:
    """Other rights or another end are a change of the key that is there; calls that it made meanwhile are none."""
    held = key("backend", last_used_at=NOON)
    plan = planned({"keys": [{"kind": "secret", "name": "backend", "rate_per_minute": 5}]}, held)

    assert [(held.id, 5)] == [(each.before.id, each.after.rights.rate_per_minute) for each in plan.changed_keys]
    assert plan == planned({"keys": [{"kind": "secret", "name": "backend", "rate_per_minute": 5}]}, key("backend"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ([], "tenants.acme"),
        ({"nme": "x"}, "tenants.acme.nme"),
        ({"settings": []}, "tenants.acme.settings"),
        ({"keys": {}}, "tenants.acme.keys"),
        ({"keys": ["web"]}, "tenants.acme.keys[0]"),
        ({"keys": [{"kind": "master", "name": "x"}]}, "tenants.acme.keys[0].kind"),
        ({"keys": [{"kind": "secret", "name": ""}]}, "tenants.acme.keys[0].name"),
        ({"keys": [{"kind": "secret", "name": 5}]}, "tenants.acme.keys[0].name"),
        ({"keys": [{"kind": "secret", "name": "x", "key": "auth1_sk_x"}]}, "tenants.acme.keys[0].key"),
        ({"keys": [{"kind": "secret", "name": "x", "scopes": "*"}]}, "tenants.acme.keys[0].scopes"),
        ({"keys": [{"kind": "secret", "name": "x", "scopes": ["users:eat"]}]}, "tenants.acme.keys[0].scopes"),
        ({"keys": [{"kind": "secret", "name": "x", "networks": ["10.0.0.1/8"]}]}, "tenants.acme.keys[0].networks"),
        ({"keys": [{"kind": "secret", "name": "x", "rate_per_minute": "5"}]}, "tenants.acme.keys[0].rate_per_minute"),
        ({"keys": [{"kind": "secret", "name": "x", "rate_per_minute": True}]}, "tenants.acme.keys[0].rate_per_minute"),
        ({"keys": [{"kind": "secret", "name": "x", "expires_at": "soon"}]}, "tenants.acme.keys[0].expires_at"),
        ({"keys": [{"kind": "publishable", "name": "x", "scopes": ["*"]}]}, "tenants.acme.keys[0]"),
        ({"keys": [{"kind": "secret", "name": "x"}] * 2}, "tenants.acme.keys"),
    ],
    ids=str,
)
def test_a_mistake_is_named_with_its_place(values: Any, field: str) -> None:
    """Whatever cannot be is named by its path, and nothing is passed over."""
    _, errors = WantedTenant.read("acme", values)

    assert [field] == [error.field for error in errors]


@pytest.mark.parametrize("slug", ["Acme", "", "a b", "\x00", "x" * 40])
def test_a_slug_that_cannot_be(slug: str) -> None:
    """A tenant is called by a slug."""
    assert 1 == len(WantedTenant.read(slug, {})[1])


def test_settings_that_cannot_be_are_all_named() -> None:
    """Every wrong setting, colour and end of a key is named at once."""
    wanted, _ = WantedTenant.read(
        "acme",
        {
            "settings": {"otp_length": 4, "otp_lenght": 6},
            "branding": {"color": "red"},
            "keys": [{"kind": "secret", "name": "x", "expires_at": "2026-11-24T11:59:59Z"}],
        },
    )
    _, errors = plan_of(wanted, ACME, [], NOON)

    assert ["settings.otp_length", "settings.otp_lenght", "branding.color", "keys.x.expires_at"] == [
        error.field for error in errors
    ]


@given(st.fixed_dictionaries({}, optional=SETTINGS))
def test_what_was_applied_needs_no_change(settings: dict[str, Any]) -> None:
    """After a plan was carried out, the same file finds nothing to do."""
    plan = planned({"settings": settings})
    changed = ACME.changed(plan.body(), now=NOON, test_numbers_must_end=False)

    assert planned({"settings": settings}, present=changed).is_empty
