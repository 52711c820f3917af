"""Auth1, machinery: the instances, what they depend on, and what they still have to do."""

from typing import Final

from deploy.dashboards.panel import ALL, HERE, Dashboard, Panel, Query, Row, quantile, rate

CALLS: Final = f'route!~"/health.*|/metrics", {HERE}'
BROKEN: Final = f'status=~"5..", {CALLS}'
SIGN_IN: Final = f'route=~"/api/auth/.*", {HERE}'
SECONDS: Final = "auth1_http_request_seconds"
DEPENDENCY: Final = "auth1_dependency_seconds"
POOL: Final = f"auth1_db_connections_in_use{{{HERE}}} / auth1_db_connections_most{{{HERE}}}"


def _broken_share() -> str:
    calls = rate("auth1_http_requests_total", CALLS)
    return f"({rate('auth1_http_requests_total', BROKEN)} or 0 * {calls}) / {calls}"


def _of_dependency(name: str) -> tuple[Query, ...]:
    labels = f'dependency="{name}", {HERE}'
    return tuple(
        Query(quantile(q, DEPENDENCY, labels), says) for q, says in ((0.5, "median"), (0.95, "95 %"), (0.99, "99 %"))
    )


def _spread(gauge: str) -> tuple[Query, ...]:
    """One line for the largest instance and one for the middle: thirty lines would say less."""
    return Query(f"max ({gauge})", "largest instance"), Query(f"quantile(0.5, {gauge})", "median instance")


def _lag(name: str, legend: str) -> Query:
    return Query(f"max ({name}{{{ALL}}})", legend)


AT_A_GLANCE: Final = Row(4, (
    Panel("Instances that answer", "Scraped with success, of all that Prometheus knows.", "percentunit",
          (Query('avg (up{job=~"$job"})', "up"),), "stat", 0.99, 0.5, low_is_bad=True),
    Panel("Instances", "Instances and workers that expose metrics.", "short",
          (Query(f"count (auth1_info{{{HERE}}})", "instances"),), "stat"),
    Panel("Calls", "Requests a second, without health checks and scrapes.", "reqps",
          (Query(rate("auth1_http_requests_total", CALLS), "calls"),), "stat", decimals=1),
    Panel("Calls that end with 5xx", "Of all, without health checks.", "percentunit",
          (Query(_broken_share(), "5xx"),), "stat", 0.01, 0.1, decimals=2),
    Panel("Sign-in calls, 99 %", "What 99 of 100 calls to /api/auth/ take at most.", "s",
          (Query(quantile(0.99, SECONDS, SIGN_IN), "99 %"),), "stat", 1, 4),
    Panel("Versions", "More than one: a deployment is under way, or stopped half-way.", "short",
          (Query(f"count (count by (version) (auth1_info{{{HERE}}}))", "versions"),), "stat", 2),
))  # fmt: skip
CALLS_ROW: Final = Row(9, (
    Panel("Calls by route", "The ten busiest routes, requests a second.", "reqps",
          (Query(f"topk(10, {rate('auth1_http_requests_total', CALLS, 'method, route')})", "{{method}} {{route}}"),),
          stacked=True),
    Panel("Calls that end with 5xx", "By route, status and code, requests a second.", "reqps",
          (Query(rate("auth1_http_requests_total", BROKEN, "route, status, code"),
                 "{{route}} {{status}} {{code}}"),), stacked=True),
))  # fmt: skip
LATENCY: Final = Row(9, (
    Panel("Median by route", "What half of the calls of a route take at most; the ten slowest.", "s",
          (Query(f"topk(10, {quantile(0.5, SECONDS, CALLS, 'route')} >= 0)", "{{route}}"),)),
    Panel("99 % by route", "What 99 of 100 calls of a route take at most; the ten slowest.", "s",
          (Query(f"topk(10, {quantile(0.99, SECONDS, CALLS, 'route')} >= 0)", "{{route}}"),), warn=1, bad=4),
))  # fmt: skip
DEPENDENCIES: Final = Row(8, (
    Panel("Postgres", "How long statements take, without the wait for a connection.", "s",
          _of_dependency("postgres"), bad=0.25),
    Panel("Redis", "How long commands take; a call waits 0.1 s at most.", "s", _of_dependency("redis"), bad=0.1),
    Panel("Statements and commands", "A second, by whether they were answered.", "ops",
          (Query(rate(f"{DEPENDENCY}_count", HERE, "dependency, answered"), "{{dependency}}: {{answered}}"),)),
))  # fmt: skip
ROOM: Final = Row(8, (
    Panel("Database connections at work", "Of those of an instance's pools; above 80 % they become scarce.",
          "percentunit", _spread(f"({POOL})"), bad=0.8, most=1),
    Panel("Memory of a process", "Mean of an instance; with 128 MiB one web process and a worker reach 256 MiB.",
          "bytes", _spread(f"(auth1_resident_memory_bytes{{{HERE}}} / auth1_processes{{{HERE}}})"), bad=134_217_728),
    Panel("Processes", "Web processes and workers of all instances; a fall that heals itself is a death.", "short",
          (Query(f"sum (auth1_processes{{{HERE}}})", "processes"),)),
    Panel("Open files and sockets", "Of all processes of an instance.", "short",
          _spread(f"auth1_open_files{{{HERE}}}")),
))  # fmt: skip
LAGS: Final = Row(8, (
    Panel("Deliveries to webhooks", "Attempts a minute, by what became of the delivery.", "cpm",
          (Query(rate("auth1_webhook_attempts_total", ALL, "outcome", 60), "{{outcome}}"),), stacked=True),
    Panel("Webhooks behind", "Age of the oldest delivery that is due, and of the oldest event nobody was told of.", "s",
          (_lag("auth1_webhook_deliveries_waiting_seconds", "oldest delivery due"),
           _lag("auth1_webhook_announcement_lag_seconds", "oldest event not announced"))),
    Panel("Waiting", "Messages and deliveries that are due; counting stops at 10,000.", "short",
          (_lag("auth1_messages_waiting", "messages"), _lag("auth1_webhook_deliveries_waiting", "deliveries"))),
    Panel("Audit log without links", "Age of the oldest row that has no link in its chain.", "s",
          (_lag("auth1_audit_chain_lag_seconds", "oldest row"),), bad=300),
))  # fmt: skip
MACHINERY: Final = Dashboard(
    "auth1-machinery", "Auth1 \N{EN DASH} machinery",
    "The instances of Auth1, Postgres and Redis behind them, and what waits.",
    (AT_A_GLANCE, CALLS_ROW, LATENCY, DEPENDENCIES, ROOM, LAGS), by_instance=True,
)  # fmt: skip
