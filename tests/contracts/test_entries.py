"""What a right code opens, over memory and Postgres 16 and 18: the account, recycled numbers, room for one more."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from domain.address import Address
from domain.email import EmailAddress
from domain.ids import TenantId
from domain.otp_challenge import SIGN_IN
from domain.session import EndedAs
from domain.user import User
from tests.contracts.asks import ADA, CODE, entry_of, guess_of, issue
from tests.contracts.conftest import NOON, Stores
from tests.contracts.people import added, got, sign_in, signed_in, user_at
from tests.fixtures.race import race

Turned = Callable[..., datetime]
MAIL: Address = EmailAddress.parse("ada@example.com")


def holder(stores: Stores, tenant_id: TenantId, address: Address = ADA) -> User | None:
    """Whose address it is."""
    with stores.store.begin() as tx:
        return tx.users.holder(tenant_id=tenant_id, address=address)


def test_a_user_whom_the_tenant_made_is_found(stores: Stores) -> None:
    """The first proof of an address that a tenant noted finds that user, and proves the address."""
    acme = stores.tenant("acme")
    made = added(stores, replace(user_at(acme.id), app_metadata={"plan": "gold"}))
    tried, _ = sign_in(stores, acme.id)
    user = got(stores, made)

    assert tried is not None and user is not None
    assert (made.id, False, {"plan": "gold"}) == (tried.user_id, tried.new_user, tried.app_metadata)
    assert NOON == user.phone_verified_at


def test_the_first_proof_stays_the_first(stores: Stores, turned: Turned) -> None:
    """A later sign-in does not move the moment at which the address was proven first."""
    acme = stores.tenant("acme")
    for minute in range(2):
        signed_in(stores, acme.id, turned(minutes=minute))
    user = holder(stores, acme.id)

    assert user is not None and NOON == user.phone_verified_at


def test_a_number_that_was_left_for_long_goes_to_a_new_user(stores: Stores, turned: Turned) -> None:
    """Who was last seen before the bound loses the number; to the moment of the bound nobody does."""
    acme = stores.tenant("acme")
    old = signed_in(stores, acme.id).user_id
    same, _ = sign_in(stores, acme.id, turned(days=1), recycled_before=NOON)
    assert same is not None and (old, False) == (same.user_id, same.new_user)

    fresh, _ = sign_in(stores, acme.id, turned(days=90), recycled_before=turned(days=1, seconds=1))
    assert fresh is not None and fresh.new_user and old != fresh.user_id
    user = holder(stores, acme.id)
    assert user is not None and fresh.user_id == user.id


def test_the_old_user_keeps_the_other_address(stores: Stores, turned: Turned) -> None:
    """Only the address that was typed goes; the account is there, without it, and its version has moved."""
    acme = stores.tenant("acme")
    made = added(stores, user_at(acme.id, email=MAIL.text))
    sign_in(stores, acme.id, turned(days=90), recycled_before=turned(days=1))
    old = got(stores, made)

    new = holder(stores, acme.id)

    assert old is not None and (None, None, MAIL.text, 2) == (
        old.phone, old.phone_verified_at, old.email, old.version,
    )  # fmt: skip
    assert new is not None and (made.id, None) == (new.recycled_from, old.recycled_from)


def test_a_refresh_keeps_a_number_from_being_recycled(stores: Stores, turned: Turned) -> None:
    """Who goes on using a session was not away, however long ago the code was typed."""
    acme = stores.tenant("acme")
    session = signed_in(stores, acme.id)
    stores.sessions.rotate(session, session.rotated(turned(days=25), key_id="k", access=session.access_until - NOON))
    again, _ = sign_in(stores, acme.id, turned(days=40), recycled_before=turned(days=10))

    assert again is not None and session.user_id == again.user_id


def test_the_session_that_was_used_longest_ago_makes_room(stores: Stores, turned: Turned) -> None:
    """Of three sessions the two used last go on, the new one among them; the third ends, and that is told."""
    acme = stores.tenant("acme")
    first, second = signed_in(stores, acme.id), signed_in(stores, acme.id, turned(minutes=1))
    stores.sessions.rotate(first, first.rotated(turned(minutes=2), key_id="k", access=first.access_until - NOON))
    tried, third = sign_in(stores, acme.id, turned(minutes=3), most=2)
    gone = stores.sessions.find(tenant_id=acme.id, session_id=second.id)
    with stores.store.begin() as tx:
        left = tx.sessions.page(tenant_id=acme.id, user_id=first.user_id, before="", most=9)

    assert tried is not None and (second.id,) == tried.ended
    assert gone is not None and (turned(minutes=3), EndedAs.LIMIT) == (gone.session.ended_at, gone.session.ended_as)
    assert [third.id, first.id] == [session.id for session in left]


def test_the_next_sign_in_makes_up_for_a_race(stores: Stores, turned: Turned) -> None:
    """Two addresses of one user, proven at once, may leave one session too many; the next sign-in ends it."""
    acme = stores.tenant("acme")
    user = added(stores, user_at(acme.id, email=MAIL.text))

    def enter(number: int) -> bool:
        address = (ADA, MAIL)[number]
        tried = stores.slots.try_code(
            tenant_id=acme.id, address=address, purpose=SIGN_IN, now=NOON,
            guess=guess_of(acme.id, CODE, address=address), entry=entry_of(acme.id, most=1),
        )  # fmt: skip
        return tried is not None and tried.user_id == user.id

    for address in (ADA, MAIL):
        issue(stores.slots, acme.id, address=address)
    assert [True, True] == list(race(2, enter))
    _, last = sign_in(stores, acme.id, turned(minutes=1), most=1)

    with stores.store.begin() as tx:
        left = tx.sessions.page(tenant_id=acme.id, user_id=user.id, before="", most=9)
    assert [last.id] == [session.id for session in left]


def test_a_blocked_user_never_gets_in(stores: Stores) -> None:
    """The right code of a blocked user is a wrong one: it is counted, and opens nothing."""
    acme = stores.tenant("acme")
    blocked = added(stores, replace(user_at(acme.id), blocked_at=NOON))
    tried, wished = sign_in(stores, acme.id)

    assert tried is not None and (None, None, 4) == (tried.ended_as, tried.user_id, tried.attempts_remaining)
    assert stores.sessions.find(tenant_id=acme.id, session_id=wished.id) is None
    assert (blocked.last_seen_at, None) == ((got(stores, blocked) or blocked).last_seen_at, None)


def test_one_right_code_opens_one_session(stores: Stores) -> None:
    """The same code eight times at once: one gets in, with one session."""
    acme = stores.tenant("acme")
    issue(stores.slots, acme.id)

    def enter(_: int) -> str | None:
        entry, guess = entry_of(acme.id), guess_of(acme.id, CODE)
        tried = stores.slots.try_code(
            tenant_id=acme.id, address=ADA, purpose=SIGN_IN, now=NOON, guess=guess, entry=entry
        )
        return tried.ended_as if tried else None

    assert Counter({None: 7, "used": 1}) == Counter(race(8, enter))
    user = holder(stores, acme.id)
    assert user is not None
    with stores.store.begin() as tx:
        assert 1 == len(tx.sessions.page(tenant_id=acme.id, user_id=user.id, before="", most=9))
