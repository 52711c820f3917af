"""When a code may be asked for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.ids import ChallengeId
from domain.otp import OtpSlot, refuse
from domain.refusal import RateLimited
from domain.tenant_settings import TenantSettings

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SETTINGS = TenantSettings()


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def slot(*asked: float, ended_as: str | None = None, settings: TenantSettings = SETTINGS) -> OtpSlot:
    """A slot whose challenge was made and last asked for at the newest of these moments."""
    challenge = OtpSlot().renewed(settings, id=ChallengeId("otp_1"), channel="sms", now=at(max(asked)), is_test=False)
    times = tuple(at(seconds) for seconds in sorted(asked, reverse=True))
    return OtpSlot(1, replace(challenge, ended_as=ended_as), asked_at=times)


def said(found: OtpSlot, seconds: float, settings: TenantSettings = SETTINGS, *, is_test: bool = False) -> Any:
    block = found.ask_block(settings, at(seconds), is_test=is_test)
    return block and (block.limit, (block.until - NOON).total_seconds())


def test_the_first_ask_is_free() -> None:
    """An address that was never asked about has no bound."""
    assert said(OtpSlot(), 0) is None


@pytest.mark.parametrize(("seconds", "expected"), [(0, 30.0), (29, 30.0), (29.999, 30.0), (30, None), (31, None)])
def test_a_live_code_is_not_sent_again_at_once(seconds: float, expected: float | None) -> None:
    """While a code lives the next ask waits `resend_after_seconds`, to the second."""
    assert (expected and ("resend", expected)) == said(slot(0), seconds)


@pytest.mark.parametrize("ended_as", ["used", "locked"])
def test_after_a_code_has_ended_nobody_waits(ended_as: str) -> None:
    """A used or locked code does not hold up the next ask."""
    assert said(slot(0, ended_as=ended_as), 1) is None


def test_the_wait_ends_with_the_code() -> None:
    """A wait longer than the code's life ends when the code does."""
    settings = TenantSettings(otp_expiry_minutes=1, resend_after_seconds=600)

    assert ("resend", 60.0) == said(slot(0, settings=settings), 59, settings)
    assert said(slot(0, settings=settings), 60, settings) is None


def test_no_wait_where_the_tenant_wants_none() -> None:
    """`resend_after_seconds` 0 is no wait."""
    assert said(slot(0), 0, TenantSettings(resend_after_seconds=0)) is None


def test_five_asks_an_hour() -> None:
    """The sixth ask waits until the fifth last is an hour old, to the second."""
    asked = (0, 100, 200, 300, 400)

    assert said(slot(*asked[:4]), 500) is None
    assert ("address", 3600.0) == said(slot(*asked), 500)
    assert ("address", 3600.0) == said(slot(*asked), 3599)
    assert said(slot(*asked), 3600) is None


def test_the_tenant_says_how_many() -> None:
    """`rate_limit_per_hour` is the number of asks."""
    assert ("address", 3600.0) == said(slot(0), 700, TenantSettings(rate_limit_per_hour=1))
    assert said(slot(0, 100, 200, 300, 400), 1100, TenantSettings(rate_limit_per_hour=6)) is None


def test_the_longest_wait_is_said() -> None:
    """Where several bounds stand, the one that opens last is named, so that its end is the end of all."""
    asked = (0, 100, 200, 300, 400)

    assert ("address", 3600.0) == said(slot(*asked), 401)
    assert ("slow_down", 3640.0) == said(slot(0, 1, 2, 3, 3580), 3599)
    assert ("resend", 3610.0) == said(slot(1, 2, 3, 3580), 3599)


def test_unproven_asks_slow_down() -> None:
    """After as many as an hour allows: a minute, then twice as long, up to 32; a proof and a quiet day forgive."""
    every_hour = [3600 * n for n in range(12)]
    waits = []
    for count in range(5, 13):
        found, last = slot(*every_hour[:count], ended_as="locked"), every_hour[count - 1]
        waits.append(said(found, last + 1)[1] - last)

    assert [60, 120, 240, 480, 960, 1920, 1920, 1920] == waits
    proved = replace(slot(*every_hour[:6], ended_as="used"), proved_at=at(every_hour[2]))
    assert said(proved, every_hour[5] + 1) is None
    assert said(slot(*every_hour[:5], ended_as="locked"), 86_400 + 1) is None


def test_test_numbers_have_no_bound_on_asks() -> None:
    """Nothing is sent to a test number, so neither `resend` nor `address` stands against it."""
    assert said(slot(0, 1, 2, 3, 4), 5, is_test=True) is None


def test_a_refusal_says_limit_and_wait() -> None:
    """The refusal carries the limit's name and whole seconds until it opens."""
    block = slot(0).ask_block(SETTINGS, at(0.5), is_test=False)
    with pytest.raises(RateLimited) as refused:
        refuse(block, at(0.5))

    assert ("resend", 30) == (refused.value.limit, refused.value.retry_after)
    assert {"limit": "resend"} == refused.value.members


def test_no_block_is_no_refusal() -> None:
    """Where nothing stands, nothing is raised."""
    refuse(None, NOON)
