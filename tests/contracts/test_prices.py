"""Prices of the store, over memory and Postgres 16 and 18."""

import pytest

from domain.price import Price
from domain.refusal import Unavailable
from tests.contracts.asks import issue
from tests.contracts.conftest import NOON, Stores
from tests.contracts.outbox import send
from tests.fixtures.race import race

HERE = Price("twilio", "sms", "US", 7900)
ELSEWHERE = Price("twilio", "sms", "*", 50_000)
VOICE = Price("twilio:voice", "voice", "US", 14_000)


def put(stores: Stores, *prices: Price) -> None:
    """Keep prices."""
    with stores.store.begin() as tx:
        tx.prices.put(prices, now=NOON)


def known(stores: Stores) -> list[Price]:
    """Every price."""
    with stores.store.begin() as tx:
        return list(tx.prices.all())


def test_without_prices_there_are_none(stores: Stores) -> None:
    """Nothing is known, and keeping no price is no error."""
    put(stores)

    assert [] == known(stores)


def test_prices_come_back_in_order(stores: Stores) -> None:
    """Every price by provider, channel and country; one of the same key takes the place of the one before."""
    put(stores, VOICE, HERE)
    put(stores, ELSEWHERE, Price(*HERE.key, 8000))

    assert [ELSEWHERE, Price("twilio", "sms", "US", 8000), VOICE] == known(stores)


def test_a_hand_over_costs_its_countrys_price(stores: Stores) -> None:
    """The country's price goes before that of everywhere, and a hand-over that has ended keeps its cost."""
    acme = stores.tenant("acme")
    put(stores, HERE, ELSEWHERE)
    challenge = issue(stores.slots, acme.id)
    send(stores)
    put(stores, Price(*HERE.key, 1))
    found = stores.history.request(tenant_id=acme.id, id=challenge.id)

    assert found is not None
    assert 7900 == found.messages[0].cost_micros


def test_a_block_that_raises_keeps_none(stores: Stores) -> None:
    """All or nothing."""

    def half() -> None:
        with stores.store.begin() as tx:
            tx.prices.put([HERE], now=NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert [] == known(stores)


def test_imports_at_once_leave_one_price(stores: Stores) -> None:
    """Of many that keep a price of the same key, one is the last, and nobody fails."""
    race(8, lambda number: put(stores, Price(*HERE.key, number)))

    (price,) = known(stores)
    assert HERE.key == price.key
    assert 0 <= price.micros < 8


def test_a_store_that_is_gone_is_unavailable(nowhere: Stores) -> None:
    """Never an exception of the driver."""
    with pytest.raises(Unavailable):
        put(nowhere, Price("sns", "sms", "*", 1))
