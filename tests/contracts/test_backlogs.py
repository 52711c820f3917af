"""What waits, over memory and real servers."""

import pytest

from application.ports.backlog import Backlog
from domain.price import Price
from domain.refusal import Unavailable
from tests.contracts.conftest import NOON
from tests.fixtures.worlds import World, make_live_world, make_memory_world


def measured(world: World) -> Backlog:
    """What waits now."""
    found: Backlog = world.container.adapters.backlogs().measure(now=world.clock.now())
    return found


def test_where_nothing_waits_everything_is_nought(any_world: World) -> None:
    """Empty: no count, no age, nothing spent."""
    assert Backlog(spent={"hour": 0, "day": 0, "month": 0}) == measured(any_world)


def test_a_message_waits_from_the_moment_it_is_due(any_world: World) -> None:
    """A message that no worker takes grows old, and is no longer counted once it was handed over."""
    acme = any_world.tenant()
    any_world.ask(acme)
    any_world.later(seconds=7)
    waiting = measured(any_world)
    any_world.deliver()

    assert (1, 7.0) == (waiting.messages, waiting.message_seconds)
    assert (0, 0.0) == (measured(any_world).messages, measured(any_world).message_seconds)


def test_events_and_audit_rows_wait_for_the_worker(any_world: World) -> None:
    """The age of the oldest event that was not announced, and of the oldest audit row without a link."""
    any_world.tenant()
    any_world.container.use_cases.chain_rows()()
    any_world.later(seconds=5)
    any_world.ask(any_world.tenant("bolt"))
    any_world.later(seconds=3)
    waiting = measured(any_world)
    any_world.container.use_cases.chain_rows()()
    any_world.post()
    after = measured(any_world)

    assert 3.0 == waiting.chain_seconds
    assert waiting.announcement_seconds >= 3.0
    assert (0.0, 0.0) == (after.chain_seconds, after.announcement_seconds)


def test_a_delivery_that_is_due_waits(any_world: World) -> None:
    """A webhook's delivery waits from the moment it was announced until somebody took it."""
    acme = any_world.tenant()
    body = {"url": "https://hooks.test/x", "events": ["*"]}
    any_world.call("POST", "/api/webhooks", body, key=acme.secret)
    any_world.ask(acme)
    any_world.later(seconds=4)
    any_world.container.use_cases.deliver_webhooks().announce()
    waiting = measured(any_world)

    assert waiting.deliveries > 0
    assert 4.0 == waiting.delivery_seconds


def test_a_webhook_that_is_disabled_waits_for_nobody(any_world: World) -> None:
    """What is owed to a webhook that its owner has disabled is no trouble of ours, and wakes nobody."""
    acme = any_world.tenant()
    body = {"url": "https://hooks.test/x", "events": ["*"]}
    made = any_world.call("POST", "/api/webhooks", body, key=acme.secret).get_json()
    any_world.ask(acme)
    any_world.later(seconds=4)
    any_world.container.use_cases.deliver_webhooks().announce()
    before = measured(any_world).deliveries
    any_world.call("PATCH", f"/api/webhooks/{made['id']}", {"enabled": False}, key=acme.secret)

    assert before > 0
    assert (0, 0.0) == (measured(any_world).deliveries, measured(any_world).delivery_seconds)


def test_what_was_spent_counts_for_all_tenants(any_world: World) -> None:
    """Two tenants' messages are one sum of the hour, the day and the month."""
    with any_world.container.adapters.store().begin() as tx:
        tx.prices.put([Price("memory", "sms", "US", 5000)], now=any_world.clock.now())
    for slug in ("acme", "bolt"):
        any_world.ask(any_world.tenant(slug), f"+1201555{'0130' if slug == 'acme' else '0170'}")

    any_world.container.use_cases.settle_facts()()

    assert {"hour": 10000, "day": 10000, "month": 10000} == measured(any_world).spent


def test_without_its_database_it_is_unavailable() -> None:
    """Broken: a database that is gone is Unavailable."""
    world = make_live_world("postgresql://nobody:x@127.0.0.1:1/none", "redis://127.0.0.1:1")

    with pytest.raises(Unavailable):
        world.container.adapters.backlogs().measure(now=NOON)
    assert make_memory_world().container.adapters.backlogs().measure(now=NOON).messages == 0
