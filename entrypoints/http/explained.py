"""What the answers about codes, their messages and their figures hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from application.messages.explain_request import Explained
from domain.history import Handover, MessageRecord, RequestRecord, masked
from domain.stats import WARNING_BELOW, Line, Stats
from domain.timeline import Entry, What
from entrypoints.http.bodies import At

Micros = Annotated[int | None, Meta(description="Millionths of the currency unit; null where no price is known.")]
RequestState = Literal["pending", "verified", "expired", "locked", "replaced", "blocked"]
MessageState = Literal["queued", "sending", "sent", "delivered", "undelivered", "failed", "dropped"]


class AttemptShown(Struct):
    """One hand-over of a message to a provider, its answer, and its first report."""

    number: int
    provider: str
    channel: str
    status: MessageState
    outcome: str | None
    error_code: str | None
    provider_reference: str | None
    cost_micros: Micros
    started_at: At
    ended_at: At | None
    receipt_at: At | None
    delivered_at: At | None
    undelivered_at: At | None

    @classmethod
    def of(cls, one: Handover) -> "AttemptShown":
        """The hand-over's public fields."""
        return cls(
            one.number,
            one.provider,
            one.channel,
            one.status.value,
            one.outcome and one.outcome.value,
            one.error_code,
            one.reference,
            one.cost_micros,
            one.started_at,
            one.ended_at,
            one.receipt_at,
            one.delivered_at,
            one.undelivered_at,
        )


class MessageShown(Struct):
    """One message of a code; `provider` had it last, `cost_micros` is the sum over its attempts."""

    id: str
    provider: str | None
    channel: str
    status: MessageState
    cost_micros: Micros
    dropped_as: str | None
    created_at: At
    sent_at: At | None
    delivered_at: At | None
    attempts: list[AttemptShown]

    @classmethod
    def of(cls, message: MessageRecord) -> "MessageShown":
        """The message's public fields."""
        return cls(
            message.id,
            message.provider,
            message.channel,
            message.status.value,
            message.cost_micros,
            message.dropped_as,
            message.created_at,
            message.sent_at,
            message.delivered_at,
            [AttemptShown.of(one) for one in message.handovers],
        )


class TimelineEntry(Struct, omit_defaults=True):
    """One thing that happened: `what` of a closed list, `text` a sentence; facts that do not apply are absent."""

    at: At
    what: Annotated[str, Meta(extra_json_schema={"enum": list(What)})]
    text: str
    message_id: str | None = None
    number: int | None = None
    provider: str | None = None
    channel: str | None = None
    routes: Sequence[str] | None = None
    reason: str | None = None
    outcome: str | None = None
    error_code: str | None = None
    reference: str | None = None
    cost_micros: int | None = None
    milliseconds: int | None = None
    attempts: int | None = None
    actor: str | None = None

    @classmethod
    def of(cls, entry: Entry) -> "TimelineEntry":
        """The entry as it is."""
        return cls(**{name: getattr(entry, name) for name in cls.__struct_fields__})


class ReasonShown(Struct):
    """A signal that spoke: its points, a sentence, and whether it was only recorded."""

    signal: str
    points: int
    text: str
    shadow: bool


class RiskShown(Struct):
    """What the risk score said to the last ask: `verdict` is what was done, `would` what shadow kept from it."""

    score: int
    verdict: Literal["allow", "challenge", "block", "budget"]
    would: Literal["allow", "challenge", "block"]
    reasons: list[ReasonShown]

    @classmethod
    def of(cls, request: RequestRecord) -> "RiskShown | None":
        """The last weighing; None where nothing was weighed, as for test numbers."""
        if not request.weighings:
            return None
        last = request.weighings[-1]
        reasons = [ReasonShown(one.signal, one.points, one.sentence, one.shadow) for one in last.reasons]
        return cls(last.score, last.outcome, last.would, reasons)  # type: ignore[arg-type]


class OtpRequestListed(Struct):
    """A code that was asked for, without its story; `attempts` are the tries so far.

    `risk` is null where nothing was weighed: for a test number, and for codes of before there was a score.
    """

    id: str
    status: RequestState
    address: str
    channel: str
    created_at: At
    expires_at: At
    attempts: int
    risk: RiskShown | None
    messages: list[MessageShown]

    @classmethod
    def of(cls, request: RequestRecord) -> "OtpRequestListed":
        """The request's public fields, its address masked."""
        return cls(*_fields(request))


class OtpRequestShown(OtpRequestListed):
    """A code that was asked for, with its story, oldest first."""

    timeline: list[TimelineEntry]

    @classmethod
    def explained(cls, explained: Explained) -> "OtpRequestShown":
        """Everything that a support person may know."""
        return cls(*_fields(explained.request), [TimelineEntry.of(entry) for entry in explained.timeline])


def _fields(
    request: RequestRecord,
) -> tuple[str, RequestState, str, str, datetime, datetime, int, RiskShown | None, list[MessageShown]]:
    messages = [MessageShown.of(message) for message in request.messages]
    state: RequestState = request.status.value
    moments = (request.created_at, request.expires_at)
    return (
        request.id,
        state,
        masked(request.address),
        request.channel,
        *moments,
        request.attempts,
        RiskShown.of(request),
        messages,
    )


class StatsLine(Struct):
    """The figures of one day (UTC), country (`email` for mail) or provider; in a total, `key` is `total`."""

    key: str
    requested: int
    sent: int
    delivered: int
    undelivered: int
    failed: int
    verified: int
    delivery_rate: float | None
    cost_micros: Micros
    p50_seconds: float | None
    p95_seconds: float | None

    @classmethod
    def of(cls, line: Line, key: str | None = None) -> "StatsLine":
        """The line with its rate; seconds to the millisecond."""
        p50, p95 = (seconds and round(seconds, 3) for seconds in (line.p50_seconds, line.p95_seconds))
        return cls(
            key or line.key,
            line.requested,
            line.sent,
            line.delivered,
            line.undelivered,
            line.failed,
            line.verified,
            line.delivery_rate,
            line.cost_micros,
            p50,
            p95,
        )


class StatsShown(Struct, rename={"since": "from", "until": "to"}):
    """The figures of a period, and whether its delivery rate is too low."""

    since: At
    until: At
    by: Literal["day", "country", "provider"]
    data: list[StatsLine]
    total: StatsLine
    delivery_rate_warning_below: float
    warning: bool
    note: str | None

    @classmethod
    def of(cls, stats: Stats) -> "StatsShown":
        """The figures as they are."""
        return cls(
            since=stats.period.since,
            until=stats.period.until,
            by=stats.by.value,
            data=[StatsLine.of(line) for line in stats.lines],
            total=StatsLine.of(stats.total, "total"),
            delivery_rate_warning_below=WARNING_BELOW,
            warning=stats.is_warning,
            note=stats.note,
        )
