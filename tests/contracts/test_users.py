"""Users, over memory and Postgres 16 and 18."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from application.ports.users import Sought
from domain.email import EmailAddress
from domain.ids import TenantId, UserId
from domain.metadata import LARGEST
from domain.refusal import Conflict
from domain.user import User
from tests.contracts.asks import ADA, CALLER, GRACE, attempt, issue, make
from tests.contracts.conftest import NOON, Stores
from tests.contracts.people import added, got, user_at
from tests.fixtures.race import race

Turned = Callable[..., datetime]
NOTES: dict[str, Any] = {
    "name": "Ada Łovelace 😀",
    "seats": [LARGEST, -LARGEST, 0.5, True, None],
    "deep": {"a": {"b": {"c": []}}},
    "": "an empty name",
}


def page(stores: Stores, tenant_id: TenantId, before: str = "", most: int = 10, **sought: Any) -> list[User]:
    """A page of users."""
    with stores.store.begin() as tx:
        return list(tx.users.page(tenant_id=tenant_id, sought=Sought(**sought), before=before, most=most))


def saved(stores: Stores, user: User) -> None:
    """The user, replaced."""
    with stores.store.begin() as tx:
        tx.users.save(user)


def removed(stores: Stores, user: User) -> None:
    """The user, gone."""
    with stores.store.begin() as tx:
        tx.users.remove(user)


class TestKeeping:
    """What is kept is found again."""

    def test_a_user_comes_back_as_it_was(self, stores: Stores, turned: Turned) -> None:
        """Every field survives, notes of every kind of value too."""
        user = replace(
            user_at(stores.tenant("acme").id, email="ada@example.com"),
            phone_verified_at=turned(minutes=1),
            email_verified_at=turned(minutes=2),
            user_metadata=NOTES,
            app_metadata={"plan": "gold"},
            blocked_at=turned(minutes=3),
            last_sign_in_at=turned(minutes=4),
            last_seen_at=turned(minutes=5),
            version=7,
            recycled_from=make(UserId),
        )

        assert user == got(stores, added(stores, user))
        saved(stores, changed := replace(user, phone=None, phone_verified_at=None, user_metadata={}, version=8))
        assert changed == got(stores, user)

    def test_whose_address_it_is(self, stores: Stores) -> None:
        """A holder is found by either address, in the tenant that was asked about."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        user = added(stores, user_at(acme.id, email="ada@example.com"))
        with stores.store.begin() as tx:
            asked = [(acme.id, ADA), (acme.id, EmailAddress.parse("ada@example.com")), (acme.id, GRACE), (bolt.id, ADA)]
            found = [tx.users.holder(tenant_id=tenant_id, address=address) for tenant_id, address in asked]

        assert [user, user, None, None] == found

    def test_nothing_is_none_or_empty(self, stores: Stores) -> None:
        """Unknown ids are None, an empty tenant has an empty page, and another tenant's user is unknown."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        user = added(stores, user_at(acme.id))

        assert [] == page(stores, bolt.id)
        assert got(stores, replace(user, tenant_id=bolt.id)) is None
        assert got(stores, replace(user, id=make(UserId))) is None


class TestAddresses:
    """An address is one user's, within a tenant."""

    @pytest.mark.parametrize("kind", ["phone", "email"])
    def test_a_taken_address_is_a_conflict(self, stores: Stores, kind: str) -> None:
        """Neither a new user nor a changed one gets another's address, and what was there stays."""
        acme = stores.tenant("acme")
        text = {"phone": ADA.text, "email": "ada@example.com"}[kind]
        holds: dict[str, Any] = {"phone": None, "email": None, kind: text}
        holder = added(stores, replace(user_at(acme.id, None), **holds))
        other = added(stores, user_at(acme.id, GRACE.text))
        for keep in (lambda: added(stores, replace(user_at(acme.id, None), **holds)),
                     lambda: saved(stores, replace(other, **holds))):  # fmt: skip
            with pytest.raises(Conflict):
                keep()

        assert (holder, other) == (got(stores, holder), got(stores, other))

    def test_two_tenants_know_the_same_number(self, stores: Stores) -> None:
        """Each has a user of its own."""
        users = [added(stores, user_at(stores.tenant(slug).id)) for slug in ("acme", "bolt")]

        assert users == [got(stores, user) for user in users]

    def test_of_parallel_users_with_one_address_one_is_made(self, stores: Stores) -> None:
        """Eight threads, one number: seven hear that it is taken."""
        acme = stores.tenant("acme")

        def make_one(_: int) -> str:
            try:
                return added(stores, user_at(acme.id)).id
            except Conflict:
                return "taken"

        said = Counter(race(8, make_one))
        assert (7, 2) == (said["taken"], len(said))
        assert 1 == len(page(stores, acme.id))

    def test_a_deleted_users_address_is_free(self, stores: Stores) -> None:
        """The address makes a new user; the old id is gone."""
        acme = stores.tenant("acme")
        old = added(stores, user_at(acme.id))
        removed(stores, old)
        new = added(stores, user_at(acme.id))

        assert (None, new) == (got(stores, old), got(stores, new))

    def test_one_change_at_a_time(self, stores: Stores) -> None:
        """Who reads a user in a transaction holds it: of eight parallel increments none is lost."""
        acme = stores.tenant("acme")
        user = added(stores, user_at(acme.id))

        def raise_version(_: int) -> None:
            with stores.store.begin() as tx:
                found = tx.users.get(tenant_id=acme.id, user_id=user.id)
                assert found is not None
                tx.users.save(replace(found, version=found.version + 1))

        if type(stores.store).__name__ == "MemoryStore":
            for number in range(8):
                raise_version(number)
        else:
            race(8, raise_version)
        assert 9 == (got(stores, user) or user).version


