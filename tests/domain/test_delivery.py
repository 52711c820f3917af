"""Who is handed a message next, and when; how silence is read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.delivery import (
    LAST_MOMENT,
    MOST_PER_MESSAGE,
    Next,
    after_attempt,
    candidates,
    ended,
    expects_receipts,
    is_healthy,
    is_trouble,
    wait_until,
)
from domain.message import Outcome, Receipt, Status, Try
from tests.domain.claims import MESSAGE, NOW, TENANT, attempt, claimed, tried

TEMPORARY = [Outcome.RATE_LIMITED, Outcome.TIMEOUT, Outcome.UNAVAILABLE]
PERMANENT = [Outcome.INVALID_DESTINATION, Outcome.OPTED_OUT]
FOR_GOOD = [Outcome.REFUSED_BY_PROVIDER, Outcome.AUTHENTICATION_FAILED, Outcome.UNKNOWN]
ROUTES = ("twilio", "sns")


class TestWhoIsNext:
    """The order of the plan, less those that would do no better."""

    def test_the_plan_decides(self) -> None:
        """A fresh message goes to the first of its routes."""
        assert ["twilio", "sns"] == candidates(ROUTES, ())

    @pytest.mark.parametrize("outcome", TEMPORARY)
    def test_a_trouble_puts_a_provider_behind(self, outcome: Outcome) -> None:
        """Who had a temporary trouble is asked again after the others."""
        assert ["sns", "twilio"] == candidates(ROUTES, tried(outcome))

    @pytest.mark.parametrize("outcome", [*FOR_GOOD, Outcome.ACCEPTED])
    def test_who_would_say_the_same_is_out(self, outcome: Outcome) -> None:
        """Who refused for good, or took it once, is not asked again for this message."""
        assert ["sns"] == candidates(ROUTES, tried(outcome))

    @pytest.mark.parametrize("status", [Status.SENT, Status.DELIVERED, Status.UNDELIVERED])
    def test_a_receipt_shows_that_it_was_taken(self, status: Status) -> None:
        """A time-out that turned out to be accepted counts as taken."""
        assert ["sns"] == candidates(ROUTES, [Try(1, "twilio", Outcome.TIMEOUT, status)])

    def test_a_dead_worker_says_nothing_of_its_provider(self) -> None:
        """After a hand-over without an answer the same provider comes first again."""
        assert ["twilio", "sns"] == candidates(ROUTES, tried(None))


class TestAfterAHandOver:
    """Next provider at once, a pause, or the end."""

    @pytest.mark.parametrize("outcome", [*TEMPORARY, *FOR_GOOD])
    def test_the_next_provider_is_asked_at_once(self, outcome: Outcome) -> None:
        """While another provider is left, the same worker goes on under the same lease."""
        next = after_attempt(claimed(), attempt(outcome), ["sns"], silence=True)

        assert Next(Status.SENDING, claimed().lease_until, goes_on=True) == next

    @pytest.mark.parametrize("outcome", PERMANENT)
    def test_no_provider_helps_against_the_address(self, outcome: Outcome) -> None:
        """A number that does not exist or that opted out is asked for once."""
        assert Next(Status.FAILED) == after_attempt(claimed(), attempt(outcome), ["sns"], silence=True)

    @pytest.mark.parametrize(("spent", "seconds"), [(0, 10), (1, 75)])
    def test_everybody_is_asked_again_after_a_pause(self, spent: int, seconds: int) -> None:
        """The last hand-over waits so long that a minute's outage of all providers is over."""
        next = after_attempt(claimed(handovers=spent), attempt(Outcome.UNAVAILABLE), [], silence=False)

        assert Next(Status.QUEUED, NOW + timedelta(seconds=seconds)) == next

    def test_three_are_enough(self) -> None:
        """After the third hand-over the message has failed, whoever is left."""
        spent = claimed(handovers=MOST_PER_MESSAGE - 1)

        assert Next(Status.FAILED) == after_attempt(spent, attempt(Outcome.TIMEOUT), ["sns"], silence=True)

    def test_nobody_there_costs_nothing(self) -> None:
        """Where nobody listened, the next look comes soon, and none of the three is spent."""
        gone = attempt(Outcome.UNAVAILABLE, reached=False)
        next = after_attempt(claimed(handovers=2), gone, [], silence=False)

        assert Status.QUEUED is next.status
        assert next.due_at is not None
        assert timedelta(seconds=1) <= next.due_at - NOW <= timedelta(seconds=30)

    def test_the_last_refusal_ends_it(self) -> None:
        """Where every provider has refused for good, there is nothing to wait for."""
        earlier = claimed(tries=tried(Outcome.REFUSED_BY_PROVIDER))
        refused = attempt(Outcome.AUTHENTICATION_FAILED, number=2, provider="sns")

        assert Next(Status.FAILED) == after_attempt(earlier, refused, [], silence=False)

    @pytest.mark.parametrize(("wait", "seconds"), [(45, 45), (300, 300), (0, None)])
    def test_silence_is_looked_at_later(self, wait: int, seconds: int | None) -> None:
        """A message that was taken comes due again after failover_after_seconds; 0 turns that off."""
        tenant = replace(TENANT, settings=replace(TENANT.settings, failover_after_seconds=wait))
        next = after_attempt(claimed(tenant=tenant), attempt(Outcome.ACCEPTED), ["sns"], silence=True)

        assert Next(Status.SENT, None if seconds is None else NOW + timedelta(seconds=seconds)) == next

    @pytest.mark.parametrize("spent", [2, 3])
    def test_silence_means_nothing_where_nobody_could_follow(self, spent: int) -> None:
        """Without another provider, or after the third hand-over, nobody looks again."""
        assert Next(Status.SENT) == after_attempt(claimed(), attempt(Outcome.ACCEPTED), [], silence=False)
        last = claimed(handovers=spent)
        assert Next(Status.SENT) == after_attempt(last, attempt(Outcome.ACCEPTED), ["sns"], silence=True)

    @given(
        outcome=st.sampled_from(list(Outcome)),
        spent=st.integers(0, 3),
        age=st.integers(0, 700),
        left=st.lists(st.sampled_from(["sns", "http:acme"]), unique=True),
        reached=st.booleans(),
    )
    def test_nothing_is_due_after_the_expiry(
        self, outcome: Outcome, spent: int, age: int, left: list[str], reached: bool
    ) -> None:
        """Whatever happens, no message is due at or after the moment at which its code expires."""
        now = NOW + timedelta(seconds=age)
        made = replace(attempt(outcome, reached=reached), ended_at=now)
        next = after_attempt(claimed(handovers=spent), made, left, silence=True)

        assert next.due_at is None or next.goes_on or next.due_at < MESSAGE.expires_at


