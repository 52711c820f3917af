"""Notices, over memory and Postgres 16 and 18: sent as codes are, and nothing can be proven by them."""

from dataclasses import replace
from datetime import timedelta

from domain.ids import ChallengeId, MessageId, TenantId
from domain.letter import Notice
from domain.message import Message
from domain.notice import NOTICE_LIVES
from tests.contracts.asks import ADA, attempt, issue, make
from tests.contracts.conftest import NOON, Stores
from tests.contracts.outbox import begin, claim, send


def notice_to(tenant_id: TenantId, at: timedelta = timedelta(0)) -> Message:
    """News for Ada's number."""
    now = NOON + at
    return Message(
        tenant_id=tenant_id,
        id=make(MessageId, now),
        challenge_id=make(ChallengeId, now),
        channel="sms",
        to=ADA.text,
        minutes=1,
        created_at=now,
        expires_at=now + NOTICE_LIVES,
        routes=("twilio",),
        country="US",
        notice=Notice.CHANGED,
    )


def owed(stores: Stores, *notices: Message) -> None:
    """Owe them."""
    with stores.store.begin() as tx:
        for notice in notices:
            tx.notices.add(notice)


def test_a_notice_is_sent_as_it_was_written(stores: Stores) -> None:
    """The worker gets it with its routes, and hands it over once."""
    notice = notice_to(stores.tenant("acme").id)
    owed(stores, notice)
    claimed = send(stores)

    assert replace(notice, minutes=1) == claimed.message
    assert [] == claim(stores, NOON + timedelta(minutes=5), "two")


def test_two_notices_to_one_address(stores: Stores) -> None:
    """Each is a message of its own, with a count of its own."""
    acme = stores.tenant("acme")
    owed(stores, notice_to(acme.id), notice_to(acme.id))

    assert 2 == len(claim(stores))


def test_a_notice_leaves_codes_alone(stores: Stores) -> None:
    """A code of the same address lives on, and is proven as ever."""
    acme = stores.tenant("acme")
    issue(stores.slots, acme.id)
    owed(stores, notice_to(acme.id))
    tried = attempt(stores.slots, acme.id)

    assert tried is not None and "used" == tried.ended_as


def test_nothing_is_proven_by_a_notice(stores: Stores) -> None:
    """Where there is a notice and no code, nothing can be guessed at."""
    acme = stores.tenant("acme")
    owed(stores, notice_to(acme.id))

    assert attempt(stores.slots, acme.id) is None


def test_a_notice_that_is_rolled_back_is_never_sent(stores: Stores) -> None:
    """It is owed from the commit of what it tells."""
    try:
        with stores.store.begin() as tx:
            tx.notices.add(notice_to(stores.tenant("acme").id))
            raise RuntimeError
    except RuntimeError:
        assert [] == claim(stores)


def test_a_notice_counts_its_hand_overs(stores: Stores) -> None:
    """Three, as a message has; the fourth is not begun."""
    owed(stores, notice_to(stores.tenant("acme").id))
    numbers = []
    for hour in range(4):
        now = NOON + timedelta(hours=hour)
        (claimed,) = claim(stores, now, f"lease {hour}")
        numbers.append(begin(stores, claimed, now).number)

    assert [1, 2, 3, None] == numbers
