"""Auth1, sign-ins: what people see of it, and what it costs."""

from typing import Final

from deploy.dashboards.panel import ALL, Dashboard, Panel, Query, Row, or_nothing, quantile, rate

MINUTE: Final = 60
ASKS: Final = f'method="POST", route="/api/auth/request", {ALL}'
TRIES: Final = f'route="/api/auth/verify", {ALL}'
REAL_FAILURES: Final = f'outcome!~"invalid_destination|opted_out", {ALL}'
REFUSED: Final = f'sum (increase(auth1_codes_refused_total{{outcome!="budget", {ALL}}}[30m]))'
REQUESTED: Final = f"sum (increase(auth1_codes_requested_total{{{ALL}}}[30m]))"
VERIFIED: Final = f"sum (increase(auth1_codes_verified_total{{{ALL}}}[30m]))"


def _share(good: str, bad: str, by: str = "") -> str:
    """The good part of both in the last hour, for each label that either has."""
    grouped = f"sum by ({by})" if by else "sum"
    one, two = (f"{grouped} (increase({name}{{{ALL}}}[1h]))" for name in (good, bad))
    return f"{or_nothing(one, two)} / ({or_nothing(one, two)} + {or_nothing(two, one)})"


def _arrived(by: str = "") -> str:
    return _share("auth1_messages_delivered_total", "auth1_messages_undelivered_total", by)


def _refused_share() -> str:
    return f"{or_nothing(REFUSED, REQUESTED)} / ({REQUESTED} + {or_nothing(REFUSED, REQUESTED)})"


def _now(name: str) -> str:
    """What the worker that says most says: all of them look at the same database."""
    return f"max ({name}{{{ALL}}})"


def _spent(span: str) -> str:
    return f'max (auth1_spent_micros{{span="{span}", {ALL}}}) / 1e6'


