"""Asks and guesses, as use cases make them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from application.ports.otp import Ask, Entry, Guess, OtpSlots, Tried
from domain.address import ALL_CHANNELS, Address, channel_of, country_of
from domain.audit import Footprint
from domain.caller import Caller
from domain.ids import AuditId, ChallengeId, EventId, Id, MessageId, SessionId, TenantId, UserId
from domain.message import Message
from domain.otp_challenge import SIGN_IN, OtpChallenge
from domain.otp_code import CodeSecret, mac_of_code
from domain.phone import PhoneNumber
from domain.session import Session, methods
from tests.contracts.conftest import DICE, KEYS, NOON

AnyId = TypeVar("AnyId", bound=Id)
ADA: Address = PhoneNumber.parse("+12015550123")
GRACE: Address = PhoneNumber.parse("+12015550124")
CODE = "482913"
CALLER = Caller(actor="key:key_1", request_id="req_1", ip="198.51.100.7", network="198.51.100.7", user_agent="curl")


def make(kind: type[AnyId], at: datetime = NOON) -> AnyId:
    """A new identifier."""
    return kind.make(at, DICE.roll(10))


def challenge_at(now: datetime, address: Address = ADA, **values: object) -> OtpChallenge:
    """A challenge of six digits and ten minutes."""
    challenge = OtpChallenge(
        id=make(ChallengeId, now),
        channel=channel_of(address),
        length=6,
        created_at=now,
        expires_at=now + timedelta(minutes=10),
        sent_at=now,
        max_attempts=5,
    )
    return replace(challenge, **values)  # type: ignore[arg-type]


def ask_of(
    tenant_id: TenantId,
    challenge: OtpChallenge,
    *,
    address: Address = ADA,
    seen: int = 0,
    code: str | None = CODE,
    replaced: ChallengeId | None = None,
    dropped_as: str | None = None,
    caller: Caller = CALLER,
    keep: int = 5,
    resend: bool = False,
    routes: tuple[str, ...] = ("twilio", "sns"),
) -> Ask:
    """An ask for a code; a `code` of None makes a challenge that nothing matches."""
    mac = code and mac_of_code(KEYS, tenant_id=tenant_id, purpose=SIGN_IN, address=address.text, code=code)
    now = challenge.sent_at
    return Ask(
        challenge=challenge,
        resent=resend,
        secret=None if resend else CodeSecret(DICE.roll(16), mac or None, KEYS.id),
        message=Message(
            tenant_id=tenant_id,
            id=make(MessageId, now),
            challenge_id=challenge.id,
            channel=challenge.channel,
            to=address.text,
            minutes=challenge.minutes_left(now),
            created_at=now,
            expires_at=challenge.expires_at,
            routes=routes,
            country=country_of(address),
            dropped_as=dropped_as,
        ),
        seen=seen,
        keep=keep,
        replaced=replaced,
        spent=challenge.attempts,
        footprint=Footprint.of(caller, KEYS.digest),
        audit_id=make(AuditId, now),
        event_id=make(EventId, now),
    )


def guess_of(
    tenant_id: TenantId, code: str, *, address: Address = ADA, now: datetime = NOON, is_test: bool = False
) -> Guess:
    """A typed code."""
    return Guess(
        is_test=is_test,
        macs=[mac_of_code(KEYS, tenant_id=tenant_id, purpose=SIGN_IN, address=address.text, code=code)],
        footprint=Footprint.of(CALLER, KEYS.digest),
        audit_id=make(AuditId, now),
        event_id=make(EventId, now),
    )


def entry_of(
    tenant_id: TenantId, *, now: datetime = NOON, recycled_before: datetime | None = None, most: int = 100
) -> Entry:
    """What a right guess opens."""
    return Entry(
        amr={channel: methods(channel, False) for channel in ALL_CHANNELS},
        session=Session.open(
            tenant_id=tenant_id,
            id=make(SessionId, now),
            user_id=make(UserId, now),
            nonce=DICE.roll(32),
            key_id=KEYS.id,
            now=now,
            lives=timedelta(days=30),
            access=timedelta(minutes=15),
            ip="198.51.100.7",
            user_agent="curl",
        ),
        recycled_before=recycled_before,
        most_sessions=most,
        audit_ids=(make(AuditId, now), make(AuditId, now), make(AuditId, now)),
        event_ids=(make(EventId, now), make(EventId, now), make(EventId, now), make(EventId, now)),
    )


def issue(slots: OtpSlots, tenant_id: TenantId, now: datetime = NOON, **values: object) -> OtpChallenge:
    """Ask for a new code, whatever the slot's version."""
    address: Address = values.pop("address", ADA)  # type: ignore[assignment]
    challenge = challenge_at(now, address, **values.pop("challenge", {}))  # type: ignore[arg-type]
    slot, _ = slots.look(tenant_id=tenant_id, address=address, purpose=SIGN_IN, now=now)
    ask = ask_of(tenant_id, challenge, address=address, seen=slot.version, **values)  # type: ignore[arg-type]
    assert slots.issue(tenant_id=tenant_id, address=address, purpose=SIGN_IN, ask=ask)
    return challenge


def attempt(
    slots: OtpSlots, tenant_id: TenantId, code: str = CODE, now: datetime = NOON, *, address: Address = ADA
) -> Tried | None:
    """Type a code."""
    guess = guess_of(tenant_id, code, address=address, now=now)
    entry = entry_of(tenant_id, now=now)
    return slots.try_code(tenant_id=tenant_id, address=address, purpose=SIGN_IN, now=now, guess=guess, entry=entry)
