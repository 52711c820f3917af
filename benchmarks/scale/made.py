"""What the adapters are given, made of a sample's rows as the use cases make it."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.postgres.user_sessions import session_of
from adapters.postgres.users import user_of
from adapters.postgres.webhooks import endpoint_of
from application.ports.answers import Once
from application.ports.otp import Ask, Guess
from application.ports.risk import Decision, Probe, Refused, Weighed
from application.ports.webhooks import Owed, Told
from benchmarks.scale.sample import Sample
from domain.address import Address
from domain.audit import Action, AuditEvent, Event
from domain.delivery import Next
from domain.email import EmailAddress
from domain.ids import AuditId, ChallengeId, EventId, MessageId, TenantId, UserId
from domain.message import LEASE, Attempt, Claimed, Message, Outcome, Receipt, Status
from domain.otp_challenge import SIGN_IN
from domain.phone import PhoneNumber
from domain.prefix_block import PrefixBlock
from domain.risk import Reason, RiskScore, Verdict
from domain.risk_effects import Mark
from domain.risk_keys import home_of, keys_of
from domain.session import Session
from domain.spend import windows_of
from domain.tenant import Tenant
from domain.user import User
from tests.contracts.asks import ask_of, challenge_at, guess_of, make

ROUTE = "twilio"


def phone_of(text: str) -> Address:
    """A number as the statements spell it."""
    return PhoneNumber.parse(text)


def mail_of(user: Any) -> Address:
    """A user's mail address."""
    return EmailAddress.parse(user.email)


def ask(sample: Sample, address: Address, *, resend: bool = False, **more: Any) -> Ask:
    """A code for an address."""
    challenge = challenge_at(sample.now, address)
    return replace(ask_of(sample.tenant, challenge, address=address, resend=resend), **more)


def decision(sample: Sample, outcome: str = "allow") -> Decision:
    """A decision with a reason."""
    score = RiskScore(36, Verdict(outcome), (Reason("country", 36, "Why."),))
    return Decision(
        sample.tenant, make(ChallengeId, sample.now), sample.now, sample.sent.address, "sms", "KE", score,
        {"kind": "phone"}, 7_900, outcome,
    )  # fmt: skip


def weighed(sample: Sample) -> Weighed:
    """An ask that goes on, counted under every key."""
    address = phone_of(sample.sent.address)
    windows = windows_of(["t", "c:KE", "*"], sample.now)
    return Weighed(decision(sample), tuple(keys_of(address, "10.1.2.3").values()), 1.0, windows)


def refused(sample: Sample) -> Refused:
    """An ask that was refused."""
    decided = decision(sample, "block")
    row = audit_row(sample, Action.OTP_REFUSED)
    return Refused(decided, ("c:KE",), 1.0, None, "p4:+25471234", SIGN_IN, row, event(sample))


def question(sample: Sample) -> Probe:
    """Everything that weighs on an ask."""
    address, network = phone_of(sample.proof.address), "10.1.2.3"
    windows = windows_of(["t", "c:KE", "*"], sample.now)
    return Probe(
        address, keys_of(address, network), home_of(network), network, ROUTE, "sms", windows, "w", network, 64496
    )


def guess(sample: Sample, *, right: bool = True) -> Guess:
    """The code of the message that was sent; its mac was made of the message's id."""
    made = guess_of(sample.tenant, "000000", address=phone_of(sample.sent.address), now=sample.now)
    return replace(made, macs=[hashlib.sha256(sample.sent.id[4:].encode()).digest()]) if right else made


def claimed(row: Any) -> Claimed:
    """A message in hand."""
    message = Message(
        TenantId(row.tenant_id), MessageId(row.id), ChallengeId(row.challenge_id), row.channel, row.address, 10,
        row.created_at, row.expires_at, tuple(row.routes), row.country,
    )  # fmt: skip
    tenant = Tenant(TenantId(row.tenant_id), "acme", "Acme", row.created_at)
    lease, until = row.lease_id or "", row.created_at + LEASE
    return Claimed(message, tenant, lease, until, Status(row.status), (), row.handovers, b"n", "k1", 6)


def attempt(sample: Sample) -> Attempt:
    """The provider took it."""
    return Attempt(1, ROUTE, "sms", Receipt(Outcome.ACCEPTED, "SM1"), sample.now, sample.now)


def sent(sample: Sample) -> Next:
    """It waits for its receipt."""
    return Next(Status.SENT, sample.now + LEASE)


def user(row: Any) -> User:
    """As it is stored."""
    return user_of(row)


def newcomer(sample: Sample) -> User:
    """Somebody whom the tenant makes."""
    return User(sample.tenant, make(UserId, sample.now), sample.now, phone="+12015550123", email="ada@example.com")


def session(sample: Sample) -> Session:
    """As it is stored."""
    return session_of(sample.session)


def audit_row(sample: Sample, action: Action = Action.USER_CHANGED) -> AuditEvent:
    """A row of the log."""
    id = make(AuditId, sample.now)
    return AuditEvent(sample.tenant, id, sample.now, action, "key:key_1", "usr_1", "req_new", ip="10.1.2.3")


def event(sample: Sample) -> Event:
    """An event for the tenant's own systems."""
    return Event(sample.tenant, make(EventId, sample.now), sample.now, "user.changed", "usr_1", {})


def owed(sample: Sample) -> Owed:
    """A delivery; nobody has its lease, so that only its plan is looked at."""
    row = sample.owed
    happened = Event(sample.tenant, EventId(row.event_id), row.created_at, row.type, "usr_1", {})
    return Owed(endpoint_of(sample.endpoint), happened, 0, "lease")


def told(sample: Sample) -> Told:
    """What goes with the end of a webhook."""
    return Told(audit_row(sample, Action.WEBHOOK_DISABLED), event(sample))


def once(sample: Sample, digest: bytes | None = None) -> Once:
    """A call with an Idempotency-Key, of which somebody works, or a new one."""
    until = sample.now + timedelta(seconds=30)
    return Once(sample.tenant, digest or b"new", "lease", until, "k1", b"m", sample.now)


def shut(sample: Sample) -> Refused:
    """A refusal that shuts a prefix, and takes what it pressed with from the wider ones."""
    block = PrefixBlock(sample.now, sample.now + LEASE, 0)
    return replace(refused(sample), mark=Mark("p4:+25471234", block, ("p4:+25471234",), ("c:KE", "t")))
