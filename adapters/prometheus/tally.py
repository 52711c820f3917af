"""Counters for Prometheus, right over several processes.

With PROMETHEUS_MULTIPROC_DIR set, as `auth1 serve` sets it, every process writes to files of its own in that folder,
and whoever is scraped adds them up.
"""

from typing import Any, Final

from prometheus_client import CollectorRegistry, Gauge, Histogram
from prometheus_client import Counter as Metric

from application.ports.backlog import Backlog
from application.ports.tally import LABELS, Counter, Tally

SAYS: Final = {
    Counter.REQUESTED: "Codes that were asked for and will be sent.",
    Counter.VERIFIED: "Codes that were proven.",
    Counter.REFUSED: "Asks that the settings, the risk score or a budget refused, by what weighed most.",
    Counter.SENT: "Messages that a provider took.",
    Counter.FAILED: "Hand-overs that failed, by outcome.",
    Counter.FAILED_OVER: "Hand-overs to a further provider.",
    Counter.REPEATED: "Messages whose hand-over began before and never ended: a worker died.",
    Counter.DELIVERED: "Messages that arrived, by their receipts.",
    Counter.UNDELIVERED: "Messages that did not arrive, by their receipts.",
    Counter.WEBHOOK: "Deliveries to webhooks, by outcome.",
}
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_COUNTRY: Final = "none"
REQUEST_BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
QUICK_BOUNDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 4.0)
SLOW_BOUNDS: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)


class PrometheusTally(Tally):
    """Every name begins with `auth1_`; what was found once is remembered, so that a count costs a microsecond.

    `process` is `web` or `worker`: each has a pool of its own, and a full one must not hide behind the other.
    """

    def __init__(self, registry: CollectorRegistry, process: str = "web") -> None:
        self.registry, self._process = registry, process
        self._children: dict[Any, Any] = {}
        self._counters = {
            counter: Metric(f"auth1_{counter}", SAYS[counter], LABELS[counter], registry=registry)
            for counter in Counter
        }
        self._requests = Metric(
            "auth1_http_requests", "Requests by route and outcome.", ("method", "route", "status", "code"),
            registry=registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "auth1_http_request_seconds", "How long requests took.", ("method", "route"), buckets=REQUEST_BOUNDS,
            registry=registry,
        )  # fmt: skip
        self._dependencies = Histogram(
            "auth1_dependency_seconds", "How long Postgres and Redis took.", ("dependency", "answered"),
            buckets=QUICK_BOUNDS, registry=registry,
        )  # fmt: skip
        self._queue = Histogram(
            "auth1_message_queue_seconds", "How old a message was as a worker first took it.", buckets=SLOW_BOUNDS,
            registry=registry,
        )  # fmt: skip
        self._delivery = Histogram(
            "auth1_message_delivery_seconds", "From the ask to the receipt.", buckets=SLOW_BOUNDS, registry=registry
        )
        self._in_use, self._size = (
            _gauge(f"auth1_db_connections_{name}", says, "livesum", registry, ("process",))
            for name, says in {"in_use": "Database connections at work.", "most": "Those there may be."}.items()
        )
        self._skew = _gauge(
            "auth1_clock_skew_seconds", "How far this machine's clock is ahead of the database's.", "livemostrecent",
            registry,
        )  # fmt: skip
        self._waiting = _Waiting(registry)

    def count(self, counter: Counter, *, provider: str = "", country: str | None = None, outcome: str = "") -> None:
        """See Tally."""
        given = {"provider": provider, "country": country or NO_COUNTRY, "outcome": outcome}
        self._child(self._counters[counter], tuple(given[name] for name in LABELS[counter])).inc()

    def observe_queue(self, seconds: float) -> None:
        """See Tally."""
        self._queue.observe(seconds)

    def observe_delivery(self, seconds: float) -> None:
        """See Tally."""
        self._delivery.observe(seconds)

    def observe_request(self, *, method: str, route: str, status: int, code: str, seconds: float) -> None:
        """See Tally."""
        method = method if method in METHODS else "other"
        self._child(self._requests, (method, route, status, code)).inc()
        self._child(self._seconds, (method, route)).observe(seconds)

    def observe_dependency(self, name: str, seconds: float, *, answered: bool) -> None:
        """See Tally."""
        self._child(self._dependencies, (name, "yes" if answered else "no")).observe(seconds)

    def use_connection(self, change: int, size: int) -> None:
        """See Tally."""
        self._child(self._in_use, (self._process,)).inc(change)
        if ("size", size) not in self._children:
            self._children["size", size] = True
            self._size.labels(self._process).set(size)

    def observe_skew(self, seconds: float) -> None:
        """See Tally."""
        self._skew.set(seconds)

    def measure(self, backlog: Backlog) -> None:
        """See Tally."""
        self._waiting.set(backlog)

    def _child(self, metric: Any, labels: tuple[object, ...]) -> Any:
        key = metric, labels
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = metric.labels(*labels)
        return child


class _Waiting:
    """Gauges of what waits; the newest of any worker counts."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def newest(name: str, says: str, labels: tuple[str, ...] = ()) -> Gauge:
            return _gauge(f"auth1_{name}", says, "livemostrecent", registry, labels)

        self._messages = newest("messages_waiting", "Messages that are due and not handed over.")
        self._message_age = newest("messages_waiting_seconds", "How long the oldest of them is due.")
        self._deliveries = newest("webhook_deliveries_waiting", "Deliveries that are due.")
        self._delivery_age = newest("webhook_deliveries_waiting_seconds", "How long the oldest of them is due.")
        self._announcement = newest("webhook_announcement_lag_seconds", "Age of the oldest event not announced.")
        self._chain = newest("audit_chain_lag_seconds", "Age of the oldest audit row without a link.")
        self._spent = newest("spent_micros", "What messages cost in this hour, day and month (UTC).", ("span",))

    def set(self, backlog: Backlog) -> None:
        """Say what waits."""
        self._messages.set(backlog.messages)
        self._message_age.set(backlog.message_seconds)
        self._deliveries.set(backlog.deliveries)
        self._delivery_age.set(backlog.delivery_seconds)
        self._announcement.set(backlog.announcement_seconds)
        self._chain.set(backlog.chain_seconds)
        for span, micros in backlog.spent.items():
            self._spent.labels(span).set(micros)


def _gauge(name: str, says: str, mode: Any, registry: CollectorRegistry, labels: tuple[str, ...] = ()) -> Gauge:
    return Gauge(name, says, labels, multiprocess_mode=mode, registry=registry)
