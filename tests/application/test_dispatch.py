"""Messages leave the house once, in time, or not at all."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from adapters.memory.stored import StoredMessage
from application.messages.dispatch_messages import DispatchMessages
from domain.delivery import Next
from domain.ids import EventId
from domain.message import Outcome, Status
from tests.fixtures.worlds import ADA, GRACE, World


def dispatch(world: World) -> DispatchMessages:
    found: DispatchMessages = world.container.use_cases.dispatch_messages()
    return found


def stored(world: World) -> Sequence[StoredMessage]:
    return list(world.container.adapters.world().messages.values())


def test_a_message_is_sent_once(memory_world: World) -> None:
    """What one worker has claimed nobody else gets, and what was sent is not claimed again."""
    memory_world.ask(memory_world.tenant())
    first, second = dispatch(memory_world).claim(10), dispatch(memory_world).claim(10)
    dispatch(memory_world).deliver(first[0])

    assert (1, 0, 0) == (len(first), len(second), len(dispatch(memory_world).claim(10)))
    assert ["sent"] == [one.status for one in stored(memory_world)]
    assert ["memory-1"] == [one.attempts[0].reference for one in stored(memory_world)]


def test_the_oldest_go_first_and_no_more_than_asked(memory_world: World) -> None:
    """A worker takes as many as it can carry, the oldest first."""
    acme = memory_world.tenant()
    for phone in (ADA, GRACE, "+12015550125"):
        memory_world.ask(acme, phone)
        memory_world.later(seconds=1)

    assert [ADA, GRACE] == [one.message.to for one in dispatch(memory_world).claim(2)]


@pytest.mark.parametrize(("age", "status"), [(599, "sent"), (600, "dropped")])
def test_an_expired_code_is_never_sent(memory_world: World, age: int, status: str) -> None:
    """A message that waited longer than its code lives is dropped, to the second."""
    memory_world.ask(memory_world.tenant())
    memory_world.later(seconds=age)
    memory_world.deliver()

    assert [(status, None if status == "sent" else "expired")] == [
        (one.status, one.dropped_as) for one in stored(memory_world)
    ]
    assert (status == "sent") == bool(memory_world.phones.texts_to(ADA))


def test_a_replaced_code_is_never_sent(memory_world: World) -> None:
    """After a new code has replaced it, the old message is dropped: two codes only confuse."""
    acme = memory_world.tenant()
    memory_world.ask(acme)
    memory_world.later(seconds=401)
    memory_world.ask(acme)
    memory_world.deliver()

    assert [("dropped", "challenge_ended"), ("sent", None)] == [
        (one.status, one.dropped_as) for one in stored(memory_world)
    ]
    assert 1 == len(memory_world.phones.texts_to(ADA))


def test_a_code_that_ended_is_never_sent(memory_world: World) -> None:
    """A resend that waited while the code was used is dropped."""
    acme = memory_world.tenant(resend_after_seconds=0)
    memory_world.ask(acme)
    code = memory_world.code()
    memory_world.ask(acme)
    memory_world.prove(acme, code)
    memory_world.deliver()

    assert [("sent", None), ("dropped", "challenge_ended")] == [
        (one.status, one.dropped_as) for one in stored(memory_world)
    ]


def test_it_may_end_between_claim_and_sending(memory_world: World) -> None:
    """A worker that was slow looks at the time again before it sends."""
    memory_world.ask(memory_world.tenant())
    claimed = dispatch(memory_world).claim(1)[0]
    memory_world.later(seconds=600)

    assert [] == dispatch(memory_world).deliver(claimed)
    assert [] == memory_world.phones.sent


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.ACCEPTED])
def test_a_failure_is_recorded(memory_world: World, outcome: Outcome) -> None:
    """Whatever trouble a provider reports is an attempt with its outcome; a temporary one is tried again."""
    memory_world.ask(memory_world.tenant())
    memory_world.phones.answers = outcome
    memory_world.deliver()
    attempts = [
        (one.status, attempt.provider, attempt.receipt and attempt.receipt.outcome)
        for one in stored(memory_world)
        for attempt in one.attempts
    ]

    assert [("failed" if outcome.is_permanent or outcome.is_for_good else "queued", "memory", outcome)] == attempts


def test_a_lost_worker_leaves_its_message_to_the_next(memory_world: World) -> None:
    """When the lease of 30 s is over, another worker sends the same code; not a moment before."""
    memory_world.ask(memory_world.tenant())
    dispatch(memory_world).claim(1)
    memory_world.later(seconds=29)
    early = dispatch(memory_world).claim(1)
    memory_world.later(seconds=1)

    assert (0, 1) == (len(early), memory_world.deliver())


def test_a_late_completion_is_ignored(memory_world: World) -> None:
    """Who comes back after the lease went to another writes nothing: not over its claim, not over its result."""
    memory_world.ask(memory_world.tenant())
    late = dispatch(memory_world).claim(1)[0]
    memory_world.clock.turn(timedelta(seconds=30))
    mine = dispatch(memory_world).claim(1)[0]
    outbox = memory_world.container.adapters.outbox()

    dispatch(memory_world).deliver(late)
    assert ([], "sending") == (stored(memory_world)[0].attempts, stored(memory_world)[0].status)

    dispatch(memory_world).deliver(mine)
    event_id = EventId.make(memory_world.clock.now(), b"0" * 10)
    assert outbox.settle(late, Next(Status.DROPPED), now=memory_world.clock.now(), event_id=event_id) is False
    assert (1, "sent") == (len(stored(memory_world)[0].attempts), stored(memory_world)[0].status)
    assert 1 == len(set(memory_world.phones.texts_to(ADA)))


def test_a_resend_says_the_same_code_and_what_is_left(memory_world: World) -> None:
    """The same code comes again, with the whole minutes that were left at the second ask."""
    acme = memory_world.tenant()
    memory_world.ask(acme)
    memory_world.later(seconds=61)
    memory_world.ask(acme)
    memory_world.deliver()
    code = memory_world.code()

    assert [
        f"Your Acme verification code is: {code}. Expires in {minutes} minutes." for minutes in (10, 8)
    ] == memory_world.phones.texts_to(ADA)
