"""How long ago something was, in words."""

from datetime import datetime, timedelta
from typing import Final

DAY: Final = timedelta(days=1)
YEAR: Final = 365


def ago(then: datetime, now: datetime) -> str:
    """Words such as `5 minutes ago`, always rounded down; both times know their zone.

    A time in the future is `just now`: the clocks of two machines differ by a little.
    """
    past = now - then
    if past < timedelta(minutes=1):
        return "just now"
    if past < timedelta(hours=1):
        return _ago(past // timedelta(minutes=1), "minute")
    if past < DAY:
        return _ago(past // timedelta(hours=1), "hour")
    return _days_ago(past // DAY)


def _days_ago(days: int) -> str:
    if days == 1:
        return "yesterday"
    if days < 7:
        return _ago(days, "day")
    if days < 30:
        return _ago(days // 7, "week")
    if days < YEAR:
        # Thirty days are a month; beyond that a month is a twelfth of a year, so that none is the twelfth.
        return _ago(max(1, days * 12 // YEAR), "month")
    return _ago(days // YEAR, "year")


def _ago(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'} ago"
