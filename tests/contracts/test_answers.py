"""Answers and AnswerBook, over memory and Postgres 16 and 18."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from application.ports.answers import KEPT, Kept, Once
from domain.refusal import Conflict, Unavailable
from tests.contracts.conftest import DICE, NOON, Stores
from tests.fixtures.race import race

Turned = Callable[..., datetime]
LEASE = timedelta(seconds=30)


def call(tenant: str = "tn_acme", digest: bytes = b"digest", at: datetime = NOON) -> Once:
    """Somebody who works on a call."""
    return Once(tenant, digest, DICE.roll(8).hex(), at + LEASE, "k1", b"mac", at)


def keep(stores: Stores, once: Once, answer: bytes = b"sealed") -> None:
    """Answer a call."""
    with stores.store.begin() as tx:
        tx.answers.keep(once, answer)


def test_the_first_caller_works(stores: Stores) -> None:
    """Who comes first gets the lease; who comes meanwhile hears that somebody works on it, and until when."""
    first, second = call(), replace(call(), body_mac=b"other", key_id="k2")

    assert stores.answer_book.claim(first, now=NOON) is None
    assert Kept("k1", b"mac", None, NOON + LEASE) == stores.answer_book.claim(second, now=NOON)


def test_the_answer_is_for_everybody_after(stores: Stores, turned: Turned) -> None:
    """It is kept for 24 hours, and then the call is a new one."""
    stores.answer_book.claim(first := call(), now=NOON)
    keep(stores, first)
    last = turned(hours=24, microseconds=-1)

    assert Kept("k1", b"mac", b"sealed", NOON + LEASE) == stores.answer_book.claim(call(at=last), now=last)
    assert stores.answer_book.claim(call(at=NOON + KEPT), now=NOON + KEPT) is None


def test_looking_writes_nothing(stores: Stores, turned: Turned) -> None:
    """What is known is found without a claim: nothing, somebody at work, an answer; and nothing again after its time."""
    book, first = stores.answer_book, call()
    assert book.find(first, now=NOON) is None
    assert book.claim(first, now=NOON) is None
    assert Kept("k1", b"mac", None, NOON + LEASE) == book.find(call(), now=NOON)
    assert book.find(call(), now=turned(seconds=30)) is None
    keep(stores, first)

    assert Kept("k1", b"mac", b"sealed", NOON + LEASE) == book.find(call(), now=turned(hours=23))
    assert book.find(call(), now=NOON + KEPT) is None


def test_a_call_of_another_scope_is_another(stores: Stores) -> None:
    """Another tenant, and another digest (of key, route and credential), are calls of their own."""
    stores.answer_book.claim(call(), now=NOON)

    assert stores.answer_book.claim(call("tn_bolt"), now=NOON) is None
    assert stores.answer_book.claim(call(digest=b"other"), now=NOON) is None


def test_an_abandoned_call_goes_to_the_next(stores: Stores, turned: Turned) -> None:
    """A lease that ran out without an answer had no effect; the first one can answer no more."""
    stores.answer_book.claim(first := call(), now=NOON)
    assert stores.answer_book.claim(call(), now=turned(seconds=29)) is not None
    late = call(at=turned(seconds=30))
    assert stores.answer_book.claim(late, now=turned(seconds=30)) is None

    with pytest.raises(Conflict):
        keep(stores, first)
    keep(stores, late, b"late")
    found = stores.answer_book.claim(call(), now=turned(seconds=31))
    assert found is not None and b"late" == found.answer


def test_a_refusal_leaves_nothing(stores: Stores) -> None:
    """Who gives up frees the call at once; somebody else's lease, and an answer, stay."""
    first, other = call(), call()
    stores.answer_book.claim(first, now=NOON)
    stores.answer_book.give_up(other)
    assert stores.answer_book.claim(other, now=NOON) is not None
    stores.answer_book.give_up(first)
    assert stores.answer_book.claim(other, now=NOON) is None
    keep(stores, other)
    stores.answer_book.give_up(other)

    assert stores.answer_book.claim(call(), now=NOON) is not None


def test_an_answer_is_part_of_its_commit(stores: Stores) -> None:
    """Where the effect is rolled back there is no answer."""
    stores.answer_book.claim(first := call(), now=NOON)
    try:
        with stores.store.begin() as tx:
            tx.answers.keep(first, b"sealed")
            raise RuntimeError
    except RuntimeError:
        found = stores.answer_book.claim(call(), now=NOON)

    assert found is not None and found.answer is None


def test_an_answer_is_kept_once(stores: Stores) -> None:
    """What was answered is not answered again."""
    stores.answer_book.claim(first := call(), now=NOON)
    keep(stores, first)

    with pytest.raises(Conflict):
        keep(stores, first, b"other")


def test_of_eight_at_once_one_works(stores: Stores) -> None:
    """Real threads, one key: exactly one gets the lease."""
    said = race(8, lambda _: stores.answer_book.claim(call(), now=NOON) is None)

    assert Counter({False: 7, True: 1}) == Counter(said)


def test_the_sweep_forgets_the_oldest(stores: Stores, turned: Turned) -> None:
    """No more than a batch at a time, and nothing that is still kept."""
    for number in range(5):
        stores.answer_book.claim(call(digest=bytes([number]), at=turned(hours=number)), now=turned(hours=number))
    stores.answer_book.sweep(before=turned(hours=3), most=3)
    later = turned(hours=4, seconds=1)
    free = [stores.answer_book.claim(call(digest=bytes([n]), at=later), now=turned(seconds=1)) for n in range(5)]

    assert [True, True, True, False, False] == [found is None for found in free]


def test_a_store_that_is_gone_is_unavailable(nowhere: Stores) -> None:
    """Nobody works on a call of which nothing can be known."""
    with pytest.raises(Unavailable):
        nowhere.answer_book.claim(call(), now=NOON)
