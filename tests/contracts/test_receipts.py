"""Outbox, second part: what providers report later; over memory and Postgres 16 and 18."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from domain.delivery import RECEIPTS_LOOKED_AT, Next
from domain.message import Claimed, Outcome, Status
from domain.refusal import Unavailable
from tests.contracts.asks import GRACE, attempt, issue
from tests.contracts.conftest import NOON, Stores
from tests.contracts.outbox import begin, claim, finish, report, send
from tests.fixtures.race import race

SILENT = NOON + timedelta(seconds=45)
REPORTS = (Status.SENT, Status.UNDELIVERED, Status.DELIVERED)
RANK = {Status.SENT: 1, Status.UNDELIVERED: 2, Status.DELIVERED: 3}


def sent(stores: Stores, **values: Any) -> Claimed:
    """A message of Acme that Twilio took."""
    issue(stores.slots, stores.tenant("acme").id)
    return send(stores, **values)


class TestEmpty:
    """Reports about nothing."""

    def test_a_report_about_no_message_changes_nothing(self, stores: Stores) -> None:
        """A message that is not there is no change and no error: the provider shall not ask again."""
        claimed = sent(stores)
        unknown = replace(claimed, message=replace(claimed.message, id=type(claimed.message.id)("msg_unknown")))

        assert report(stores, unknown, Status.DELIVERED) is None

    @pytest.mark.parametrize("odd", [{"number": 2}, {"provider": "twilio:voice"}, {"reference": "SM2"}])
    def test_a_report_about_another_hand_over_changes_nothing(self, stores: Stores, odd: dict[str, Any]) -> None:
        """Number, route and reference must be those of the hand-over."""
        assert report(stores, sent(stores), Status.DELIVERED, **odd) is None


class TestNormal:
    """A status moves forward, once."""

    def test_a_delivered_message(self, stores: Stores) -> None:
        """The report tells what changed, and how long after the ask."""
        change = report(stores, sent(stores), Status.DELIVERED)

        assert change is not None
        assert (Status.SENT, Status.DELIVERED, "twilio", 3.0) == (
            change.before,
            change.after,
            change.provider,
            change.seconds,
        )

    @pytest.mark.parametrize("order", list(permutations(REPORTS)))
    def test_a_status_never_goes_back(self, stores: Stores, order: tuple[Status, ...]) -> None:
        """In whatever order reports come, each that moves the status is told once, and no other."""
        claimed, highest, told = sent(stores), RANK[Status.SENT], []
        for status in order:
            moved = report(stores, claimed, status, NOON + timedelta(hours=2))
            assert report(stores, claimed, status, NOON + timedelta(hours=3)) is None
            assert (moved is not None) == (RANK[status] > highest)
            highest = max(highest, RANK[status])
            told += [status] if moved else []

        assert Status.DELIVERED is told[-1]

    def test_a_receipt_may_be_faster_than_we(self, stores: Stores) -> None:
        """A report that comes before our own commit stays; the provider's answer does not take it back."""
        issue(stores.slots, stores.tenant("acme").id)
        (claimed,) = claim(stores)
        begin(stores, claimed)

        assert report(stores, claimed, Status.DELIVERED) is not None
        assert not finish(stores, claimed, next=Next(Status.SENT, SILENT))
        assert report(stores, claimed, Status.DELIVERED) is None
        assert [] == claim(stores, NOON + timedelta(minutes=5))

    def test_a_receipt_makes_up_for_a_lost_answer(self, stores: Stores) -> None:
        """A time-out that a report shows to have been accepted is not asked for again."""
        claimed = sent(stores, outcome=Outcome.TIMEOUT, next=Next(Status.QUEUED, SILENT))

        assert report(stores, claimed, Status.DELIVERED) is not None
        assert [] == claim(stores, SILENT)

    @pytest.mark.parametrize("next", [Next(Status.QUEUED, SILENT), Next(Status.FAILED)])
    def test_what_a_provider_has_after_all_is_sent(self, stores: Stores, next: Next) -> None:
        """A report that the provider has it, after its answer was lost, ends the wait for another try."""
        claimed = sent(stores, outcome=Outcome.TIMEOUT, next=next)

        assert report(stores, claimed, Status.SENT) is not None
        assert [] == claim(stores, SILENT)
        assert report(stores, claimed, Status.UNDELIVERED) is not None
        (again,) = claim(stores, SILENT)
        assert Status.UNDELIVERED is again.status


