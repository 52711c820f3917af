"""Codes: asked for, weighed, judged, swept."""

from dataclasses import replace
from typing import Any, Final

from adapters.postgres.lines import PostgresLineBook
from adapters.postgres.notices import PostgresNotices
from adapters.postgres.otp import PostgresCodes, PostgresOtpSlots
from adapters.postgres.reputation import PostgresReputation
from application.otp.sweep import BATCH as SWEPT
from application.ports.otp import Question, Tried
from benchmarks.scale import made
from benchmarks.scale.probe import BATCH, HOT, Probe, anything
from benchmarks.scale.sample import Sample
from domain.address import Address
from domain.audit import Footprint
from domain.email import EmailAddress
from domain.ids import ChallengeId
from domain.letter import Notice
from domain.line import Line
from domain.otp import HOUR
from domain.otp_challenge import SIGN_IN
from domain.rate_limit import Limit
from domain.spend import Window
from tests.contracts.asks import ADA, CALLER, entry_of

EVERYWHERE: Final = Limit(20, HOUR)
MAIL: Final = EmailAddress.parse("ada@example.com")


def look(sample: Sample, address: Address, network: str | None = None) -> dict[str, Any]:
    """Slot and facts, with the network's asks while Redis is away."""
    asked = Question(EVERYWHERE, Limit(5, HOUR), network, Limit(100, HOUR) if network else None)
    return {
        "tenant_id": sample.tenant, "address": address, "purpose": SIGN_IN, "now": sample.now, "question": asked,
        "network": network,
    }  # fmt: skip


def weighed(sample: Sample) -> dict[str, Any]:
    """The same with everything that weighs on an ask."""
    probe = made.question(sample)
    given = look(sample, probe.address)
    return {**given, "question": replace(given["question"], probe=probe), "network": probe.network}


def issue(sample: Sample, address: Address, **more: Any) -> dict[str, Any]:
    """A code for an address that has none."""
    ask = made.ask(sample, address, **more)
    return {"tenant_id": sample.tenant, "address": address, "purpose": SIGN_IN, "ask": ask}


def issue_over(sample: Sample, *, resend: bool) -> dict[str, Any]:
    """The same code once more, or another one in its place."""
    given = issue(sample, made.phone_of(sample.sent.address), resend=resend)
    replaced = None if resend else ChallengeId(sample.sent.challenge_id)
    return {**given, "ask": replace(given["ask"], seen=sample.sent.version, replaced=replaced)}


def tried(sample: Sample, *, right: bool = True) -> dict[str, Any]:
    """A guess at the code that was sent."""
    address = made.phone_of(sample.sent.address)
    guess = made.guess(sample, right=right)
    return {"tenant_id": sample.tenant, "address": address, "purpose": SIGN_IN, "now": sample.now, "guess": guess}


def entered(sample: Sample, **more: Any) -> dict[str, Any]:
    """A guess that signs in; the eleventh session ends the oldest."""
    return {**tried(sample, **more), "entry": entry_of(sample.tenant, now=sample.now, most=10)}


def admitted(sample: Sample) -> dict[str, Any]:
    """The tenant's own system lets in."""
    spent = Tried(ChallengeId(sample.sent.challenge_id), "used", 4, "sms", False)
    return {
        "tenant_id": sample.tenant, "address": made.phone_of(sample.sent.address), "now": sample.now, "tried": spent,
        "footprint": Footprint(CALLER, None), "entry": entry_of(sample.tenant, now=sample.now, most=10),
    }  # fmt: skip


def swept(sample: Sample) -> dict[str, Any]:
    """A batch from the beginning."""
    return {"now": sample.now, "after": "", "most": SWEPT}


def warned(sample: Sample) -> dict[str, Any]:
    """A budget is nearly used up."""
    window = Window("t", "hour", sample.now.replace(minute=0, second=0, microsecond=0))
    return {"tenant_id": sample.tenant, "window": window, "event": made.event(sample)}


def reserved(sample: Sample) -> dict[str, Any]:
    """A line that nobody has asked about."""
    return {"tenant_id": sample.tenant, "address": "+12015550123", "now": sample.now, "per_day": 100_000}


def lookup(sample: Sample) -> dict[str, Any]:
    """What was said of it."""
    return {"tenant_id": sample.tenant, "address": "+12015550123", "line": Line("mobile"), "now": sample.now}


def notice(sample: Sample) -> dict[str, Any]:
    """A message without a code."""
    message = made.ask(sample, ADA).message
    return {"message": replace(message, notice=Notice.CHANGED)}


PROBES: Final = (
    Probe(
        PostgresOtpSlots.look, HOT, lambda s: look(s, made.phone_of(s.sent.address)),
        found=lambda answer: bool(answer[0].version),
    ),
    Probe(
        PostgresOtpSlots.look, HOT, lambda s: look(s, made.phone_of(s.sent.address), "10.1.2.3"), "Redis away",
        lambda answer: bool(answer[0].version),
    ),
    Probe(PostgresOtpSlots.look, HOT, lambda s: look(s, made.mail_of(s.both)), "email", anything),
    Probe(PostgresOtpSlots.issue, HOT, lambda s: issue(s, ADA, weighed=made.weighed(s)), "new"),
    Probe(PostgresOtpSlots.issue, HOT, lambda s: issue(s, MAIL, bounds=(EVERYWHERE, EVERYWHERE)), "email"),
    Probe(PostgresOtpSlots.issue, HOT, lambda s: issue_over(s, resend=False), "replaces"),
    Probe(PostgresOtpSlots.issue, HOT, lambda s: issue_over(s, resend=True), "again"),
    Probe(PostgresOtpSlots.try_code, HOT, entered, "right"),
    Probe(PostgresOtpSlots.try_code, HOT, lambda s: entered(s, right=False), "wrong"),
    Probe(PostgresOtpSlots.admit, HOT, admitted),
    Probe(PostgresOtpSlots.sweep, BATCH, swept),
    Probe(PostgresOtpSlots.end_all, BATCH, swept),
    Probe(PostgresCodes.judge, HOT, tried),
    Probe(PostgresOtpSlots.look, HOT, weighed, "weighs", lambda answer: answer[1].known is not None),
    Probe(PostgresReputation.refuse, HOT, lambda s: {"tenant_id": s.tenant, "refused": made.refused(s)}, "", anything),
    Probe(
        PostgresReputation.refuse, BATCH, lambda s: {"tenant_id": s.tenant, "refused": made.shut(s)}, "shuts", anything
    ),
    Probe(PostgresReputation.warn, HOT, warned, "", anything),
    Probe(PostgresReputation.settle, BATCH, lambda _: {"most": 2_000}),
    Probe(PostgresReputation.sweep, BATCH, swept),
    Probe(PostgresLineBook.reserve, HOT, reserved),
    Probe(PostgresLineBook.keep, HOT, lookup, "", anything),
    Probe(PostgresNotices.add, HOT, notice, "", anything),
)  # fmt: skip