class TestWaiting:
    """A message that nobody may carry just now."""

    def test_it_waits_no_longer_than_helps(self) -> None:
        """The last look leaves a person some seconds to read."""
        late = MESSAGE.expires_at - LAST_MOMENT - timedelta(seconds=1)

        assert Next(Status.QUEUED, late + timedelta(seconds=1)) == wait_until(
            claimed(), late + timedelta(seconds=9), late
        )
        assert Status.FAILED is wait_until(claimed(), MESSAGE.expires_at, MESSAGE.expires_at - LAST_MOMENT).status

    @pytest.mark.parametrize("status", [Status.SENT, Status.UNDELIVERED])
    def test_what_was_sent_stays_sent(self, status: Status) -> None:
        """A failover that does not come about leaves the message as it was."""
        taken = claimed(status=status, tries=(Try(1, "twilio", Outcome.ACCEPTED, status),))

        assert Next(status) == ended(taken, "expired")
        assert status is wait_until(taken, NOW + timedelta(seconds=2), NOW).status

    @pytest.mark.parametrize("outcome", [*PERMANENT, *FOR_GOOD])
    def test_what_one_provider_took_another_cannot_undo(self, outcome: Outcome) -> None:
        """A message that the first provider has stays sent, whatever the second one says."""
        taken = claimed(handovers=1, tries=tried(Outcome.ACCEPTED))
        refused = attempt(outcome, number=2, provider="sns")

        assert Next(Status.SENT) == after_attempt(taken, refused, [], silence=False)

    @pytest.mark.parametrize(
        ("tries", "reason", "expected"),
        [
            ((), "expired", Next(Status.DROPPED, dropped_as="expired")),
            ((), "challenge_ended", Next(Status.DROPPED, dropped_as="challenge_ended")),
            (tried(Outcome.TIMEOUT), "challenge_ended", Next(Status.DROPPED, dropped_as="challenge_ended")),
            (tried(Outcome.TIMEOUT), "expired", Next(Status.FAILED, dropped_as="expired")),
            (tried(Outcome.TIMEOUT), None, Next(Status.FAILED)),
            ((), None, Next(Status.FAILED, dropped_as="no_route")),
        ],
    )
    def test_the_end_has_a_reason(self, tries: tuple[Try, ...], reason: str | None, expected: Next) -> None:
        """What was never tried is dropped, what was tried in vain has failed, and both say why."""
        assert expected == ended(claimed(tries=tries), reason)


@pytest.mark.parametrize(
    ("receipt", "trouble", "healthy"),
    [
        (Receipt(Outcome.ACCEPTED), False, True),
        (Receipt(Outcome.INVALID_DESTINATION), False, True),
        (Receipt(Outcome.REFUSED_BY_PROVIDER), False, True),
        (Receipt(Outcome.INVALID_DESTINATION, reached=False), False, False),
        (Receipt(Outcome.UNKNOWN), False, False),
        (Receipt(Outcome.TIMEOUT), True, False),
        (Receipt(Outcome.UNAVAILABLE, reached=False), True, False),
        (Receipt(Outcome.AUTHENTICATION_FAILED), True, False),
        (Receipt(Outcome.UNAVAILABLE, reached=False, of_address=True), False, True),
        (Receipt(Outcome.RATE_LIMITED, reached=False, of_address=True), False, True),
    ],
)
def test_what_a_breaker_feels(receipt: Receipt, trouble: bool, healthy: bool) -> None:
    """A refusal shows a provider that works; what is one address's trouble is nobody else's."""
    assert (trouble, healthy) == (is_trouble(receipt), is_healthy(receipt))


@pytest.mark.parametrize(
    ("known", "with_receipt", "expected"),
    [(0, 0, False), (1, 0, False), (1, 1, True), (19, 1, True), (20, 9, False), (20, 10, True), (20, 20, True)],
)
def test_silence_is_read_by_habit(known: int, with_receipt: int, expected: bool) -> None:
    """Of twenty messages half must have had a receipt; with fewer known, one."""
    assert expected is expects_receipts(known, with_receipt)
