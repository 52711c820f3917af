"""The clock, dice and phones of tests and simulations."""

from datetime import UTC, timedelta

from adapters.memory.clock import NOON, TurnedClock
from adapters.memory.dice import LoadedDice
from adapters.memory.phones import MemoryChannel
from domain.ids import MessageId, TenantId
from domain.message import Outcome, Outgoing


def test_the_clock_stands_until_it_is_turned() -> None:
    """The time is the same until somebody turns the clock, and is in UTC."""
    clock = TurnedClock()
    first, second = clock.now(), clock.now()
    clock.turn(timedelta(seconds=5))

    assert (NOON, NOON, NOON + timedelta(seconds=5)) == (first, second, clock.now())
    assert UTC is clock.now().tzinfo


def test_the_dice_fall_the_same_way_each_time() -> None:
    """Two pairs of dice with one seed agree, roll by roll; no two rolls are alike."""
    rolls = [[dice.roll(16) for _ in range(50)] for dice in (LoadedDice("a"), LoadedDice("a"), LoadedDice("b"))]

    assert rolls[0] == rolls[1]
    assert 100 == len({*rolls[0], *rolls[2]})
    assert {16} == {len(roll) for roll in rolls[0]}


def test_a_phone_keeps_what_arrives() -> None:
    """Texts are kept by address, oldest first; a refusal keeps nothing and says why."""
    channel = MemoryChannel()
    for text in ("one", "two"):
        channel.send(Outgoing(TenantId("tn_1"), MessageId("msg_1"), 1, "sms", "+12015550123", text, "482913"))
    channel.answers = Outcome.OPTED_OUT
    receipt = channel.send(Outgoing(TenantId("tn_1"), MessageId("msg_2"), 1, "sms", "+12015550123", "three", "482913"))

    assert (Outcome.OPTED_OUT, ["one", "two"]) == (receipt.outcome, channel.texts_to("+12015550123"))
    assert [] == channel.texts_to("+12015550124")
