"""Users and their sessions, keys that are recognised, calls that are made once, and the rights of persons."""

from datetime import timedelta
from typing import Any, Final

from adapters.postgres.address_changes import PostgresAddressChanges
from adapters.postgres.answers import PostgresAnswerBook
from adapters.postgres.known_keys import PostgresKnownKeys
from adapters.postgres.personal_data import PostgresPersonalData
from adapters.postgres.user_imports import PostgresUserImports
from adapters.postgres.user_sessions import PostgresSessions, PostgresUserSessions
from adapters.postgres.users import PostgresUsers
from application.otp.sweep import BATCH as SWEPT
from application.ports.privacy import Bounds, Person
from application.ports.users import Sought
from benchmarks.scale import made
from benchmarks.scale.probe import BATCH, HOT, PAGE, RARE, WHOLE, Probe, anything
from benchmarks.scale.sample import Sample
from domain.address import Address
from domain.address_change import AddressChange
from domain.ids import SessionId, UserId
from domain.session import EndedAs


def users(sample: Sample, sought: Sought, before: str = "") -> dict[str, Any]:
    """A page of the tenant's users."""
    return {"tenant_id": sample.tenant, "sought": sought, "before": before, "most": 50}


def holder(sample: Sample, address: Address) -> dict[str, Any]:
    """Whose an address is."""
    return {"tenant_id": sample.tenant, "address": address}


def taken(sample: Sample) -> dict[str, Any]:
    """Whose some addresses are."""
    return {"tenant_id": sample.tenant, "addresses": [sample.both.phone, sample.both.email]}


def of_user(sample: Sample) -> dict[str, Any]:
    """A user of a tenant."""
    return {"tenant_id": sample.tenant, "user_id": UserId(sample.user.id)}


def ended(sample: Sample, *, one: bool) -> dict[str, Any]:
    """One session of a user, or all."""
    session = SessionId(sample.session.id) if one else None
    return {**of_user(sample), "session_id": session, "as_": EndedAs.LOGOUT, "now": sample.now}


def feed(sample: Sample) -> dict[str, Any]:
    """The tenant's ends of the last quarter of an hour."""
    since = sample.now - timedelta(minutes=15)
    return {"tenant_id": sample.tenant, "since": since, "after": None, "now": sample.now, "most": 100}


def rotated(sample: Sample) -> tuple[Any, ...]:
    """Before and after."""
    before = made.session(sample)
    return before, before.rotated(sample.now, key_id="k1", access=timedelta(minutes=15))


def change(sample: Sample) -> AddressChange:
    """An address that waits."""
    until = sample.now + timedelta(days=1)
    return AddressChange(sample.tenant, UserId(sample.user.id), "email", "new@example.com", sample.now, until)


def person(sample: Sample) -> Person:
    """A user with all that is theirs."""
    addresses = tuple(one for one in (sample.user.phone, sample.user.email) if one)
    return Person(sample.tenant, UserId(sample.user.id), addresses, addresses)


def forgotten(sample: Sample, days: int) -> dict[str, Any]:
    """A batch of what is older."""
    then = sample.now - timedelta(days=days)
    return {"tenant_id": sample.tenant, "bounds": Bounds(then, then, then), "after": "", "most": SWEPT}


def ended_some(sample: Sample) -> dict[str, Any]:
    """A batch of everybody's."""
    return {"tenant_id": sample.tenant, "after": "", "most": SWEPT, "as_": EndedAs.REVOKED, "now": sample.now}


def slug_of(sample: Sample) -> str:
    """Tenants are numbered."""
    return f"tenant-{int(sample.tenant[3:], 16)}"


