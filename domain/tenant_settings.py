"""A tenant's settings, their defaults and their bounds, as the HTTP contract lists them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from domain.allow_list import AllowList, AllowListRule
from domain.budget_rule import BudgetsRule
from domain.claim_map import ClaimMap
from domain.fixed_codes import FixedCodes
from domain.phone import LINE_TYPES, REGIONS
from domain.plan import Plan, PlanRule
from domain.refusal import FieldError
from domain.risk_policy import RiskPolicy, SignalRule, SignalRules
from domain.risk_signals import NAMES as SIGNAL_NAMES
from domain.rules import Flag, ListOf, Maybe, Moment, OneOf, Text, Whole, read_ruled, ruled
from domain.signing_key import KeyUse
from domain.spend import Budgets

ALGORITHMS: Final = ("HS256", "ES256", "EdDSA")
# Every OpenID client knows RS256 (OpenID Connect Discovery 3), and none may be given our symmetric key.
ID_ALGORITHMS: Final = ("RS256", "ES256", "EdDSA")
COUNTRY: Final = OneOf(tuple(sorted(REGIONS)))
HOST: Final = r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
ORIGIN: Final = Text(
    rf"https?://({HOST}|\[[0-9a-f:]+\])(:[0-9]{{1,5}})?",
    "an origin such as https://app.example.com",
    lambda text: len(text) <= 280,
)
# Letters and digits of any script, spaces and . - & ' + ; nothing that a phone would show as a link.
SMS_BRANDING: Final = Text(
    r".{1,32}",
    "1 to 32 letters and digits, spaces and . - & ' +, and nothing that reads as a web address",
    lambda text: _is_sms_name(text),
)
TEST_NUMBERS_AHEAD: Final = timedelta(days=366)


# Letters that show as a dot, and letters that show as nothing.
LOOK_ALIKES: Final = frozenset("\ua4f8\ua4fa\ua78f\u0701\u0702\u3164\u115f\u1160\uffa0\u17b4\u17b5\u034f")
TOWER: Final = "MMMM"


def _is_sms_name(text: str) -> bool:
    """Letters, their marks and digits of any script, and some signs; no dot with something right behind it.

    Nothing invisible, nothing that only looks like a dot, and no tower of marks.
    """
    if any(letter in LOOK_ALIKES for letter in text) or TOWER in "".join(unicodedata.category(x)[0] for x in text):
        return False
    kinds = all(letter in " .-&'+" or unicodedata.category(letter)[0] in "LMN" for letter in text)
    return kinds and text == text.strip() and unicodedata.category(text[0])[0] != "M" and not re.search(r"\.\S", text)


@dataclass(frozen=True, slots=True)
class TenantSettings:
    """Every setting of a tenant; durations are in the unit that the name ends in."""

    otp_length: int = ruled(6, Whole(6, 10), "Digits of a code (NIST SP 800-63B asks for at least 6).")
    otp_expiry_minutes: int = ruled(10, Whole(1, 10), "Life of a code (NIST SP 800-63B: at most 10 minutes).")
    max_otp_attempts: int = ruled(5, Whole(1, 10), "Wrong tries on a code before it is dead.")
    rate_limit_per_hour: int = ruled(5, Whole(1, 100), "Code requests per number or mailbox and hour.")
    resend_after_seconds: int = ruled(30, Whole(0, 600), "Wait before a code may be asked for again.")
    voip_blocking: bool = ruled(True, Flag(), "Refuse VOIP numbers.")
    allowed_types: tuple[str, ...] = ruled(
        ("mobile", "fixed_line_or_mobile"),
        ListOf(OneOf(LINE_TYPES), len(LINE_TYPES)),
        "Line types that get an SMS; VOIP is decided by voip_blocking.",
    )
    allowed_countries: tuple[str, ...] = ruled((), ListOf(COUNTRY, 300), "ISO 3166-1 alpha-2; empty: all.")
    blocked_countries: tuple[str, ...] = ruled((), ListOf(COUNTRY, 300), "ISO 3166-1 alpha-2.")
    sms_branding: str | None = ruled(None, Maybe(SMS_BRANDING), "Name in the message; null: the tenant's name.")
    default_region: str | None = ruled(None, Maybe(COUNTRY), "Country of numbers without +; null: + is required.")
    session_ttl_minutes: int = ruled(15, Whole(1, 1440), "Life of an access token.")
    refresh_ttl_days: int = ruled(30, Whole(1, 365), "Life of a session.")
    session_idle_minutes: int | None = ruled(
        None, Maybe(Whole(5, 525_600)), "Idle time after which a session ends; null: refresh_ttl_days alone rules."
    )
    otp_retention_days: int = ruled(
        30, Whole(1, 3650), "Days for which codes asked for, their messages and decisions are kept."
    )
    origin_retention_days: int = ruled(90, Whole(1, 90), "Days for which IP addresses and user agents are kept.")
    event_retention_days: int = ruled(30, Whole(4, 365), "Days for which events can be delivered once more.")
    audit_retention_days: int = ruled(400, Whole(30, 3650), "Days for which the audit log is kept.")
    max_sessions_per_user: int = ruled(100, Whole(1, 1000), "Sessions of a user; a further one ends the oldest.")
    reauthenticate_after_minutes: int = ruled(
        15, Whole(1, 1440), "Age of a proof after which an address cannot be changed without a new one."
    )
    address_change_hold_hours: int = ruled(
        0, Whole(0, 720), "Wait before a changed address takes effect, in which it can be stopped."
    )
    recycled_after_months: int | None = ruled(
        None, Maybe(Whole(1, 120)), "Idle months after which a number or mailbox alone opens an account no more."
    )
    token_claims: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"rule": ClaimMap(), "doc": "Further claims of access tokens: claim to path in app_metadata."},
    )
    signing_algorithm: str = ruled("HS256", OneOf(ALGORITHMS), "How access tokens are signed.")
    id_token_algorithm: str = ruled("RS256", OneOf(ID_ALGORITHMS), "How ID tokens of OpenID Connect are signed.")
    failover_after_seconds: int = ruled(45, Whole(0, 300), "Silence after which the next provider sends; 0: never.")
    message_plan: Plan = field(
        default_factory=dict,
        metadata={
            "rule": PlanRule(),
            "doc": 'Routes by country, "default" and "email", the best first; where it is silent, MESSAGE_PLAN rules.',
        },
    )
    autofill_domain: str | None = ruled(
        None, Maybe(Text(HOST, "a host name", lambda text: len(text) <= 253)), "Last line of the SMS for WebOTP."
    )
    app_hash: str | None = ruled(None, Maybe(Text(r"[A-Za-z0-9+/]{11}", "11 characters")), "Android SMS retriever.")
    risk_block_at: int = ruled(80, Whole(1, 100), "Risk score from which a request is refused.")
    risk_challenge_at: int = ruled(60, Whole(1, 100), "Risk score from which proof of work is asked for.")
    risk_shadow: bool = ruled(False, Flag(), "Record what the risk score would refuse, and refuse nothing.")
    risk_signals: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict,
        metadata={"rule": SignalRules(SIGNAL_NAMES), "doc": "Signals that are off, in shadow, or weigh more or less."},
    )
    risk_allow: AllowList = field(
        default_factory=dict,
        metadata={"rule": AllowListRule(), "doc": "What no risk rule stands against; money still does."},
    )
    budgets: Mapping[str, Mapping[str, int]] = field(
        default_factory=dict,
        metadata={"rule": BudgetsRule(), "doc": "Micros that messages may cost, by scope and by hour, day and month."},
    )
    test_numbers: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"rule": FixedCodes(), "doc": "Numbers that nobody holds, with their fixed codes."},
    )
    test_numbers_until: datetime | None = ruled(
        None, Maybe(Moment()), "End of the test numbers, at most 366 days ahead."
    )
    email_sign_in: str = ruled(
        "code", OneOf(("code", "link")), "What the sign-in pages send by email; the API always sends codes."
    )
    cors_origins: tuple[str, ...] = ruled(
        (), ListOf(ORIGIN, 50), "If not empty, replaces CORS_ORIGINS for this tenant."
    )

    def changed(self, values: Mapping[str, Any], now: datetime) -> tuple["TenantSettings", list[FieldError]]:
        """These settings with some of them replaced by JSON values, and every error there is."""
        read, errors = read_ruled(TenantSettings, values, "settings")
        until = read.get("test_numbers_until")
        if until is not None and not now < until <= now + TEST_NUMBERS_AHEAD:
            errors.append(
                FieldError("settings.test_numbers_until", "This must be in the future, at most 366 days ahead.")
            )
        return replace(self, **read), errors

    @property
    def risk_policy(self) -> RiskPolicy:
        """How this tenant's asks are judged."""
        rules = {name: SignalRule(**rule) for name, rule in self.risk_signals.items()}
        return RiskPolicy(self.risk_block_at, self.risk_challenge_at, self.risk_shadow, rules)

    @property
    def spend_budgets(self) -> Budgets:
        """What may be spent."""
        bounds = {(scope, span): micros for scope, spans in self.budgets.items() for span, micros in spans.items()}
        return Budgets(bounds)

    def algorithm_of(self, use: KeyUse) -> str:
        """What the tenant's keys of a use sign by."""
        return self.id_token_algorithm if use == "id" else self.signing_algorithm

    @property
    def access_lives(self) -> timedelta:
        """Life of an access token."""
        return timedelta(minutes=self.session_ttl_minutes)

    @property
    def session_lives(self) -> timedelta:
        """Life of a session."""
        return timedelta(days=self.refresh_ttl_days)

    @property
    def idle(self) -> timedelta | None:
        """Idle time after which a session ends, or None."""
        return timedelta(minutes=self.session_idle_minutes) if self.session_idle_minutes else None

    def recycled_before(self, now: datetime) -> datetime | None:
        """Who was last seen before this may have lost the address to somebody else; None: nobody is looked at so."""
        months = self.recycled_after_months
        return now - timedelta(days=months * 365 // 12) if months else None

    def test_code_of(self, e164: str, now: datetime) -> str | None:
        """The fixed code of a test number, or None for every other number and after `test_numbers_until`."""
        over = self.test_numbers_until is not None and self.test_numbers_until <= now
        return None if over else self.test_numbers.get(e164)
