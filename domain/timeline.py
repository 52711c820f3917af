"""The story of a code, in sentences that a support person can read out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final

from domain.audit import Action
from domain.history import Deed, Handover, MessageRecord, RequestRecord, RequestStatus, Weighing
from domain.message import Outcome, Status


class What(StrEnum):
    """Everything that a timeline can tell."""

    REQUESTED = "requested"
    REQUESTED_AGAIN = "requested_again"
    CHALLENGED = "challenged"
    BLOCKED = "blocked"
    WEIGHED = "weighed"
    NOT_SENT = "not_sent"
    QUEUED = "queued"
    HANDED_OVER = "handed_over"
    FAILED_OVER = "failed_over"
    ANSWERED = "answered"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    GAVE_UP = "gave_up"
    RETRIED = "retried"
    TRIED = "tried"
    VERIFIED = "verified"
    LOCKED = "locked"
    REPLACED = "replaced"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, in one sentence, with the facts that it is made of; what does not apply is None.

    `milliseconds` is how long the provider took to answer, `cost_micros` millionths of the currency unit.
    """

    at: datetime
    what: What
    text: str
    message_id: str | None = None
    number: int | None = None
    provider: str | None = None
    channel: str | None = None
    routes: tuple[str, ...] | None = None
    reason: str | None = None
    outcome: str | None = None
    error_code: str | None = None
    reference: str | None = None
    cost_micros: int | None = None
    milliseconds: int | None = None
    attempts: int | None = None
    actor: str | None = None


NAMES: Final = {
    "twilio": "Twilio",
    "twilio:whatsapp": "Twilio (WhatsApp)",
    "twilio:voice": "Twilio (voice)",
    "sns": "AWS SNS",
    "smtp": "The mail server",
}
CHANNELS: Final = {"sms": "SMS", "whatsapp": "WhatsApp", "voice": "a phone call", "email": "email"}
ANSWERS: Final = {
    Outcome.ACCEPTED: "took the message",
    Outcome.INVALID_DESTINATION: "says that this address cannot be reached",
    Outcome.OPTED_OUT: "says that the person has opted out of messages",
    Outcome.RATE_LIMITED: "had too many messages at that moment",
    Outcome.REFUSED_BY_PROVIDER: "refused the message by its own rules",
    Outcome.AUTHENTICATION_FAILED: "did not accept our credentials",
    Outcome.TIMEOUT: "did not answer in time; it may have sent the message",
    Outcome.UNAVAILABLE: "could not be reached, or was out of order",
    Outcome.UNKNOWN: "gave an answer that makes no sense",
}
REASONS: Final = {
    "test_number": "Nothing was sent: this is a test number with a fixed code.",
    "user_blocked": "Nothing was sent: the address belongs to a blocked user.",
    "challenge_ended": "The message was not sent any more: its code had ended.",
    "expired": "The message was not sent any more: its code had expired.",
    "hook_refused": "Nothing was sent: your own system, asked before a code is sent, refused it or did not answer.",
    "cap": "We gave up: the code has had all the messages that it may have.",
    "no_route": "We gave up: no provider is there that could carry the message.",
    "defect": "We gave up: the message could not be written. This is a defect of ours; the log has it.",
}
GAVE_UP: Final = "We gave up on this message: no provider could deliver it."
WEIGHED: Final = {
    "challenge": (What.CHALLENGED, "No code was made: the caller was asked for proof of work first."),
    "block": (What.BLOCKED, "No code was made: the risk score refused the request."),
    "budget": (What.BLOCKED, "No code was made: what messages may cost was used up."),
}
ENDINGS: Final = {
    RequestStatus.VERIFIED: (What.VERIFIED, "The right code was typed: the person is signed in."),
    RequestStatus.LOCKED: (What.LOCKED, "That was the last try: the code is dead, and a new one must be asked for."),
    RequestStatus.REPLACED: (What.REPLACED, "A newer code took its place: this one opens nothing any more."),
    RequestStatus.EXPIRED: (What.EXPIRED, "The code's time was over before it was used."),
}


def timeline_of(request: RequestRecord) -> Sequence[Entry]:
    """Everything that is known of a code as it stands (see `RequestRecord.at`), oldest first.

    Things of one and the same moment stand in the order in which one leads to the next.
    """
    said = _asked("A code was asked for", request.channel)
    entries = [Entry(request.created_at, What.REQUESTED, said, channel=request.channel)]
    for place, message in enumerate(request.messages):
        entries += _of_message(message, again=place > 0)
    entries += [entry for weighing in request.weighings for entry in _weighing(weighing)]
    entries += [_deed(deed) for deed in request.deeds if deed.action is not Action.OTP_VERIFIED]
    entries += _ending(request)
    return sorted(entries, key=lambda entry: entry.at)


def _weighing(weighing: Weighing) -> Iterator[Entry]:
    """What the risk score did to the ask, and why; nothing where it had nothing to say."""
    said = " ".join(reason.sentence for reason in weighing.reasons)
    what, words = WEIGHED.get(weighing.outcome, (What.WEIGHED, f"The risk score was {weighing.score}."))
    if weighing.would != weighing.outcome and weighing.outcome == "allow":
        words = f"Without shadow it would have been refused ({weighing.would})."
    if weighing.reasons or what is not What.WEIGHED:
        yield Entry(weighing.at, what, f"{words} {said}".strip(), reason=weighing.outcome)


