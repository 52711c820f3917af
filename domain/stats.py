"""How messages do: counts, delivery rates, spans and costs of a tenant over a period."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.refusal import FieldError, InvalidRequest

WARNING_BELOW: Final = 0.95
LONGEST: Final = timedelta(days=366)
DEFAULT: Final = timedelta(days=30)
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)  # RFC 3339
WARNING: Final = "Delivery rates below 95% indicate carrier issues or invalid phone numbers."
UNKNOWN: Final = "No provider has reported on a message of this time, so no delivery rate is known."


class By(StrEnum):
    """What the figures are told apart by."""

    DAY = "day"
    COUNTRY = "country"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment, inclusive, to another, exclusive."""

    since: datetime
    until: datetime

    @classmethod
    def read(cls, since: str | None, until: str | None, now: datetime) -> "Period":
        """The period between two texts: moments of RFC 3339, or dates in UTC, of which the last one is included.

        Where one is missing: the end is now, the beginning 30 days earlier.
        Raises InvalidRequest that names `from` or `to`; a period has at most 366 days.
        """
        end = now if until is None else _read("to", until, whole_day=True)
        try:
            start = end - DEFAULT if since is None else _read("from", since, whole_day=False)
        except OverflowError:
            raise InvalidRequest([FieldError("to", "This is too long ago.")]) from None
        if start >= end:
            raise InvalidRequest([FieldError("from", "This must be before the end of the period.")])
        if end - start > LONGEST:
            raise InvalidRequest([FieldError("from", f"A period has at most {LONGEST.days} days.")])
        return cls(start, end)


def _read(field: str, text: str, *, whole_day: bool) -> datetime:
    try:
        if DAY.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC) + timedelta(days=whole_day)
        if MOMENT.fullmatch(text):
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    said = "This must be a date such as 2026-11-23, or a moment such as 2026-11-23T12:00:00Z (a + is written %2B)."
    raise InvalidRequest([FieldError(field, said)])


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one day (UTC), country or provider, or of everything.

    `requested` and `verified` count codes, test numbers apart; everything else counts hand-overs to providers:
    `sent` were taken, of which the provider reported at all on `reported`; `failed` were not taken.
    `cost_micros`, `p50_seconds` and `p95_seconds` (from the ask to the arrival) are None where nothing is known.
    """

    key: str
    requested: int = 0
    verified: int = 0
    sent: int = 0
    reported: int = 0
    delivered: int = 0
    undelivered: int = 0
    failed: int = 0
    cost_micros: int | None = None
    p50_seconds: float | None = None
    p95_seconds: float | None = None

    @property
    def delivery_rate(self) -> float | None:
        """Which part of the hand-overs that were reported on arrived; None where nothing was reported.

        A provider that reports nothing says nothing of delivery, and is left out.
        """
        return round(self.delivered / self.reported, 4) if self.reported else None


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures of a period: a line for each day, country or provider that has any, and one of everything."""

    period: Period
    by: By
    lines: Sequence[Line]
    total: Line

    @property
    def is_warning(self) -> bool:
        """Whether the delivery rate is known, and too low."""
        rate = self.total.delivery_rate
        return rate is not None and rate < WARNING_BELOW

    @property
    def note(self) -> str | None:
        """What a person should know of the delivery rate; None where it is in order."""
        if self.is_warning:
            return WARNING
        return UNKNOWN if self.total.delivery_rate is None else None


def in_order(by: By, lines: Sequence[Line]) -> Sequence[Line]:
    """Days as they come; countries and providers with the most messages first."""
    if by is By.DAY:
        return sorted(lines, key=lambda line: line.key)
    return sorted(lines, key=lambda line: (-line.sent, -line.requested, line.key))
