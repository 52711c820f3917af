"""AddressChanges, over memory and Postgres 16 and 18."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import Barrier

import pytest

from domain.address_change import AddressChange
from domain.ids import TenantId
from domain.user import User
from tests.contracts.conftest import NOON, Stores
from tests.contracts.people import added, user_at
from tests.fixtures.race import race

Turned = Callable[..., datetime]


def change_of(user: User, kind: str = "phone", at: datetime = NOON, address: str = "+12015550177") -> AddressChange:
    """A change that waits until a moment."""
    return AddressChange(user.tenant_id, user.id, kind, address, NOON, at)


def put(stores: Stores, *changes: AddressChange) -> None:
    """Keep changes."""
    with stores.store.begin() as tx:
        for change in changes:
            tx.address_changes.put(change)


def of_user(stores: Stores, user: User) -> list[AddressChange]:
    """What waits for a user."""
    with stores.store.begin() as tx:
        return list(tx.address_changes.of_user(tenant_id=user.tenant_id, user_id=user.id))


def due(stores: Stores, now: datetime, most: int = 10) -> list[AddressChange]:
    """What is due."""
    with stores.store.begin() as tx:
        return list(tx.address_changes.due(now=now, most=most))


@pytest.fixture
def ada(stores: Stores) -> User:
    """A user."""
    return added(stores, user_at(stores.tenant("acme").id))


def test_nothing_waits(stores: Stores, ada: User) -> None:
    """At first nothing waits for anybody."""
    assert ([], []) == (of_user(stores, ada), due(stores, NOON))


def test_one_change_of_a_kind_waits(stores: Stores, ada: User, turned: Turned) -> None:
    """A later change of the same kind takes the place of the earlier; one of the other kind stands beside it."""
    first, mail = change_of(ada), change_of(ada, "email", address="ada@example.com")
    second = change_of(ada, at=turned(hours=1), address="+12015550178")
    put(stores, first, mail)
    put(stores, second)

    assert [mail, second] == of_user(stores, ada)


def test_a_change_is_its_tenants_and_its_users(stores: Stores, ada: User) -> None:
    """Nobody else's list has it."""
    put(stores, change_of(ada))
    grace = added(stores, user_at(ada.tenant_id, "+12015550124"))

    assert [] == of_user(stores, grace)
    assert [] == of_user(stores, replace(ada, tenant_id=TenantId(stores.tenant("bolt").id)))


def test_what_is_due_comes_in_order(stores: Stores, ada: User, turned: Turned) -> None:
    """At its moment and not before; the one that waits longest first, no more than were asked for."""
    late, soon = change_of(ada, at=turned(hours=2)), change_of(ada, "email", turned(hours=1), "ada@example.com")
    put(stores, late, soon)

    assert [] == due(stores, turned(minutes=59))
    assert [soon] == due(stores, turned(hours=1))
    assert [soon, late] == due(stores, turned(hours=2))
    assert [soon] == due(stores, turned(hours=2), most=1)


def test_a_stopped_change_is_never_due(stores: Stores, ada: User) -> None:
    """What was taken away does not come; taking it away again is nothing."""
    put(stores, change := change_of(ada))
    for _ in range(2):
        with stores.store.begin() as tx:
            tx.address_changes.remove(change)

    assert ([], []) == (of_user(stores, ada), due(stores, NOON))


def test_a_deleted_user_has_no_changes(stores: Stores, ada: User) -> None:
    """They go with the user."""
    put(stores, change_of(ada))
    with stores.store.begin() as tx:
        tx.users.remove(ada)

    assert [] == due(stores, NOON)


def test_a_change_is_one_workers(stores: Stores, ada: User) -> None:
    """While one holds a due change in its transaction, another passes it over."""
    put(stores, change_of(ada))
    if type(stores.store).__name__ == "MemoryStore":
        pytest.skip("memory has one transaction at a time")
    both = Barrier(2)

    def look(_: int) -> int:
        with stores.store.begin() as tx:
            found = tx.address_changes.due(now=NOON, most=5)
            both.wait(10)
            return len(found)

    assert [0, 1] == sorted(race(2, look))
