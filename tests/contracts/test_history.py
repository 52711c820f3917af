"""History, over memory and Postgres 16 and 18."""

from datetime import timedelta

import pytest

from domain.audit import Action
from domain.delivery import Next
from domain.history import Handover, RequestRecord, RequestStatus
from domain.ids import ChallengeId, MessageId, TenantId
from domain.message import Outcome, Status
from domain.phone import PhoneNumber
from domain.price import Price
from domain.refusal import Unavailable
from domain.stats import By, Line, Period
from tests.contracts.asks import ADA, CODE, GRACE, attempt, issue, make
from tests.contracts.conftest import NOON, Stores
from tests.contracts.outbox import FAILED, begin, claim, finish, report, send
from tests.contracts.test_reputation import refused_of

MINUTE = timedelta(minutes=1)
WRONG = "000000"
TODAY = Period(NOON - timedelta(hours=1), NOON + timedelta(hours=1))
BERLIN = PhoneNumber.parse("+4915112345678")


def request(stores: Stores, tenant_id: TenantId, id: ChallengeId) -> RequestRecord:
    """What is known of a code."""
    found = stores.history.request(tenant_id=tenant_id, id=id)
    assert found is not None
    return found


def page(
    stores: Stores,
    tenant_id: TenantId,
    *,
    address: str | None = None,
    status: RequestStatus | None = None,
    before: str = "",
    most: int = 10,
    minutes: int = 0,
) -> list[ChallengeId]:
    """The ids of a page, as it is that many minutes after noon."""
    now = NOON + minutes * MINUTE
    found = stores.history.requests(
        tenant_id=tenant_id, address=address, status=status, now=now, before=before, most=most
    )
    return [one.id for one in found]


class TestEmpty:
    """Nothing is there."""

    def test_nothing_is_none_or_empty_or_zero(self, stores: Stores) -> None:
        """What is not there is None, empty or a total of zeros, never an error."""
        nobody, period = make(TenantId), TODAY
        assert stores.history.request(tenant_id=nobody, id=make(ChallengeId)) is None
        assert stores.history.message(tenant_id=nobody, id=make(MessageId)) is None
        assert [] == page(stores, nobody)
        assert [] == list(stores.history.tail(tenant_id=None, since=None, most=10))
        for by in By:
            stats = stores.history.stats(tenant_id=nobody, period=period, by=by)

            assert ([], Line("")) == (list(stats.lines), stats.total)


