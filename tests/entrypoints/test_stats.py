"""GET /api/stats: how messages do."""

from typing import Any

import pytest

from domain.message import Status
from domain.price import Price
from tests.entrypoints.test_otp_requests import arrives, ask, explain
from tests.fixtures.worlds import GRACE, TenantKeys, World

SHAPE = {"from", "to", "by", "data", "total", "delivery_rate_warning_below", "warning", "note"}


def stats(world: World, tenant: TenantKeys, **query: str) -> dict[str, Any]:
    """The figures."""
    answer = world.call("GET", "/api/stats", key=tenant.secret, query_string=query)
    assert 200 == answer.status_code, answer.text
    shown: dict[str, Any] = answer.get_json()
    return shown


def test_nothing_is_nothing(any_world: World) -> None:
    """Without messages there are no lines, a total of zeros, and rates that are not known."""
    shown = stats(any_world, any_world.tenant())

    assert set(shown) == SHAPE
    assert ("day", [], False, 0.95) == tuple(
        shown[name] for name in ("by", "data", "warning", "delivery_rate_warning_below")
    )
    assert {
        "key": "total", "requested": 0, "sent": 0, "delivered": 0, "undelivered": 0, "failed": 0, "verified": 0,
        "delivery_rate": None, "cost_micros": None, "p50_seconds": None, "p95_seconds": None,
    } == shown["total"]  # fmt: skip
    assert "no delivery rate is known" in shown["note"]


def test_a_day_is_counted(any_world: World) -> None:
    """Codes, hand-overs, arrivals, spans and costs; below 95 % there is a warning in the words of the product."""
    acme = any_world.tenant()
    with any_world.container.adapters.store().begin() as tx:
        tx.prices.put([Price("memory", "sms", "US", 7900)], now=any_world.clock.now())
    ids = [ask(any_world, acme), ask(any_world, acme, GRACE)]
    code = any_world.code()
    any_world.later(seconds=2)
    for id, status in zip(ids, (Status.DELIVERED, Status.UNDELIVERED), strict=True):
        arrives(any_world, acme, explain(any_world, acme, id), status)
    any_world.prove(acme, code)
    any_world.later(seconds=1)
    shown = stats(any_world, acme)
    (day,) = shown["data"]

    assert any_world.clock.now().date().isoformat() == day["key"]
    assert {**day, "key": "total"} == shown["total"]
    assert (2, 2, 1, 1, 0, 1, 0.5, 15_800, 2.0, 2.0) == tuple(day.values())[1:]
    assert shown["warning"] is True
    assert "Delivery rates below 95% indicate carrier issues or invalid phone numbers." == shown["note"]


@pytest.mark.parametrize(("by", "keys"), [("country", ["US", "email"]), ("provider", ["mail", "memory"])])
def test_it_is_told_apart(any_world: World, by: str, keys: list[str]) -> None:
    """By country email is a line of its own; by provider each route is."""
    acme = any_world.tenant()
    ask(any_world, acme)
    any_world.call("POST", "/api/auth/request", {"email": "ada@example.com"}, key=acme.publishable)
    any_world.deliver()
    any_world.later(seconds=1)
    shown = stats(any_world, acme, by=by)

    assert keys == [line["key"] for line in shown["data"]]
    assert [1, 1] == [line["requested"] for line in shown["data"]]
    assert 2 == shown["total"]["requested"]


def test_the_period_is_what_was_asked_for(any_world: World) -> None:
    """The last date is included; what lies outside is not counted; the answer says the moments."""
    acme = any_world.tenant()
    ask(any_world, acme)
    today = any_world.clock.now().date().isoformat()
    any_world.later(days=2)
    before = stats(any_world, acme, **{"from": today, "to": today})
    after = stats(any_world, acme, **{"from": any_world.clock.now().date().isoformat()})

    assert (1, 0) == (before["total"]["requested"], after["total"]["requested"])
    assert f"{today}T00:00:00Z" == before["from"]


@pytest.mark.parametrize(
    ("query", "field"),
    [("from=2020-01-01", "from"), ("to=tomorrow", "to"), ("from=2026-11-23&to=2026-11-01", "from"), ("by=hour", "by")],
)
def test_a_wrong_parameter_is_named(memory_world: World, query: str, field: str) -> None:
    """More than 366 days, no moment, a period that is turned around, an unknown word: 422 with the name."""
    answer = memory_world.call("GET", f"/api/stats?{query}", key=memory_world.tenant().secret)

    assert (422, [field]) == (answer.status_code, [error["field"] for error in answer.get_json()["errors"]])


def test_another_tenant_counts_nothing(any_world: World) -> None:
    """What one tenant does is in no other's figures."""
    acme, bolt = any_world.tenant(), any_world.tenant("bolt", name="Bolt")
    ask(any_world, acme)
    any_world.deliver()
    any_world.later(seconds=1)

    for by in ("day", "country", "provider"):
        assert (0, 0) == tuple(stats(any_world, bolt, by=by)["total"][name] for name in ("requested", "sent"))
