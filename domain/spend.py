"""Money: what messages may cost by hour, day and month (UTC), of tenant, country, prefix and installation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SPANS: Final = ("hour", "day", "month")
INSTALLATION: Final = "*"
WARNS_AT: Final = 0.8


@dataclass(frozen=True, slots=True)
class Window:
    """One budget's time: whose (`t`, `c:KE`, `p4:+25471`, or `*` for the installation), and since when."""

    scope: str
    span: str
    start: datetime

    def owner(self, tenant_id: str) -> str:
        """Whose money it is; the installation's is no tenant's own."""
        return INSTALLATION if self.scope == INSTALLATION else tenant_id

    @property
    def end(self) -> datetime:
        """When the next one begins."""
        if self.span == "month":
            return (self.start + timedelta(days=32)).replace(day=1)
        return self.start + timedelta(hours=1 if self.span == "hour" else 24)


@dataclass(frozen=True, slots=True)
class Spent:
    """What went out in a window, and whether its warning did."""

    micros: int = 0
    warned: bool = False


def windows_of(scopes: list[str], now: datetime) -> tuple[Window, ...]:
    """The windows that now lies in."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    starts = {"hour": hour, "day": hour.replace(hour=0), "month": hour.replace(hour=0, day=1)}
    return tuple(Window(scope, span, starts[span]) for scope in scopes for span in SPANS)


@dataclass(frozen=True, slots=True)
class Budgets:
    """Micros that may be spent: scope kind (`tenant`, `country`, `prefix`, `installation`) and span to a bound."""

    bounds: Mapping[tuple[str, str], int]

    def bound_of(self, window: Window) -> int | None:
        """The window's bound; None: none."""
        return self.bounds.get((kind_of(window.scope), window.span))

    def reached(self, spent: Mapping[Window, Spent], cost: int) -> Iterator[Window]:
        """The windows whose bound one more message of that cost would break."""
        for window, found in spent.items() if self.bounds else ():
            bound = self.bound_of(window)
            if bound is not None and found.micros + cost > bound:
                yield window

    def near(self, spent: Mapping[Window, Spent], cost: int) -> Iterator[Window]:
        """The windows that this message brings to 80 % and that nobody was warned of."""
        for window, found in spent.items() if self.bounds else ():
            bound = self.bound_of(window)
            if bound is not None and not found.warned and found.micros + cost >= bound * WARNS_AT:
                yield window


def kind_of(scope: str) -> str:
    """The kind of a scope."""
    return {"t": "tenant", "c": "country", "p": "prefix", INSTALLATION: "installation"}[scope[0]]
