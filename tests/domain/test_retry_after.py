"""Waits are true: after them the same call passes, and a second earlier it does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ids import ChallengeId
from domain.otp import OtpSlot
from domain.rate_limit import seconds_until
from domain.tenant_settings import TenantSettings

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AGES = st.one_of(
    st.lists(st.integers(0, 30 * 3600), max_size=49), st.lists(st.integers(0, 25 * 3600), min_size=50, max_size=50)
)
MANY = st.lists(st.integers(0, 25 * 3600), min_size=50, max_size=50)
FEW = st.lists(st.integers(0, 4000), max_size=8)
RULES = st.builds(
    TenantSettings,
    otp_expiry_minutes=st.integers(1, 10),
    rate_limit_per_hour=st.integers(1, 8),
    resend_after_seconds=st.integers(0, 600),
)


def before(ages: list[int]) -> tuple[datetime, ...]:
    return tuple(NOON - timedelta(seconds=age) for age in sorted(ages))


def slot_of(rules: TenantSettings, asked: list[int], failed: list[int], ended_as: str | None) -> OtpSlot:
    times = before(asked)
    made = times[0] if times else NOON - timedelta(days=1)
    challenge = OtpSlot().renewed(rules, id=ChallengeId("otp_1"), channel="sms", now=made, is_test=False)
    return OtpSlot(1, replace(challenge, ended_as=ended_as), times, before(failed))


@given(RULES, FEW, AGES, st.sampled_from([None, "used", "locked"]), st.booleans())
@settings(deadline=None, max_examples=300)
def test_an_ask_passes_after_its_wait(
    rules: TenantSettings, asked: list[int], failed: list[int], ended_as: str | None, is_test: bool
) -> None:
    """After the seconds that are said the ask passes whole; one second before, it is refused."""
    slot = slot_of(rules, asked, failed, ended_as)
    block = slot.ask_block(rules, NOON, is_test=is_test)
    if block is None:
        return
    wait = timedelta(seconds=seconds_until(block.until, NOON))

    assert slot.ask_block(rules, block.until, is_test=is_test) is None
    assert slot.ask_block(rules, NOON + wait, is_test=is_test) is None
    assert block.until == getattr(
        slot.ask_block(rules, NOON + wait - timedelta(seconds=1), is_test=is_test), "until", 0
    )


@given(AGES)
@settings(deadline=None)
def test_an_attempt_passes_after_its_wait(failed: list[int]) -> None:
    """After the seconds that are said a code may be tried; one second before, it may not."""
    slot = OtpSlot(failed_at=before(failed))
    block = slot.attempt_block(NOON)
    if block is None:
        return
    wait = timedelta(seconds=seconds_until(block.until, NOON))

    assert slot.attempt_block(NOON + wait) is None
    assert block.until == getattr(slot.attempt_block(NOON + wait - timedelta(seconds=1)), "until", 0)


@given(MANY, FEW)
@settings(deadline=None, max_examples=200)
def test_after_a_day_of_wrong_codes_the_wait_is_enough(failed: list[int], asked: list[int]) -> None:
    """With 50 wrong codes behind, too, ask and attempt pass after the seconds that are said."""
    slot = OtpSlot(failed_at=before(failed), asked_at=before(asked))
    attempt, ask = slot.attempt_block(NOON), slot.ask_block(TenantSettings(), NOON, is_test=True)
    after = [NOON + timedelta(seconds=seconds_until(block.until, NOON)) if block else NOON for block in (attempt, ask)]

    assert slot.attempt_block(after[0]) is None
    assert slot.ask_block(TenantSettings(), after[1], is_test=True) is None
