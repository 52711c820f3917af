"""The story of a code, as a support person reads it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.audit import Action
from domain.history import Deed, Handover, MessageRecord, RequestRecord, RequestStatus
from domain.ids import ChallengeId, MessageId
from domain.message import Outcome, Status
from domain.timeline import Entry, What, timeline_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADA = "+12015550123"


def after(seconds: float) -> datetime:
    """A moment after the first ask."""
    return NOON + timedelta(seconds=seconds)


def handover(number: int = 1, provider: str = "twilio", at: float = 1, **values: Any) -> Handover:
    """A hand-over that was taken in 84 ms."""
    taken = Handover(
        number=number,
        provider=provider,
        channel="sms",
        status=Status.SENT,
        outcome=Outcome.ACCEPTED,
        error_code=None,
        reference="SM1",
        cost_micros=7900,
        started_at=after(at),
        ended_at=after(at + 0.084),
        receipt_at=None,
        delivered_at=None,
    )
    return replace(taken, **values)


def refused(number: int = 1, provider: str = "twilio", at: float = 1) -> Handover:
    """A hand-over that the provider did not take."""
    values = {"outcome": Outcome.REFUSED_BY_PROVIDER, "status": Status.FAILED, "reference": None}
    return handover(number, provider, at, error_code="30034", cost_micros=None, **values)


def message(*handovers: Handover, at: float = 0, **values: Any) -> MessageRecord:
    """A message that was sent."""
    sent = MessageRecord(
        id=MessageId(f"msg_{at}"),
        challenge_id=ChallengeId("otp_1"),
        channel="sms",
        address=ADA,
        status=Status.SENT,
        routes=("twilio", "sns"),
        country="US",
        spent=len(handovers),
        dropped_as=None,
        created_at=after(at),
        expires_at=after(600),
        ended_at=None,
        is_due=False,
        handovers=handovers,
    )
    return replace(sent, **values)


def request(*messages: MessageRecord, **values: Any) -> RequestRecord:
    """A code that waits to be proven."""
    pending = RequestRecord(
        id=ChallengeId("otp_1"),
        status=RequestStatus.PENDING,
        address=ADA,
        channel="sms",
        attempts=0,
        created_at=NOON,
        expires_at=after(600),
        ended_at=None,
        handovers=1,
        messages=messages,
    )
    return replace(pending, **values)


def told(record: RequestRecord) -> list[tuple[datetime, What]]:
    """What is told, and when."""
    return [(entry.at, entry.what) for entry in timeline_of(record)]


def entry(record: RequestRecord, what: What) -> Entry:
    """The one entry of a kind."""
    (found,) = (one for one in timeline_of(record) if one.what is what)
    return found


def test_a_smooth_sign_in() -> None:
    """From the ask to the proof, in the order in which it happened."""
    sent = handover(status=Status.DELIVERED, receipt_at=after(2), delivered_at=after(4))
    deeds = (Deed(after(9), Action.OTP_VERIFIED, "key:key_1", 1),)
    record = request(message(sent), status=RequestStatus.VERIFIED, ended_at=after(9), deeds=deeds)

    assert [
        (NOON, What.REQUESTED),
        (NOON, What.QUEUED),
        (after(1), What.HANDED_OVER),
        (after(1.084), What.ANSWERED),
        (after(2), What.SENT),
        (after(4), What.DELIVERED),
        (after(9), What.VERIFIED),
    ] == told(record)


def test_an_answer_says_how_long_it_took() -> None:
    """Span, reference and cost of an answer are facts of their own, and the sentence can be read out."""
    found = entry(request(message(handover())), What.ANSWERED)

    assert "Twilio took the message in 84 ms (SM1)." == found.text
    assert (84, "SM1", 7900, "accepted", 1, "twilio") == (
        found.milliseconds, found.reference, found.cost_micros, found.outcome, found.number, found.provider
    )  # fmt: skip


def test_a_failover_is_told() -> None:
    """A hand-over to another provider after one that failed is the next provider's turn."""
    record = request(message(refused(), handover(2, "sns", 2)))
    kinds = [what for _, what in told(record)]

    assert [What.HANDED_OVER, What.ANSWERED, What.FAILED_OVER, What.ANSWERED] == kinds[2:]
    assert "Twilio refused the message by its own rules, after 84 ms (30034)." == timeline_of(record)[3].text
    assert "AWS SNS" in entry(record, What.FAILED_OVER).text


def test_the_same_provider_again_is_no_failover() -> None:
    """Where everybody is asked again after a pause, a second hand-over to the same one says `again`."""
    busy = handover(outcome=Outcome.UNAVAILABLE, status=Status.FAILED, reference=None)
    found = [one for one in timeline_of(request(message(busy, handover(2, at=9)))) if one.what is What.HANDED_OVER]

    assert ["The message was handed to Twilio, by SMS.", "The message was handed to Twilio again, by SMS."] == [
        one.text for one in found
    ]


