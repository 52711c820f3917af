"""What is counted is traced as well: the request's name, and how long Postgres and Redis took for it."""

import time
from typing import Final

from opentelemetry.trace import SpanKind, StatusCode, Tracer, get_current_span

from application.ports.backlog import Backlog
from application.ports.tally import Counter, Tally

SYSTEMS: Final = {"postgres": "postgresql", "redis": "redis"}
NANOSECONDS: Final = 1_000_000_000
FAILED: Final = 500


class TracedTally(Tally):
    """Counts as another tally does, and writes into the span of the request that is under way, if one is.

    No statement and no parameter is in a span.
    """

    def __init__(self, inner: Tally, tracer: Tracer) -> None:
        self.inner, self._tracer = inner, tracer

    def count(self, counter: Counter, *, provider: str = "", country: str | None = None, outcome: str = "") -> None:
        """See Tally."""
        self.inner.count(counter, provider=provider, country=country, outcome=outcome)

    def observe_queue(self, seconds: float) -> None:
        """See Tally."""
        self.inner.observe_queue(seconds)

    def observe_delivery(self, seconds: float) -> None:
        """See Tally."""
        self.inner.observe_delivery(seconds)

    def observe_request(self, *, method: str, route: str, status: int, code: str, seconds: float) -> None:
        """See Tally."""
        self.inner.observe_request(method=method, route=route, status=status, code=code, seconds=seconds)
        span = get_current_span()
        span.update_name(f"{method} {route}")
        span.set_attribute("http.request.method", method)
        span.set_attribute("http.route", route)
        span.set_attribute("http.response.status_code", status)
        if code:
            span.set_attribute("error.type", code)
        if status >= FAILED:
            span.set_status(StatusCode.ERROR)

    def observe_dependency(self, name: str, seconds: float, *, answered: bool) -> None:
        """See Tally."""
        self.inner.observe_dependency(name, seconds, answered=answered)
        if not get_current_span().is_recording():
            return
        ended = time.time_ns()
        span = self._tracer.start_span(
            name,
            kind=SpanKind.CLIENT,
            attributes={"db.system.name": SYSTEMS.get(name, name)},
            start_time=ended - int(seconds * NANOSECONDS),
        )
        if not answered:
            span.set_status(StatusCode.ERROR)
        span.end(ended)

    def use_connection(self, change: int, size: int) -> None:
        """See Tally."""
        self.inner.use_connection(change, size)

    def observe_skew(self, seconds: float) -> None:
        """See Tally."""
        self.inner.observe_skew(seconds)

    def measure(self, backlog: Backlog) -> None:
        """See Tally."""
        self.inner.measure(backlog)
