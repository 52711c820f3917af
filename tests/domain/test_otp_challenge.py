"""A challenge: how long it lives, and what a new one inherits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import ChallengeId
from domain.otp import OtpSlot
from domain.otp_challenge import OtpChallenge
from domain.tenant_settings import TenantSettings

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SETTINGS = TenantSettings()


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def renewed(slot: OtpSlot, seconds: float = 0, settings: TenantSettings = SETTINGS) -> OtpChallenge:
    return slot.renewed(settings, id=ChallengeId("otp_1"), channel="sms", now=at(seconds), is_test=False)


def live(**changes: Any) -> OtpSlot:
    return OtpSlot(version=1, challenge=replace(renewed(OtpSlot()), **changes), asked_at=(NOON,))


@pytest.mark.parametrize(("seconds", "lives"), [(0, True), (599, True), (599.999999, True), (600, False), (601, False)])
def test_a_code_lives_ten_minutes_to_the_second(seconds: float, lives: bool) -> None:
    """A code is live at 599 s and dead at 600 s."""
    assert lives is renewed(OtpSlot()).lives(at(seconds))


@pytest.mark.parametrize("ended_as", ["used", "locked"])
def test_a_code_that_ended_lives_no_more(ended_as: str) -> None:
    """A code that was used or locked is dead at once."""
    assert not replace(renewed(OtpSlot()), ended_as=ended_as).lives(NOON)


@pytest.mark.parametrize("minutes", [1, 5, 10])
def test_the_tenant_says_how_long(minutes: int) -> None:
    """The life of a code is the setting `otp_expiry_minutes`."""
    challenge = renewed(OtpSlot(), settings=TenantSettings(otp_expiry_minutes=minutes, otp_length=8))

    assert (at(minutes * 60), 8) == (challenge.expires_at, challenge.length)


@pytest.mark.parametrize(
    ("seconds", "left", "minutes"),
    [(0, 600, 10), (1, 599, 9), (60, 540, 9), (540, 60, 1), (541, 59, 1), (599.5, 0, 1), (600, 0, 1), (900, 0, 1)],
)
def test_what_is_left_is_rounded_down(seconds: float, left: int, minutes: int) -> None:
    """`expires_in` is whole seconds; the message's minutes are rounded down, and at least 1."""
    challenge = renewed(OtpSlot())

    assert (left, minutes) == (challenge.expires_in(at(seconds)), challenge.minutes_left(at(seconds)))


@pytest.mark.parametrize(("seconds", "same"), [(0, True), (30, True), (399, True), (400, True), (401, False)])
def test_the_same_code_is_sent_again_while_a_third_is_left(seconds: float, same: bool) -> None:
    """While at least a third of its life is left an ask sends the same code again; later there is a new one."""
    again = live().resendable(at(seconds), channel="sms", is_test=False)

    assert same == (again is not None)
    if again:
        assert (ChallengeId("otp_1"), at(600), at(seconds)) == (again.id, again.expires_at, again.sent_at)


@pytest.mark.parametrize("ended_as", ["used", "locked"])
def test_a_code_that_ended_is_not_sent_again(ended_as: str) -> None:
    """After a code has ended there is nothing to send again."""
    assert live(ended_as=ended_as).resendable(at(1), channel="sms", is_test=False) is None


def test_a_code_of_the_other_kind_is_not_sent_again() -> None:
    """A number that became a test number, or ceased to be one, gets a new challenge."""
    assert live().resendable(at(1), channel="sms", is_test=True) is None
    assert live(is_test=True).resendable(at(1), channel="sms", is_test=False) is None


@given(st.integers(0, 4), st.integers(401, 599))
def test_a_new_code_inherits_the_attempts(spent: int, seconds: int) -> None:
    """A code that replaces a live one starts with the attempts that were spent: asking buys no guesses."""
    assert spent == renewed(live(attempts=spent), seconds).attempts


@given(st.integers(1, 10), st.integers(0, 9))
def test_a_new_code_can_always_be_tried_once(most: int, spent: int) -> None:
    """Where the tenant lowered its attempts meanwhile, the next code still has one."""
    challenge = renewed(live(attempts=spent, max_attempts=10), 500, TenantSettings(max_otp_attempts=most))

    assert 1 <= challenge.attempts_remaining <= most
    assert challenge.attempts == min(spent, most - 1)


@pytest.mark.parametrize(("ended_as", "seconds"), [("used", 10), ("locked", 10), (None, 600)])
def test_a_code_that_ended_passes_nothing_on(ended_as: str | None, seconds: int) -> None:
    """After a used, locked or expired code the next one starts at `max_otp_attempts`."""
    assert 5 == renewed(live(attempts=4, ended_as=ended_as), seconds).attempts_remaining
