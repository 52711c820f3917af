"""What wrong codes cost an address, over all its codes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import ChallengeId
from domain.otp import CodeExpired, OtpSlot, TooManyAttempts
from domain.refusal import RateLimited
from domain.tenant_settings import TenantSettings

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SETTINGS = TenantSettings()
AGES = st.lists(st.integers(0, 30 * 3600), max_size=50)


def before(ages: Sequence[float]) -> tuple[datetime, ...]:
    return tuple(NOON - timedelta(seconds=age) for age in sorted(ages))


def spread(count: int, step: float, first: float = 0) -> list[float]:
    return [first + number * step for number in range(count)]


@pytest.mark.parametrize(
    ("ages", "wait"),
    [
        ([], None),
        (spread(9, 1), None),
        (spread(10, 1), 3591),
        (spread(10, 400), None),
        (spread(10, 399), 9),
        (spread(12, 300), 900),
        ([0, *spread(9, 1, 3600)], None),
    ],
)
def test_ten_in_an_hour(ages: list[float], wait: int | None) -> None:
    """Once 10 were wrong within an hour, request and verify wait until the tenth last is an hour old."""
    slot = OtpSlot(failed_at=before(ages))
    expected = wait and NOON + timedelta(seconds=wait)
    blocks = (slot.attempt_block(NOON), slot.ask_block(SETTINGS, NOON, is_test=False))

    assert [expected, expected] == [block and block.until for block in blocks]
    assert {"failures"} >= {block.limit for block in blocks if block}


def test_fifty_in_a_day_leave_one_attempt_an_hour() -> None:
    """After 50 wrong codes in 24 hours there is one attempt an hour."""
    slot = OtpSlot(failed_at=before(spread(50, 1500, 1800)))
    opens = NOON + timedelta(seconds=1800)
    tried = replace(slot, failed_at=(opens, *slot.failed_at[:-1]))

    assert opens == getattr(slot.attempt_block(NOON), "until", None)
    assert slot.attempt_block(opens) is None
    assert opens + timedelta(hours=1) == getattr(tried.attempt_block(opens), "until", None)


def test_the_day_ends_with_the_fiftieth_last() -> None:
    """When the fiftieth last wrong code is a day old, only the hour counts again."""
    day_old = before([*spread(49, 1500, 1800), 86_400])

    assert OtpSlot(failed_at=day_old).attempt_block(NOON) is None
    assert OtpSlot(failed_at=day_old).attempt_block(NOON - timedelta(seconds=1)) is not None


def test_forty_nine_in_a_day_do_not() -> None:
    """With 49 wrong codes in 24 hours only the hour counts."""
    assert OtpSlot(failed_at=before(spread(49, 1500, 1800))).attempt_block(NOON) is None


def test_fifty_in_a_day_leave_one_ask_an_hour() -> None:
    """The same bound holds for asks, counted from the last ask; also for test numbers, where failures hold."""
    failed = before(spread(50, 1500, 3601))
    slot = OtpSlot(failed_at=failed, asked_at=before([600]))

    for is_test in (False, True):
        block = slot.ask_block(SETTINGS, NOON, is_test=is_test)

        assert ("failures", NOON + timedelta(seconds=3000)) == (block and (block.limit, block.until))
    assert OtpSlot(failed_at=failed, asked_at=before([3600])).ask_block(SETTINGS, NOON, is_test=False) is None


@given(AGES, st.lists(st.integers(0, 30 * 3600), max_size=5))
def test_nobody_is_locked_out_for_longer_than_an_hour(failed: list[int], asked: list[int]) -> None:
    """No wait for failures is longer than an hour, whatever an attacker did before."""
    slot = OtpSlot(failed_at=before(failed), asked_at=before(asked))
    blocks = [slot.attempt_block(NOON), slot.ask_block(SETTINGS, NOON, is_test=True)]

    assert all(block.until <= NOON + timedelta(hours=1) for block in blocks if block)


def slot_with(ended_as: str | None, failed: Sequence[float] = ()) -> OtpSlot:
    made = NOON - timedelta(seconds=60)
    challenge = OtpSlot().renewed(SETTINGS, id=ChallengeId("otp_1"), channel="sms", now=made, is_test=False)
    return OtpSlot(1, replace(challenge, ended_as=ended_as), failed_at=before(failed))


@pytest.mark.parametrize(
    ("slot", "later", "refusal"),
    [
        (OtpSlot(), 0, CodeExpired),
        (slot_with("used"), 0, CodeExpired),
        (slot_with(None), 540, CodeExpired),
        (slot_with("locked"), 0, TooManyAttempts),
        (slot_with("locked"), 539, TooManyAttempts),
        (slot_with("locked"), 540, CodeExpired),
        (slot_with("locked", spread(10, 1)), 0, RateLimited),
        (slot_with(None, spread(10, 1)), 0, RateLimited),
        (OtpSlot(failed_at=before(spread(10, 1))), 0, RateLimited),
    ],
)
def test_a_guess_at_nothing_has_one_of_three_answers(slot: OtpSlot, later: float, refusal: type[Exception]) -> None:
    """Never asked, expired and used are one answer; locked another until its time is over; the wait comes first."""
    with pytest.raises(refusal):
        slot.refuse_attempt(NOON + timedelta(seconds=later))
