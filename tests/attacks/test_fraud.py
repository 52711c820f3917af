"""Pumping, bombing and switching, as a bot would try them (B16, B17, B19)."""

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from domain.price import Price
from tests.fixtures.rows import rows
from tests.fixtures.worlds import ADA, World, make_live_world, make_memory_world


def test_three_hundred_numbers_in_a_row(world: World, postgres_18: EmbeddedPostgres) -> None:
    """B17: of 300 consecutive numbers of one prefix a handful get a message, whatever the network; each refusal is told."""
    acme = world.tenant()
    for number in range(300):
        world.ask(acme, f"+2547123{number:05}", ip=f"203.{number // 250}.{number % 250}.7")
        world.later(seconds=1)
    sent = rows(postgres_18, "SELECT count(*) FROM messages")[0][0]
    told = rows(postgres_18, "SELECT count(*) FROM events WHERE type = 'request.blocked'")[0][0]

    assert 0 < sent <= 8
    assert 300 == sent + told


def test_a_days_money_is_spent_before_nothing_more_is_sent(world: World, postgres_18: EmbeddedPostgres) -> None:
    """B17: the budget of a day is asked before the message is written: never a micro more, and a warning at 80 %."""
    with world.container.adapters.store().begin() as tx:
        tx.prices.put([Price("memory", "sms", "KE", 90_000)], now=world.clock.now())
    acme = world.tenant(budgets={"tenant": {"day": 1_000_000}}, risk_shadow=True)
    for number in range(20):
        world.ask(acme, f"+2547123{number * 397:05}", ip=f"203.0.{number}.7")
        world.later(seconds=1)
    sent = rows(postgres_18, "SELECT count(*) FROM messages")[0][0]
    warned = rows(postgres_18, "SELECT payload FROM events WHERE type = 'budget.reached'")

    assert 11 == sent
    assert [("t", "day", 0.8)] == [(one["scope"], one["span"], one["reached"]) for (one,) in warned]


def test_a_budget_warns_once_for_all_processes(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> None:
    """However many asks see that a window is nearly used up."""
    world = make_live_world(postgres_18.serving_url, valkey_9.url)
    acme = world.tenant("warned", budgets={"country": {"month": 200_000}})
    for number in range(4):
        world.ask(acme, f"+2547{number}2345678", ip=f"203.0.{number}.7")
    found = rows(postgres_18, "SELECT count(*) FROM events WHERE type = 'budget.reached' AND tenant_id = %s", acme.id)
    world.container.adapters.database().engine.dispose()

    assert 1 == found[0][0]


def test_a_number_is_bombed_from_many_networks() -> None:
    """B16: ten asks in a minute from ten networks through two tenants; one message for each tenant, then waits."""
    world = make_memory_world()
    tenants = [world.tenant("first"), world.tenant("second")]
    said = [world.ask(tenants[n % 2], ip=f"203.0.{n}.7") for n in range(10)]

    assert 2 == sum(answer.status_code == 200 for answer in said)
    assert {"resend"} == {answer.get_json()["limit"] for answer in said if answer.status_code == 429}


@pytest.mark.parametrize("change", ["channel", "locale"])
def test_switching_buys_no_message(change: str) -> None:
    """B19: another channel or language in each ask shares one budget of the address."""
    world = make_memory_world(names=("memory", "calls:voice", "chat:whatsapp"))
    acme = world.tenant(resend_after_seconds=0)
    values = ("sms", "voice", "whatsapp") if change == "channel" else ("en", "de", "fr")
    said = [
        world.call("POST", "/api/auth/request", {"phone": ADA, change: values[n % 3]}, key=acme.publishable)
        for n in range(9)
    ]

    assert [200] * 5 + [429] * 4 == [answer.status_code for answer in said]
    assert {"address"} == {answer.get_json()["limit"] for answer in said[5:]}