def test_a_worker_that_died_leaves_no_answer() -> None:
    """A hand-over without an answer is told, and nothing is made up for it."""
    open_ = handover(outcome=None, ended_at=None, status=Status.SENDING)

    assert [What.REQUESTED, What.QUEUED, What.HANDED_OVER] == [what for _, what in told(request(message(open_)))]


def test_an_undelivered_message_names_the_reason() -> None:
    """The provider's own error code stands in the sentence and beside it."""
    lost = handover(status=Status.UNDELIVERED, receipt_at=after(3), undelivered_at=after(3), error_code="30003")
    found = entry(request(message(lost, status=Status.UNDELIVERED)), What.UNDELIVERED)

    assert (after(3), "30003") == (found.at, found.error_code)
    assert "did not arrive (30003)." in found.text


@pytest.mark.parametrize(
    ("dropped_as", "word"), [(None, "no provider"), ("cap", "all the messages"), ("no_route", "no provider is there")]
)
def test_a_message_that_failed_says_why(dropped_as: str | None, word: str) -> None:
    """We gave up, at the last hand-over or when it was noted, for a reason in words."""
    record = request(message(refused(), status=Status.FAILED, dropped_as=dropped_as))

    assert after(1.084) == entry(record, What.GAVE_UP).at
    assert word in entry(record, What.GAVE_UP).text
    assert dropped_as == entry(record, What.GAVE_UP).reason
    noted = message(refused(), status=Status.FAILED, ended_at=after(50))
    assert after(50) == entry(request(noted), What.GAVE_UP).at


@pytest.mark.parametrize(("reason", "word"), [("test_number", "test number"), ("user_blocked", "blocked user")])
def test_what_is_never_sent_says_why(reason: str, word: str) -> None:
    """Of a test number and a blocked user it is told that nothing was sent, and no queue is spoken of."""
    record = request(message(status=Status.DROPPED, dropped_as=reason))

    assert [(NOON, What.REQUESTED), (NOON, What.NOT_SENT)] == told(record)
    assert word in entry(record, What.NOT_SENT).text
    assert reason == entry(record, What.NOT_SENT).reason


def test_a_message_whose_code_had_ended_was_not_sent() -> None:
    """A worker that came too late says so."""
    late = message(status=Status.DROPPED, dropped_as="challenge_ended", ended_at=after(30))

    assert (after(30), What.NOT_SENT) == told(request(late))[-1]


def test_asking_again_retrying_and_wrong_codes() -> None:
    """Each has its place in time, whichever table it comes from."""
    deeds = (
        Deed(after(20), Action.OTP_FAILED, "key:key_1", 1),
        Deed(after(50), Action.MESSAGE_RETRIED, "cli:ada", message_id="msg_40"),
        Deed(after(60), Action.OTP_LOCKED, "key:key_1", 2),
    )
    messages = (message(handover()), message(at=40, status=Status.QUEUED))
    record = request(*messages, status=RequestStatus.LOCKED, ended_at=after(60), attempts=2, deeds=deeds)

    assert [
        (after(20), What.TRIED),
        (after(40), What.REQUESTED_AGAIN),
        (after(40), What.QUEUED),
        (after(50), What.RETRIED),
        (after(60), What.TRIED),
        (after(60), What.LOCKED),
    ] == told(record)[4:]
    assert ("cli:ada", "msg_40") == (entry(record, What.RETRIED).actor, entry(record, What.RETRIED).message_id)


@pytest.mark.parametrize(
    ("status", "ended_at", "ending"),
    [
        (RequestStatus.REPLACED, after(300), (after(300), What.REPLACED)),
        (RequestStatus.EXPIRED, None, (after(600), What.EXPIRED)),
        (RequestStatus.PENDING, None, (after(1.084), What.ANSWERED)),
        (RequestStatus.BLOCKED, None, (after(1.084), What.ANSWERED)),
    ],
)
def test_each_ending_comes_last(
    status: RequestStatus, ended_at: datetime | None, ending: tuple[datetime, What]
) -> None:
    """Replaced and expired codes say when; one that lives, or was never sent, has no ending."""
    assert ending == told(request(message(handover()), status=status, ended_at=ended_at))[-1]


def test_a_pending_code_expires_with_time() -> None:
    """At its end, and not a moment before, a pending code has expired; what has ended stays as it ended."""
    assert RequestStatus.PENDING == request().at(after(599.999)).status
    assert RequestStatus.EXPIRED == request().at(after(600)).status
    assert RequestStatus.VERIFIED == request(status=RequestStatus.VERIFIED).at(after(601)).status


def test_every_sentence_is_one_and_holds_no_address() -> None:
    """Each entry is a sentence that ends in a full stop; neither it nor what is printed shows the number."""
    lost = handover(status=Status.UNDELIVERED, receipt_at=after(3), undelivered_at=after(3))
    record = request(message(refused(), lost), message(at=40, status=Status.FAILED), status=RequestStatus.EXPIRED)

    assert all(one.text.endswith(".") and one.text[0].isupper() for one in timeline_of(record))
    assert ADA not in f"{timeline_of(record)} {record} {record.messages}"
