"""The figures of a tenant's messages, counted in memory: the same rules as on Postgres, in Python."""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import floor

from adapters.memory.stored import StoredAttempt, StoredMessage, StoredRequest
from adapters.memory.world import MemoryWorld
from domain.history import total_of
from domain.ids import ChallengeId, TenantId
from domain.message import Outcome, Status
from domain.otp_challenge import OtpChallenge
from domain.stats import By, Line, Period, Stats, in_order

Asked = tuple[str, ChallengeId, bool]
Handed = tuple[str, StoredMessage, StoredAttempt]
TAKEN = (Status.SENT, Status.DELIVERED, Status.UNDELIVERED)


def stats_of(world: MemoryWorld, tenant_id: TenantId, period: Period, by: By) -> Stats:
    """See History."""
    messages = [one for (owner, _), one in world.messages.items() if owner == tenant_id]
    requests = [
        one
        for (owner, _), one in world.requests.items()
        if owner == tenant_id and _is_code(one.challenge) and _within(period, one.challenge.created_at)
    ]
    asked = [each for one in requests for each in _asked(one, messages, by)]
    handed = [
        (_key(by, one.message.created_at, one.message.to, one.message.country, attempt.provider), one, attempt)
        for one in messages
        for attempt in one.attempts
        if _within(period, one.message.created_at)
    ]
    keys = {key for key, *_ in (*asked, *handed) if key}
    lines = [
        _line(key, [one for one in asked if one[0] == key], [one for one in handed if one[0] == key]) for key in keys
    ]
    return Stats(period, by, in_order(by, lines), _line("", asked, handed))


def _is_code(challenge: OtpChallenge) -> bool:
    """Neither one of a test number nor an ask that was refused."""
    return not challenge.is_test and challenge.expires_at > challenge.created_at


def _within(period: Period, at: datetime) -> bool:
    return period.since <= at < period.until


def _key(by: By, at: datetime, address: str, country: str | None, provider: str) -> str:
    if by is By.PROVIDER:
        return provider
    if by is By.DAY:
        return at.astimezone(UTC).date().isoformat()
    return "email" if "@" in address else country or "unknown"


def _asked(request: StoredRequest, messages: Sequence[StoredMessage], by: By) -> set[Asked]:
    """What a code is counted under; by provider, each that took a message of it, or nobody."""
    challenge, verified = request.challenge, request.status == "verified"
    mine = [one for one in messages if one.message.challenge_id == challenge.id]
    taken = {attempt.provider for one in mine for attempt in one.attempts if _was_taken(attempt)} or {""}
    providers = taken if by is By.PROVIDER else {""}
    country = mine[0].message.country if mine else None
    return {
        (_key(by, challenge.created_at, request.address, country, each), challenge.id, verified) for each in providers
    }


def _was_taken(attempt: StoredAttempt) -> bool:
    accepted = attempt.receipt is not None and attempt.receipt.outcome is Outcome.ACCEPTED
    return accepted or attempt.status in TAKEN


def _line(key: str, asked: Sequence[Asked], handed: Sequence[Handed]) -> Line:
    attempts = [attempt for _, _, attempt in handed]
    took = [
        (attempt.delivered_at - one.message.created_at).total_seconds()
        for _, one, attempt in handed
        if attempt.delivered_at
    ]
    return Line(
        key=key,
        requested=len({id for _, id, _ in asked}),
        verified=len({id for _, id, verified in asked if verified}),
        sent=sum(_was_taken(one) for one in attempts),
        reported=sum(_was_taken(one) and one.receipt_at is not None for one in attempts),
        delivered=sum(one.status is Status.DELIVERED for one in attempts),
        undelivered=sum(one.status is Status.UNDELIVERED for one in attempts),
        failed=sum(one.status is Status.FAILED for one in attempts),
        cost_micros=total_of([one.cost_micros for one in attempts]),
        p50_seconds=_percentile(took, 0.5),
        p95_seconds=_percentile(took, 0.95),
    )


def _percentile(values: Sequence[float], part: float) -> float | None:
    """Between the two nearest, as `percentile_cont` has it."""
    if not values:
        return None
    ordered, place = sorted(values), part * (len(values) - 1)
    low, high = ordered[floor(place)], ordered[min(floor(place) + 1, len(values) - 1)]
    return low + (high - low) * (place - floor(place))
