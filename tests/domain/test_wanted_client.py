"""Clients in files: what a file may say of them, and what has to change for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.ids import ClientId, TenantId
from domain.oauth_client import MOST_PER_TENANT, OAuthClient
from domain.wanted_client import ClientPlan, plan_clients, read_clients
from domain.wanted_tenant import WantedTenant

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHOP: dict[str, Any] = {
    "name": "shop", "auth_method": "client_secret_basic", "redirect_uris": ["https://shop.example.com/callback"],
}  # fmt: skip
POCKET: dict[str, Any] = {"name": "pocket", "auth_method": "none", "redirect_uris": ["com.example.pocket:/cb"]}


def made(values: dict[str, Any], at: int = 0) -> OAuthClient:
    """A client, made so many seconds after noon."""
    now = NOON + timedelta(seconds=at)
    id = ClientId.make(now, b"0123456789")
    return OAuthClient.create(tenant_id=TenantId("tn_1"), id=id, values=values, now=now)


def planned(values: list[dict[str, Any]] | None, *present: OAuthClient) -> ClientPlan:
    """The plan of a list without a mistake."""
    wanted, wrong = read_clients(values, "clients")
    plan, errors = plan_clients(wanted, present)
    assert [] == [*wrong, *errors]
    return plan


def test_what_the_file_leaves_out_stays() -> None:
    """Without a list nothing is planned; clients that a list does not name stay, and are told."""
    shop = made(SHOP)

    assert ClientPlan() == planned(None, shop)
    assert (True, (shop,)) == (planned([], shop).is_empty, planned([], shop).others)


def test_clients_are_known_by_their_names() -> None:
    """A new one is made; one that is there as the file has it needs nothing."""
    plan = planned([SHOP, POCKET], made(SHOP))

    assert (["pocket"], (), ()) == ([one.name for one in plan.new], plan.changed, plan.others)
    assert planned([SHOP, POCKET], made(POCKET, 1), made(SHOP)).is_empty


def test_a_client_is_the_whole_of_it() -> None:
    """A field that the file leaves out gets its default."""
    held = made({**SHOP, "scopes": ["openid", "phone"], "needs_consent": False})
    (change,) = planned([{**SHOP, "needs_consent": False}], held).changed

    assert {"scopes": (["openid", "phone"], ["openid"])} == change.fields()
    assert planned([{**SHOP, "needs_consent": False}], held.changed(change.after.said)).is_empty


def test_of_two_clients_of_one_name_the_newer_is_meant() -> None:
    """The older one stays."""
    older, newer = made({**SHOP, "scopes": []}), made(SHOP, 1)

    assert ClientPlan(others=(older,)) == planned([SHOP], newer, older)


def test_a_tenant_has_at_most_a_hundred() -> None:
    """Those that stay count, too."""
    present = [made({**SHOP, "name": f"app {n}"}, n) for n in range(MOST_PER_TENANT)]
    wanted, _ = read_clients([POCKET], "clients")

    assert ["clients"] == [error.field for error in plan_clients(wanted, present)[1]]
    assert [] == plan_clients(wanted, present[1:])[1]


@pytest.mark.parametrize(
    ("clients", "fields"),
    [
        ({}, ["clients"]),
        (["shop"], ["clients[0]"]),
        ([{}], ["clients[0].name", "clients[0].auth_method", "clients[0].redirect_uris"]),
        ([SHOP, {**POCKET, "scopes": ["?"], "colour": "red"}], ["clients[1].colour", "clients[1].scopes"]),
        ([{**SHOP, "secret": "auth1_cs_x"}], ["clients[0].secret"]),
        ([{**SHOP, "id": "cl_x"}], ["clients[0].id"]),
        ([SHOP, {**POCKET, "name": "shop"}], ["clients"]),
    ],
    ids=str,
)
def test_a_mistake_is_named_with_its_place(clients: Any, fields: list[str]) -> None:
    """Whatever cannot be is named by its path, and nothing is passed over."""
    _, errors = WantedTenant.read("acme", {"clients": clients})

    assert [f"tenants.acme.{name}" for name in fields] == [error.field for error in errors]
