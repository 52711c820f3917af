"""When a delivery is tried again, and when a webhook is asked no more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.event_catalogue import CATALOGUE, chosen, is_filter
from domain.ids import TenantId, WebhookId
from domain.refusal import InvalidRequest
from domain.webhook import (
    DISABLED_AFTER,
    MOST_ATTEMPTS,
    DeliveryStatus,
    Posted,
    SealedSecret,
    WebhookEndpoint,
    after_post,
    require_filters,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOOK = WebhookEndpoint(
    TenantId("tn_x"), WebhookId("wh_x"), "https://h.example.com", ("*",), SealedSecret(b"s", "k"), NOON
)
BROKEN = Posted(500, 3)


def test_the_timetable_is_that_of_the_specification() -> None:
    """At once, then after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours; then it is given up (A47)."""
    pauses = []
    for attempt in range(1, MOST_ATTEMPTS):
        after = after_post(HOOK, attempt, BROKEN, NOON, 0.0)
        assert (DeliveryStatus.PENDING, True) == (after.status, after.due_at is not None)
        pauses.append(((after.due_at or NOON) - NOON).total_seconds())

    assert [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400] == pauses
    assert timedelta(hours=72) <= timedelta(seconds=sum(pauses)) <= timedelta(hours=80)
    last = after_post(HOOK, MOST_ATTEMPTS, BROKEN, NOON, 0.0)
    assert (DeliveryStatus.DEAD, None) == (last.status, last.due_at)


def test_chance_spreads_attempts_by_a_tenth() -> None:
    """So that what failed together does not come back together."""
    dues = [after_post(HOOK, 2, BROKEN, NOON, chance).due_at for chance in (0.0, 0.5, 1.0)]

    assert [NOON + timedelta(seconds=seconds) for seconds in (300, 315, 330)] == dues


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_2xx_is_delivered(status: int) -> None:
    """Whatever else the answer says."""
    assert DeliveryStatus.DELIVERED is after_post(HOOK, 1, Posted(status, 3), NOON, 0.0).status


@pytest.mark.parametrize("status", [None, 100, 301, 302, 304, 307, 400, 401, 404, 500, 599])
def test_everything_else_is_a_failure(status: int | None) -> None:
    """A redirect too."""
    assert DeliveryStatus.PENDING is after_post(HOOK, 1, Posted(status, 3), NOON, 0.0).status


def test_410_ends_the_delivery_and_disables_the_webhook() -> None:
    """Who says Gone is asked no more."""
    after = after_post(HOOK, 1, Posted(410, 3), NOON, 0.0)

    assert (DeliveryStatus.DEAD, "gone") == (after.status, after.disabled_as)


@pytest.mark.parametrize(("asked", "expected"), [(1, 5), (3600, 3600), (10**8, 86400)])
def test_retry_after_is_honoured_up_to_a_day(asked: int, expected: int) -> None:
    """Never sooner than the timetable says, and the whole webhook rests for it."""
    after = after_post(HOOK, 1, Posted(429, 3, retry_after=timedelta(seconds=asked)), NOON, 0.0)

    assert NOON + timedelta(seconds=expected) == after.due_at
    assert after.rests_until is not None and after.rests_until >= NOON + timedelta(seconds=min(asked, 86400))


@pytest.mark.parametrize(
    ("status", "failures", "seconds"),
    [(500, 0, 0), (500, 1, 0), (500, 2, 15), (500, 3, 30), (500, 99, 300), (502, 0, 15)],
)
def test_a_webhook_that_fails_rests(status: int, failures: int, seconds: int) -> None:
    """Longer each time, up to five minutes; 429, 502, 503 and 504 ask for it at once."""
    after = after_post(replace(HOOK, failures=failures), 1, Posted(status, 3), NOON, 0.0)

    assert NOON + timedelta(seconds=seconds) == after.rests_until


@pytest.mark.parametrize(
    ("since", "expected"), [(DISABLED_AFTER, "failing"), (DISABLED_AFTER - timedelta(seconds=1), None)]
)
def test_who_takes_nothing_for_days_is_disabled(since: timedelta, expected: str | None) -> None:
    """After five days without one good answer."""
    assert expected == after_post(replace(HOOK, failing_since=NOON - since), 1, BROKEN, NOON, 0.0).disabled_as


def test_two_secrets_sign_until_the_overlap_is_over() -> None:
    """The new one first; afterwards it alone."""
    new = SealedSecret(b"n", "k")
    hook = HOOK.rotated(new, until=NOON)

    assert (new, HOOK.secret) == hook.secrets(NOON - timedelta(seconds=1))
    assert (new,) == hook.secrets(NOON)


@pytest.mark.parametrize(
    ("filters", "type", "expected"),
    [
        (["*"], "otp.failed", True), (["otp.*"], "otp.failed", True), (["otp.failed"], "otp.failed", True),
        (["otp.*"], "user.created", False), (["otp.failed"], "otp.verified", False), (["user.*", "otp.failed"], "otp.failed", True),
    ],
)  # fmt: skip
def test_filters_choose_by_name_and_family(filters: list[str], type: str, expected: bool) -> None:
    """Or everything."""
    assert expected is chosen(filters, type)


@pytest.mark.parametrize(
    "types", [[], ["nothing"], ["nothing.*"], ["otp"], ["otp.**"], [""], ["*"] * (len(CATALOGUE) + 1)]
)
def test_filters_that_choose_nothing_are_refused(types: list[str]) -> None:
    """A typo is found when it is made."""
    with pytest.raises(InvalidRequest):
        require_filters(types)


def test_every_name_and_family_is_a_filter() -> None:
    """What the catalogue lists can be chosen."""
    assert all(is_filter(name) and is_filter(f"{name.partition('.')[0]}.*") for name in CATALOGUE)