class TestPages:
    """Newest first, and right while users come and go."""

    def test_filters_select(self, stores: Stores) -> None:
        """By phone, by email, by whether they are blocked, and by all of them together."""
        acme = stores.tenant("acme")
        ada = added(stores, user_at(acme.id, email="ada@example.com"))
        grace = added(stores, replace(user_at(acme.id, GRACE.text), blocked_at=NOON))

        assert [ada] == page(stores, acme.id, phone=ADA.text)
        assert [ada] == page(stores, acme.id, email="ada@example.com", blocked=False)
        assert [grace] == page(stores, acme.id, blocked=True)
        assert [] == page(stores, acme.id, phone=ADA.text, blocked=True)
        assert {ada.id, grace.id} == {user.id for user in page(stores, acme.id)}

    def test_a_cursor_stays_right_under_writes(self, stores: Stores, turned: Turned) -> None:
        """Who was there from the first page to the last is seen once, whoever came or went in between."""
        acme = stores.tenant("acme")
        made = [
            added(stores, user_at(acme.id, None, email=f"u{number}@example.com", at=turned(minutes=number)))
            for number in range(9)
        ]
        seen = page(stores, acme.id, most=3)
        removed(stores, made[7])
        removed(stores, made[4])
        added(stores, user_at(acme.id, None, email="new@example.com", at=turned(minutes=99)))
        while further := page(stores, acme.id, before=seen[-1].id, most=3):
            seen += further

        assert [8, 7, 6, 5, 3, 2, 1, 0] == [made.index(user) for user in seen]


class TestEnding:
    """Codes end with what they were for."""

    def test_codes_of_an_address_open_nothing_any_more(self, stores: Stores) -> None:
        """Of the named addresses, in this tenant; a later ask makes a code that is good again."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        for tenant, address in ((acme, ADA), (acme, GRACE), (bolt, ADA)):
            issue(stores.slots, tenant.id, address=address)
        with stores.store.begin() as tx:
            tx.users.end_codes(tenant_id=acme.id, addresses=[ADA.text], now=NOON)

        assert attempt(stores.slots, acme.id) is None
        assert all(
            attempt(stores.slots, tenant.id, address=address) for tenant, address in ((acme, GRACE), (bolt, ADA))
        )
        issue(stores.slots, acme.id, NOON + timedelta(minutes=1))
        again = attempt(stores.slots, acme.id, now=NOON + timedelta(minutes=1))
        assert again is not None and "used" == again.ended_as

    def test_trust_ends_with_the_codes(self, stores: Stores) -> None:
        """Where the address was proven is forgotten, so that its next holder inherits no networks; elsewhere it stays."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        for tenant in (acme, bolt):
            issue(stores.slots, tenant.id)
            attempt(stores.slots, tenant.id)
        with stores.store.begin() as tx:
            tx.users.end_codes(tenant_id=acme.id, addresses=[ADA.text], now=NOON)

        assert [False, True] == [
            stores.slots.look(tenant_id=tenant.id, address=ADA, purpose="sign_in", now=NOON, network=CALLER.network)[
                0
            ].is_own
            for tenant in (acme, bolt)
        ]