AT_A_GLANCE: Final = Row(4, (
    Panel("Codes asked for", "Codes that will be sent, a minute.", "cpm",
          (Query(rate("auth1_codes_requested_total", ALL, per=MINUTE), "asked for"),), "stat", decimals=1),
    Panel("Proven, last 30 min", "Codes that were proven, of those that were asked for.", "percentunit",
          (Query(f"{VERIFIED} / {REQUESTED}", "proven"),), "stat", 0.4, 0.2, low_is_bad=True, decimals=1),
    Panel("Refused, last 30 min", "Asks that settings or the risk score refused; 2 to 5 % is usual.", "percentunit",
          (Query(_refused_share(), "refused"),), "stat", 0.04, 0.05, decimals=1),
    Panel("Delivered, last hour", "Messages that arrived, of those with a receipt; below 95 % is trouble.",
          "percentunit", (Query(_arrived(), "delivered"),), "stat", 0.97, 0.95, low_is_bad=True, decimals=1),
    Panel("Oldest message due", "How long the oldest message that is due has waited for a worker.", "s",
          (Query(_now("auth1_messages_waiting_seconds"), "oldest"),), "stat", 10, 30, decimals=1),
    Panel("Spent today", "What messages cost today (UTC), in units of your price list's currency.", "short",
          (Query(_spent("day"), "today"),), "stat", decimals=2),
))  # fmt: skip
CODES: Final = Row(8, (
    Panel("From the ask to the sign-in", "A minute: asks at the door, codes made, codes proven, wrong codes.", "cpm", (
        Query(rate("auth1_http_requests_total", ASKS, per=MINUTE), "asks, refused ones too"),
        Query(rate("auth1_codes_requested_total", ALL, per=MINUTE), "codes asked for"),
        Query(rate("auth1_codes_verified_total", ALL, per=MINUTE), "codes proven"),
        Query(rate("auth1_http_requests_total", f'code=~"invalid_code|too_many_attempts", {TRIES}', per=MINUTE),
              "wrong codes"),
    )),
    Panel("Codes that are proven", "Of the codes asked for in the last 30 minutes.", "percentunit",
          (Query(f"{VERIFIED} / {REQUESTED}", "proven"),), warn=0.4, bad=0.2, low_is_bad=True, most=1),
    Panel("Codes by country", "The ten countries with most codes, a minute; none is email.", "cpm",
          (Query(f"topk(10, {rate('auth1_codes_requested_total', ALL, 'country', MINUTE)})", "{{country}}"),),
          stacked=True),
))  # fmt: skip
REFUSALS: Final = Row(8, (
    Panel("Refused asks by reason", "A minute: the settings' reason, the signal that weighed most, or budget.", "cpm",
          (Query(rate("auth1_codes_refused_total", ALL, "outcome", MINUTE), "{{outcome}}"),), stacked=True),
    Panel("Share of asks refused", "Over 30 minutes, without budgets; 2 to 5 % is usual, more is an attack or a rule.",
          "percentunit", (Query(_refused_share(), "refused"),), warn=0.04, bad=0.05),
    Panel("What refused callers were told", "A minute, by code, on asking and proving.", "cpm",
          (Query(rate("auth1_http_requests_total", f'code!="", route=~"/api/auth/(request|verify)", {ALL}', "code",
                      MINUTE), "{{code}}"),), stacked=True),
))  # fmt: skip
DELIVERY: Final = Row(8, (
    Panel("Delivered by provider", "Of the messages with a receipt in the last hour; below 95 % is trouble.",
          "percentunit", (Query(_arrived("provider"), "{{provider}}"),), warn=0.97, bad=0.95, low_is_bad=True, most=1),
    Panel("Delivered by country, the ten lowest", "Of the messages with a receipt in the last hour.", "percentunit",
          (Query(f"bottomk(10, {_arrived('country')})", "{{country}}"),),
          warn=0.97, bad=0.95, low_is_bad=True, most=1),
    Panel("From the ask to the receipt", "How long messages take to arrive, as providers report it.", "s", (
        Query(quantile(0.5, "auth1_message_delivery_seconds", ALL), "median"),
        Query(quantile(0.95, "auth1_message_delivery_seconds", ALL), "95 %"),
    )),
))  # fmt: skip
MESSAGES: Final = Row(8, (
    Panel("Messages by provider", "Messages that a provider took, a minute.", "cpm",
          (Query(rate("auth1_messages_sent_total", ALL, "provider", MINUTE), "{{provider}}"),), stacked=True),
    Panel("Hand-overs that failed", "A minute, by provider and outcome, without wrong and opted-out numbers.", "cpm",
          (Query(rate("auth1_messages_failed_total", REAL_FAILURES, "provider, outcome", MINUTE),
                 "{{provider}}: {{outcome}}"),), stacked=True),
    Panel("Failed over, and sent twice", "Hand-overs to a further provider, and those whose worker died, a minute.",
          "cpm", (
              Query(rate("auth1_messages_failed_over_total", ALL, "provider", MINUTE), "to {{provider}}"),
              Query(rate("auth1_messages_repeated_total", ALL, per=MINUTE), "a worker died"),
          )),
))  # fmt: skip
QUEUE_AND_MONEY: Final = Row(8, (
    Panel("Oldest message due", "How long it has waited for a worker; above 30 s people wait for codes.", "s",
          (Query(_now("auth1_messages_waiting_seconds"), "oldest"),), warn=10, bad=30),
    Panel("From the ask to a worker", "How old messages are as a worker takes them.", "s", (
        Query(quantile(0.5, "auth1_message_queue_seconds", ALL), "median"),
        Query(quantile(0.99, "auth1_message_queue_seconds", ALL), "99 %"),
    )),
    Panel("Spent", "In this hour, day and month (UTC), in units of your price list's currency.", "short",
          tuple(Query(_spent(span), f"this {span}") for span in ("hour", "day", "month"))),
))  # fmt: skip
SIGN_INS: Final = Dashboard(
    "auth1-sign-ins", "Auth1 \N{EN DASH} sign-ins",
    "What people see of Auth1: codes, messages, refusals and what they cost.",
    (AT_A_GLANCE, CODES, REFUSALS, DELIVERY, MESSAGES, QUEUE_AND_MONEY),
)  # fmt: skip