class TestRequest:
    """One code, with everything that is known of it."""

    def test_a_fresh_code_waits_for_its_message(self, stores: Stores) -> None:
        """A code that was just asked for is pending, and its message is queued for its routes."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        found = request(stores, acme.id, challenge.id)
        (message,) = found.messages

        assert (RequestStatus.PENDING, ADA.text, "sms", 0, 0) == (
            found.status, found.address, found.channel, found.attempts, found.handovers
        )  # fmt: skip
        assert (NOON, NOON + 10 * MINUTE, None) == (found.created_at, found.expires_at, found.ended_at)
        assert (Status.QUEUED, ("twilio", "sns"), "US", 0, True, ()) == (
            message.status, message.routes, message.country, message.spent, message.is_due, message.handovers
        )  # fmt: skip
        assert (challenge.id, ADA.text, NOON) == (message.challenge_id, message.address, message.created_at)

    def test_a_hand_over_comes_back_with_its_receipt_and_cost(self, stores: Stores) -> None:
        """Times, outcome, reference, receipt and cost of a hand-over are told as they were written."""
        acme = stores.tenant("acme")
        with stores.store.begin() as tx:
            tx.prices.put([Price("twilio", "sms", "US", 7900)], now=NOON)
        challenge = issue(stores.slots, acme.id)
        claimed = send(stores, NOON + timedelta(seconds=1))
        report(stores, claimed, Status.SENT, NOON + timedelta(seconds=2))
        report(stores, claimed, Status.DELIVERED, NOON + timedelta(seconds=4))
        (message,) = request(stores, acme.id, challenge.id).messages

        handed, told, arrived = (NOON + timedelta(seconds=count) for count in (1, 2, 4))
        assert (
            Handover(
                1, "twilio", "sms", Status.DELIVERED, Outcome.ACCEPTED, None, "SM1", 7900, handed, handed, told, arrived
            ),
        ) == message.handovers  # fmt: skip
        assert ("twilio", 7900, handed, arrived) == (
            message.provider, message.cost_micros, message.sent_at, message.delivered_at
        )  # fmt: skip
        assert (Status.DELIVERED, False, 1) == (message.status, message.is_due, message.spent)

    def test_an_unknown_price_is_none(self, stores: Stores) -> None:
        """Without a price the cost is not known, which is not the same as nothing."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        send(stores)

        assert request(stores, acme.id, challenge.id).messages[0].cost_micros is None

    def test_a_failed_message_says_when_it_ended(self, stores: Stores) -> None:
        """A message that nobody took has failed at its last hand-over, and no worker will look at it."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        send(stores, NOON + MINUTE, outcome=Outcome.REFUSED_BY_PROVIDER, next=FAILED)
        (message,) = request(stores, acme.id, challenge.id).messages

        assert (Status.FAILED, NOON + MINUTE, False) == (message.status, message.ended_at, message.is_due)

    def test_tries_are_counted_while_the_code_lives(self, stores: Stores) -> None:
        """Wrong codes are told one by one, and counted before the code has ended."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        for minute in (1, 2):
            attempt(stores.slots, acme.id, WRONG, NOON + minute * MINUTE)
        found = request(stores, acme.id, challenge.id)

        assert (2, RequestStatus.PENDING) == (found.attempts, found.status)
        assert [(NOON + minute * MINUTE, Action.OTP_FAILED, "key:key_1", minute, None) for minute in (1, 2)] == [
            (deed.at, deed.action, deed.actor, deed.attempts, deed.message_id) for deed in found.deeds
        ]

    def test_tries_of_an_expired_code_stay_counted(self, stores: Stores) -> None:
        """Also where the address has asked for another code since, so that the slot knows nothing of this one."""
        acme = stores.tenant("acme")
        old = issue(stores.slots, acme.id)
        attempt(stores.slots, acme.id, WRONG, NOON + MINUTE)
        issue(stores.slots, acme.id, NOON + 20 * MINUTE)
        found = request(stores, acme.id, old.id)

        assert (1, None) == (found.attempts, found.handovers)
        assert RequestStatus.EXPIRED == found.at(NOON + 20 * MINUTE).status

    def test_each_end_is_told(self, stores: Stores) -> None:
        """Verified, locked, replaced and blocked codes say so, and when they ended."""
        acme = stores.tenant("acme")
        verified = issue(stores.slots, acme.id)
        attempt(stores.slots, acme.id, CODE, NOON + MINUTE)
        locked = issue(stores.slots, acme.id, NOON + MINUTE)
        for _ in range(5):
            attempt(stores.slots, acme.id, WRONG, NOON + 2 * MINUTE)
        first = issue(stores.slots, acme.id, address=GRACE)
        issue(stores.slots, acme.id, NOON + 8 * MINUTE, address=GRACE, replaced=first.id)
        blocked = issue(stores.slots, acme.id, address=BERLIN, dropped_as="user_blocked")
        found = [request(stores, acme.id, one.id) for one in (verified, locked, first, blocked)]

        assert [
            (RequestStatus.VERIFIED, 1, NOON + MINUTE),
            (RequestStatus.LOCKED, 5, NOON + 2 * MINUTE),
            (RequestStatus.REPLACED, 0, NOON + 8 * MINUTE),
            (RequestStatus.BLOCKED, 0, None),
        ] == [(one.status, one.attempts, one.ended_at) for one in found]
        assert [None, None, None] == [one.handovers for one in found[:3]]
        assert (Status.DROPPED, "user_blocked") == (found[3].messages[0].status, found[3].messages[0].dropped_as)

    def test_a_message_leads_to_its_code(self, stores: Stores) -> None:
        """By the id of each of its messages a code is found; they stand in the order in which they were asked for."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        issue(stores.slots, acme.id, challenge={"id": challenge.id, "sent_at": NOON + MINUTE}, resend=True)
        ids = [message.id for message in request(stores, acme.id, challenge.id).messages]

        assert 2 == len(ids)
        assert sorted(ids) == ids
        assert [challenge.id] * 2 == [stores.history.message(tenant_id=acme.id, id=id) for id in ids]


class TestRequests:
    """Many codes."""

    def test_pages_are_newest_first(self, stores: Stores) -> None:
        """A cursor continues where the page before ended."""
        acme = stores.tenant("acme")
        ids = [issue(stores.slots, acme.id, NOON + minute * MINUTE).id for minute in range(5)][::-1]

        assert ids == page(stores, acme.id)
        assert ids[:3] == page(stores, acme.id, most=3)
        assert ids[3:] == page(stores, acme.id, before=ids[2])

    def test_an_address_finds_its_own(self, stores: Stores) -> None:
        """The stored form of an address selects."""
        acme = stores.tenant("acme")
        mine, other = issue(stores.slots, acme.id), issue(stores.slots, acme.id, address=GRACE)

        assert [mine.id] == page(stores, acme.id, address=ADA.text)
        assert [other.id] == page(stores, acme.id, address=GRACE.text)
        assert [] == page(stores, acme.id, address=BERLIN.text)

    def test_a_status_is_that_of_the_moment(self, stores: Stores) -> None:
        """What was pending has expired once its time is over, to the second."""
        acme = stores.tenant("acme")
        used, open_ = issue(stores.slots, acme.id, address=GRACE), issue(stores.slots, acme.id)
        attempt(stores.slots, acme.id, CODE, address=GRACE)

        assert [used.id] == page(stores, acme.id, status=RequestStatus.VERIFIED, minutes=10)
        assert [open_.id] == page(stores, acme.id, status=RequestStatus.PENDING, minutes=9)
        assert [] == page(stores, acme.id, status=RequestStatus.EXPIRED, minutes=9)
        assert [] == page(stores, acme.id, status=RequestStatus.PENDING, minutes=10)
        assert [open_.id] == page(stores, acme.id, status=RequestStatus.EXPIRED, minutes=10)
        assert [] == page(stores, acme.id, status=RequestStatus.LOCKED)


class TestStats:
    """Figures of a period."""

    def test_a_busy_hour(self, stores: Stores) -> None:
        """Codes, hand-overs, receipts, spans and costs are counted; a test number is not."""
        acme = stores.tenant("acme")
        with stores.store.begin() as tx:
            tx.prices.put([Price("twilio", "sms", "*", 100)], now=NOON)
        for place, address in enumerate((ADA, GRACE, BERLIN)):
            issue(stores.slots, acme.id, NOON + place * MINUTE, address=address)
            claimed = send(stores, NOON + place * MINUTE)
            status = Status.UNDELIVERED if address == BERLIN else Status.DELIVERED
            report(stores, claimed, status, NOON + place * MINUTE + timedelta(seconds=2 + 2 * place))
        attempt(stores.slots, acme.id, CODE, NOON + MINUTE)
        issue(stores.slots, acme.id, NOON + 12 * MINUTE, challenge={"is_test": True}, dropped_as="test_number")
        stats = stores.history.stats(tenant_id=acme.id, period=TODAY, by=By.COUNTRY)

        assert Line("", 3, 1, 3, 3, 2, 1, 0, 300, 3.0, 3.9) == stats.total
        assert [Line("US", 2, 1, 2, 2, 2, 0, 0, 200, 3.0, 3.9), Line("DE", 1, 0, 1, 1, 0, 1, 0, 100)] == list(
            stats.lines
        )
        assert 0.6667 == stats.total.delivery_rate

    def test_an_ask_that_was_refused_is_no_code(self, stores: Stores) -> None:
        """It is listed as blocked, and no figure of codes and messages counts it."""
        tenant = stores.tenant("acme")
        stores.reputation.refuse(tenant_id=tenant.id, refused=refused_of(tenant.id, intent="change_address:usr_1"))

        for by in By:
            assert 0 == stores.history.stats(tenant_id=tenant.id, period=TODAY, by=by).total.requested
        (blocked,) = page(stores, tenant.id, status=RequestStatus.BLOCKED)
        assert RequestStatus.BLOCKED is request(stores, tenant.id, blocked).status

    def test_a_failover_counts_for_both_providers(self, stores: Stores) -> None:
        """Who did not take it has a failed hand-over; the code is that of whoever took it, and once in the total."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        (claimed,) = claim(stores)
        begin(stores, claimed)
        onward = Next(Status.SENDING, claimed.lease_until, goes_on=True)
        finish(stores, claimed, 1, Outcome.UNAVAILABLE, onward)
        begin(stores, claimed, provider="sns")
        finish(stores, claimed, 2, provider="sns")
        stats = stores.history.stats(tenant_id=acme.id, period=TODAY, by=By.PROVIDER)

        assert [Line("sns", requested=1, sent=1), Line("twilio", failed=1)] == list(stats.lines)
        assert Line("", requested=1, sent=1, failed=1) == stats.total
        assert stats.total.delivery_rate is None

    def test_a_code_that_two_carried_is_counted_once(self, stores: Stores) -> None:
        """By provider each has the code that it took, and the total has one."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        send(stores)
        issue(stores.slots, acme.id, challenge={"id": challenge.id, "sent_at": NOON + MINUTE}, resend=True)
        send(stores, NOON + MINUTE, provider="sns")
        attempt(stores.slots, acme.id, CODE, NOON + MINUTE)
        stats = stores.history.stats(tenant_id=acme.id, period=TODAY, by=By.PROVIDER)

        assert [Line("sns", 1, 1, 1), Line("twilio", 1, 1, 1)] == list(stats.lines)
        assert Line("", 1, 1, 2) == stats.total

    def test_days_are_told_apart_in_utc(self, stores: Stores) -> None:
        """A line a day that has anything; the period's beginning is in it, its end is not."""
        acme = stores.tenant("acme")
        midnight = NOON + timedelta(hours=12)
        for at in (midnight - timedelta(microseconds=1), midnight, midnight + timedelta(days=1)):
            issue(stores.slots, acme.id, at)
        period = Period(midnight - MINUTE, midnight + timedelta(days=1))
        stats = stores.history.stats(tenant_id=acme.id, period=period, by=By.DAY)
        exact = Period(midnight, midnight + timedelta(days=1, microseconds=1))

        assert [Line("2026-11-23", 1), Line("2026-11-24", 1)] == list(stats.lines)
        assert 2 == stores.history.stats(tenant_id=acme.id, period=exact, by=By.DAY).total.requested