PROBES: Final = (
    Probe(PostgresUsers.add, HOT, lambda s: {"user": made.newcomer(s)}, found=anything),
    Probe(PostgresUsers.save, HOT, lambda s: {"user": made.user(s.user)}, found=anything),
    Probe(PostgresUsers.remove, HOT, lambda s: {"user": made.user(s.user)}, found=anything),
    Probe(PostgresUsers.get, HOT, of_user),
    Probe(PostgresUsers.holder, HOT, lambda s: holder(s, made.phone_of(s.both.phone)), "phone"),
    Probe(PostgresUsers.holder, HOT, lambda s: holder(s, made.mail_of(s.both)), "email"),
    Probe(PostgresUsers.page, PAGE, lambda s: users(s, Sought()), "newest"),
    Probe(PostgresUsers.page, PAGE, lambda s: users(s, Sought(), s.user.id), "next page", anything),
    Probe(PostgresUsers.page, HOT, lambda s: users(s, Sought(phone=s.both.phone)), "by phone"),
    Probe(PostgresUsers.page, HOT, lambda s: users(s, Sought(email=s.both.email)), "by email"),
    Probe(PostgresUsers.page, PAGE, lambda s: users(s, Sought(blocked=True)), "blocked", anything),
    Probe(PostgresUsers.page, PAGE, lambda s: users(s, Sought(blocked=False)), "not blocked"),
    Probe(
        PostgresUsers.end_codes, HOT,
        lambda s: {"tenant_id": s.tenant, "addresses": [s.sent.address], "now": s.now}, found=anything,
    ),
    Probe(PostgresSessions.find, HOT, lambda s: {"tenant_id": s.tenant, "session_id": s.session.id}),
    Probe(PostgresSessions.rotate, HOT, lambda s: {"*": rotated(s)}),
    Probe(PostgresSessions.of_other_keys, RARE, lambda s: {"key_id": "k2", "now": s.now}),
    Probe(PostgresSessions.sweep, BATCH, lambda s: {"ended_before": s.now, "after": "", "most": SWEPT}),
    Probe(PostgresUserSessions.page, PAGE, lambda s: {**of_user(s), "before": "", "most": 50}),
    Probe(PostgresUserSessions.end, HOT, lambda s: ended(s, one=True), "one"),
    Probe(PostgresUserSessions.end, HOT, lambda s: ended(s, one=False), "all of a user"),
    Probe(PostgresUserSessions.end_some, BATCH, ended_some),
    Probe(PostgresUserSessions.ended, PAGE, feed, found=anything),
    Probe(PostgresAddressChanges.put, HOT, lambda s: {"change": change(s)}, found=anything),
    Probe(PostgresAddressChanges.of_user, HOT, of_user, found=anything),
    Probe(PostgresAddressChanges.remove, HOT, lambda s: {"change": change(s)}, found=anything),
    Probe(PostgresAddressChanges.due, PAGE, lambda s: {"now": s.now, "most": 100}),
    Probe(PostgresAnswerBook.find, HOT, lambda s: {"once": made.once(s, s.answer.digest), "now": s.now}),
    Probe(PostgresAnswerBook.claim, HOT, lambda s: {"once": made.once(s), "now": s.now}, "new", anything),
    Probe(PostgresAnswerBook.claim, HOT, lambda s: {"once": made.once(s, s.answer.digest), "now": s.now}, "known"),
    Probe(PostgresAnswerBook.give_up, HOT, lambda s: {"once": made.once(s, s.answer.digest)}, found=anything),
    Probe(PostgresAnswerBook.sweep, BATCH, lambda s: {"before": s.now, "most": SWEPT}, found=anything),
    Probe(PostgresKnownKeys.find, HOT, lambda s: {"digest": s.key.digest, "now": s.now}),
    Probe(PostgresKnownKeys.find, HOT, lambda s: {"digest": b"nobody's", "now": s.now}, "unknown", anything),
    Probe(PostgresKnownKeys.tenant, HOT, lambda s: {"tenant_id": s.tenant, "now": s.now}),
    Probe(PostgresKnownKeys.by_slug, HOT, lambda s: {"slug": slug_of(s), "now": s.now}),
    Probe(PostgresKnownKeys.allowed_origins, RARE, lambda s: {"now": s.now}),
    Probe(PostgresPersonalData.held, HOT, lambda s: {"person": person(s)}),
    Probe(PostgresPersonalData.erase, HOT, lambda s: {"person": person(s)}),
    Probe(PostgresPersonalData.forget, BATCH, lambda s: forgotten(s, 31), "nothing is old"),
    Probe(PostgresPersonalData.forget, BATCH, lambda s: forgotten(s, 0), "everything is old"),
    Probe(PostgresUserImports.add, BATCH, lambda s: {"users": [made.newcomer(s)]}),
    Probe(PostgresUserImports.taken, PAGE, taken),
    Probe(PostgresUserImports.all, WHOLE, lambda s: {"tenant_id": s.tenant}),
)  # fmt: skip