class TestDueAgain:
    """Undelivered messages and silent ones."""

    def test_an_undelivered_message_is_due_at_once(self, stores: Stores) -> None:
        """The next provider gets its chance, with all that was tried."""
        report(stores, sent(stores), Status.UNDELIVERED)
        (again,) = claim(stores, NOON + timedelta(seconds=3), "two")

        assert (Status.UNDELIVERED, Outcome.ACCEPTED, Status.UNDELIVERED) == (
            again.status,
            again.tries[0].outcome,
            again.tries[0].status,
        )

    def test_but_not_where_nobody_could_do_better(self, stores: Stores) -> None:
        """A number that opted out or does not exist is not tried with others."""
        report(stores, sent(stores), Status.UNDELIVERED, is_permanent=True)

        assert [] == claim(stores, SILENT, "two")

    def test_nor_after_the_expiry(self, stores: Stores) -> None:
        """A receipt that comes two hours late is written down, and sends nothing."""
        change = report(stores, sent(stores), Status.UNDELIVERED, NOON + timedelta(hours=2))

        assert change is not None
        assert [] == claim(stores, NOON + timedelta(hours=3), "two")

    def test_an_old_hand_over_does_not_stop_the_new_one(self, stores: Stores) -> None:
        """That the first provider failed is no news while the second one has it."""
        claimed = sent(stores, next=Next(Status.SENT, SILENT))
        (again,) = claim(stores, SILENT, "two")
        begun = begin(stores, again, SILENT, "sns")
        finish(stores, again, begun.number or 0, now=SILENT, provider="sns", reference="sns-1")

        assert report(stores, claimed, Status.UNDELIVERED, SILENT) is not None
        assert [] == claim(stores, NOON + timedelta(minutes=5), "three")

    def test_a_delivery_ends_the_failover(self, stores: Stores) -> None:
        """While a worker holds a silent message, a receipt that it arrived keeps it from being sent again."""
        claimed = sent(stores, next=Next(Status.SENT, SILENT))
        (again,) = claim(stores, SILENT, "two")

        assert report(stores, claimed, Status.DELIVERED, SILENT) is not None
        assert begin(stores, again, SILENT, "sns").number is None


class TestHabit:
    """Whether a provider usually sends receipts to a country."""

    def test_silence_of_a_provider_that_never_told_means_nothing(self, stores: Stores) -> None:
        """Without any known message there is no habit."""
        sent(stores, next=Next(Status.SENT, SILENT))
        (silent,) = claim(stores, SILENT, "two")

        assert not stores.outbox.expects_receipt(silent, now=SILENT)

    @pytest.mark.parametrize(
        ("known", "with_receipt", "expected"),
        [(1, 1, True), (3, 0, False), (RECEIPTS_LOOKED_AT, 9, False), (RECEIPTS_LOOKED_AT, 10, True)],
    )
    def test_the_last_twenty_decide(self, stores: Stores, known: int, with_receipt: int, expected: bool) -> None:
        """At least half of the last twenty to that country, or one where fewer are known."""
        for number in range(known):
            issue(stores.slots, stores.tenant(f"t{number}").id, NOON - timedelta(minutes=3))
            claimed = send(stores, NOON - timedelta(minutes=2))
            if number < with_receipt:
                report(stores, claimed, Status.SENT)
        issue(stores.slots, stores.tenant("acme").id, address=GRACE)
        silent = send(stores, next=Next(Status.SENT, SILENT))
        (silent,) = claim(stores, SILENT, "two")

        assert expected is stores.outbox.expects_receipt(silent, now=SILENT)

    def test_those_without_time_for_a_receipt_do_not_count(self, stores: Stores) -> None:
        """Twenty messages of the last second say nothing: their receipts are still under way."""
        issue(stores.slots, stores.tenant("old").id, NOON - timedelta(minutes=3))
        report(stores, send(stores, NOON - timedelta(minutes=2)), Status.DELIVERED)
        sent(stores, next=Next(Status.SENT, SILENT))
        for number in range(RECEIPTS_LOOKED_AT):
            issue(stores.slots, stores.tenant(f"t{number}").id, SILENT - timedelta(seconds=1))
            (fresh,) = claim(stores, SILENT - timedelta(seconds=1), f"lease-{number}")
            finish(stores, fresh, begin(stores, fresh).number or 0, now=SILENT - timedelta(seconds=1))
        (silent,) = claim(stores, SILENT, "two")

        assert stores.outbox.expects_receipt(silent, now=SILENT)