class TestTail:
    """Whoever watches the traffic."""

    def test_the_newest_of_all_tenants_oldest_first(self, stores: Stores) -> None:
        """Messages of every tenant, or of one, in the order of the asks, with the tenant's slug."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        for minute, tenant in enumerate((acme, bolt, acme, bolt)):
            issue(stores.slots, tenant.id, NOON + minute * MINUTE, address=ADA if minute < 2 else GRACE)
        found = stores.history.tail(tenant_id=None, since=None, most=3)
        mine = stores.history.tail(tenant_id=acme.id, since=NOON + MINUTE, most=10)

        assert [("bolt", ADA.text), ("acme", GRACE.text), ("bolt", GRACE.text)] == [
            (one.slug, one.message.address) for one in found
        ]
        assert [("acme", GRACE.text)] == [(one.slug, one.message.address) for one in mine]


class TestTenantWall:
    """Another tenant sees nothing."""

    def test_another_tenants_records_are_not_there(self, stores: Stores) -> None:
        """By id, by address, in figures and in the tail there is nothing of another tenant."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        challenge = issue(stores.slots, acme.id)
        (message,) = request(stores, acme.id, challenge.id).messages
        history = stores.history

        assert history.request(tenant_id=bolt.id, id=challenge.id) is None
        assert history.message(tenant_id=bolt.id, id=message.id) is None
        assert [] == page(stores, bolt.id) + page(stores, bolt.id, address=ADA.text)
        assert 0 == history.stats(tenant_id=bolt.id, period=TODAY, by=By.DAY).total.requested
        assert [] == list(history.tail(tenant_id=bolt.id, since=None, most=10))


class TestBroken:
    """The store is gone."""

    def test_a_store_that_is_gone_is_unavailable(self, nowhere: Stores) -> None:
        """Reading says Unavailable, never an exception of the driver."""
        history, nobody = nowhere.history, make(TenantId)
        for read in (
            lambda: history.request(tenant_id=nobody, id=make(ChallengeId)),
            lambda: page(nowhere, nobody),
            lambda: history.stats(tenant_id=nobody, period=TODAY, by=By.DAY),
            lambda: history.tail(tenant_id=None, since=None, most=1),
        ):
            with pytest.raises(Unavailable):
                read()