def _asked(said: str, channel: str) -> str:
    return f"{said}, to be sent by {CHANNELS.get(channel, channel)}."


def _of_message(message: MessageRecord, *, again: bool) -> Iterator[Entry]:
    if again:
        said = _asked("The same code was asked for again", message.channel)
        yield Entry(message.created_at, What.REQUESTED_AGAIN, said, message.id, channel=message.channel)
    if message.dropped_as in ("test_number", "user_blocked"):
        yield _unsent(message, What.NOT_SENT, message.created_at)
        return
    yield _queued(message)
    for handover in message.handovers:
        yield _begun(message, handover)
        yield from _answer(message, handover)
        yield from _receipts(message, handover)
    if message.status in (Status.FAILED, Status.DROPPED):
        yield _unsent(message, What.GAVE_UP if message.status is Status.FAILED else What.NOT_SENT, _over_at(message))


def _queued(message: MessageRecord) -> Entry:
    named = ", then ".join(NAMES.get(route, route) for route in message.routes)
    said = f"The message waits for a worker; to carry it: {named or 'nobody'}."
    return Entry(message.created_at, What.QUEUED, said, message.id, channel=message.channel, routes=message.routes)


def _begun(message: MessageRecord, handover: Handover) -> Entry:
    provider, by = NAMES.get(handover.provider, handover.provider), CHANNELS.get(handover.channel, handover.channel)
    said, what = f"The message was handed to {provider}, by {by}.", What.HANDED_OVER
    for before, one in pairwise(message.handovers):
        if one is handover and before.provider == handover.provider:
            said = f"The message was handed to {provider} again, by {by}."
        elif one is handover:
            said, what = f"The next provider's turn: the message was handed to {provider}, by {by}.", What.FAILED_OVER
    return Entry(
        handover.started_at, what, said, message.id, handover.number, handover.provider, channel=handover.channel
    )


def _answer(message: MessageRecord, handover: Handover) -> Iterator[Entry]:
    if handover.outcome is None or handover.ended_at is None:
        return
    took = round((handover.ended_at - handover.started_at).total_seconds() * 1000)
    mark = handover.reference if handover.outcome is Outcome.ACCEPTED else handover.error_code
    said = f"{_name(handover)} {ANSWERS[handover.outcome]}, after {took} ms"
    if handover.outcome is Outcome.ACCEPTED:
        said = f"{_name(handover)} took the message in {took} ms"
    yield Entry(
        at=handover.ended_at,
        what=What.ANSWERED,
        text=f"{said} ({mark})." if mark else f"{said}.",
        message_id=message.id,
        number=handover.number,
        provider=handover.provider,
        outcome=handover.outcome.value,
        error_code=handover.error_code,
        reference=handover.reference,
        cost_micros=handover.cost_micros,
        milliseconds=took,
    )


def _receipts(message: MessageRecord, handover: Handover) -> Iterator[Entry]:
    """What the provider reported: that it is on its way, that it did not arrive, that it did."""
    name, first, delivered = _name(handover), handover.receipt_at, handover.delivered_at
    mark = f" ({handover.error_code})" if handover.error_code else ""
    of = (message.id, handover.number, handover.provider)
    lost = handover.undelivered_at
    if first and first not in (delivered, lost):
        yield Entry(first, What.SENT, f"{name} reports that the message is on its way.", *of)
    if lost:
        said = f"{name} reports that the message did not arrive{mark}."
        yield Entry(lost, What.UNDELIVERED, said, *of, error_code=handover.error_code)
    if delivered:
        yield Entry(delivered, What.DELIVERED, f"{name} reports that the message arrived.", *of)


def _name(handover: Handover) -> str:
    return NAMES.get(handover.provider, handover.provider)


def _unsent(message: MessageRecord, what: What, at: datetime) -> Entry:
    return Entry(at, what, REASONS.get(message.dropped_as or "", GAVE_UP), message.id, reason=message.dropped_as)


def _over_at(message: MessageRecord) -> datetime:
    ends = [one.ended_at or one.started_at for one in message.handovers]
    return message.ended_at or max(ends, default=message.created_at)


def _deed(deed: Deed) -> Entry:
    if deed.action is Action.MESSAGE_RETRIED:
        said = "An operator let the message be sent once more."
        return Entry(deed.at, What.RETRIED, said, deed.message_id, actor=deed.actor)
    return Entry(deed.at, What.TRIED, f"A wrong code was typed; tries so far: {deed.attempts}.", attempts=deed.attempts)


def _ending(request: RequestRecord) -> Iterator[Entry]:
    if request.status in ENDINGS:
        what, said = ENDINGS[request.status]
        at = request.expires_at if request.status is RequestStatus.EXPIRED else request.ended_at
        yield Entry(at or request.expires_at, what, said)