class TestRace:
    """Real threads."""

    def test_of_many_equal_reports_one_is_news(self, stores: Stores) -> None:
        """However often a provider says it at once, the status moves once."""
        claimed = sent(stores)
        changes = race(8, lambda _: report(stores, claimed, Status.DELIVERED))

        assert 1 == sum(change is not None for change in changes)

    def test_report_and_answer_may_meet(self, stores: Stores) -> None:
        """Whichever commits first, a message that arrived is delivered and nobody sends it again."""
        acme = stores.tenant("acme")
        for minute in range(6):
            now = NOON + timedelta(minutes=11 * minute)
            issue(stores.slots, acme.id, now)
            (claimed,) = claim(stores, now, f"lease-{minute}")
            begin(stores, claimed, now)

            def act(side: int, claimed: Claimed = claimed) -> object:
                if side:
                    return report(stores, claimed, Status.DELIVERED, claimed.message.created_at)
                return finish(stores, claimed, next=Next(Status.SENT, claimed.message.created_at))

            race(2, act)
            assert report(stores, claimed, Status.DELIVERED) is None
            assert [] == claim(stores, now + timedelta(minutes=1), "again")

    def test_a_used_code_and_a_hand_over_may_meet(self, stores: Stores) -> None:
        """Proof and hand-over lock the same slot: none of them fails, and the code wins once."""
        acme = stores.tenant("acme")
        for _ in range(5):
            issue(stores.slots, acme.id)
            (claimed,) = claim(stores)

            def act(side: int, claimed: Claimed = claimed) -> object:
                return attempt(stores.slots, acme.id) if side else begin(stores, claimed)

            assert all(outcome is not None for outcome in race(2, act))


class TestBroken:
    """The store is gone."""

    def test_a_store_that_is_gone_is_unavailable(self, stores: Stores, nowhere: Stores) -> None:
        """A report that cannot be written is Unavailable, so that the provider asks again."""
        claimed = sent(stores)
        with pytest.raises(Unavailable):
            report(nowhere, claimed, Status.DELIVERED)


def test_silence_is_that_of_who_took_it(stores: Stores) -> None:
    """After a second provider's trouble, the habit that counts is still that of the provider that has the message."""
    issue(stores.slots, stores.tenant("old").id, NOON - timedelta(minutes=3))
    report(stores, send(stores, NOON - timedelta(minutes=2)), Status.DELIVERED)
    sent(stores, next=Next(Status.SENT, SILENT))
    (again,) = claim(stores, SILENT, "two")
    begun, later = begin(stores, again, SILENT, "sns"), SILENT + timedelta(seconds=75)
    finish(stores, again, begun.number or 0, Outcome.TIMEOUT, Next(Status.SENT, later), now=SILENT, provider="sns")
    (silent,) = claim(stores, later, "three")

    assert "twilio" == silent.taken_by
    assert stores.outbox.expects_receipt(silent, now=later)
