"""Users come in from another system."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from application.audit.scribe import Scribe
from application.ports.imports import UserImports
from application.ports.store import Store
from domain.address import Address
from domain.audit import Action
from domain.caller import Caller
from domain.email import EmailAddress
from domain.foreign_user import ForeignUser, UnreadableRecord
from domain.ids import TenantId, UserId
from domain.metadata import metadata_errors
from domain.phone import PhoneNumber
from domain.refusal import Refusal
from domain.tenant import Tenant
from domain.user import User

BATCH: Final = 1000
SAMPLES: Final = 20
ID_BYTES: Final = 10


@dataclass(slots=True)
class Report:
    """What an import came to: counts by word, and for each odd thing the first lines of the file that have it."""

    read: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    odd: dict[str, list[int]] = field(default_factory=dict)

    def note(self, what: str, line: int) -> None:
        """One more of something odd."""
        self.counts[what] += 1
        lines = self.odd.setdefault(what, [])
        if len(lines) < SAMPLES:
            lines.append(line)


@dataclass(frozen=True, slots=True)
class _Made:
    line: int
    user: User


@dataclass(frozen=True, slots=True)
class ImportUsers:
    """Bring users in, or with `dry` only say what would happen; yields the report as it grows.

    A user's id is made of the source and its id there, so the same file again adds nobody twice, and an import that
    was stopped is begun again.
    An address that the source had not verified opens no account: it is noted in `app_metadata.unproven`, and whoever
    proves it later is somebody new.
    Where they came from is in `app_metadata.imported`.  No event is made for each; the audit log has one row.
    """

    imports: UserImports
    store: Store
    scribe: Scribe

    def __call__(
        self, tenant: Tenant, found: Iterable[ForeignUser | UnreadableRecord], *, source: str, caller: Caller, dry: bool
    ) -> Iterator[Report]:
        report, now = Report(), self.scribe.now()
        seen: set[bytes] = set()
        batch: list[_Made] = []
        for record in found:
            report.read += 1
            made = self._made(tenant, record, source, now, report)
            if made and not self._is_double(made, seen, report):
                batch.append(made)
            if len(batch) == BATCH:
                self._keep(tenant.id, batch, report, dry)
                batch = []
                yield report
        self._keep(tenant.id, batch, report, dry)
        if not dry:
            self._tell(tenant.id, source, report, caller)
        yield report

    def _made(
        self, tenant: Tenant, record: ForeignUser | UnreadableRecord, source: str, now: datetime, report: Report
    ) -> _Made | None:
        if isinstance(record, UnreadableRecord):
            report.note(f"unreadable: {record.why}", record.line)
            return None
        for word in record.left_out:
            report.note(f"left out: {word}", record.line)
        user = _user_of(tenant, record, source, now, report)
        if user is None:
            return None
        if metadata_errors("user_metadata", user.user_metadata) or metadata_errors("app_metadata", user.app_metadata):
            report.note("notes beyond their bounds", record.line)
            return None
        if not user.addresses:
            report.note("no proven address: kept, but nobody can sign in as them", record.line)
        return _Made(record.line, user)

    def _is_double(self, made: _Made, seen: set[bytes], report: Report) -> bool:
        """Whether an earlier record of this file has an address or the id; eight bytes of each are remembered."""
        keys = {hashlib.sha256(text.encode()).digest()[:8] for text in (made.user.id, *made.user.addresses)}
        if keys & seen:
            report.note("double: an earlier record has the same address or id", made.line)
            return True
        seen |= keys
        return False

    def _keep(self, tenant_id: TenantId, batch: Sequence[_Made], report: Report, dry: bool) -> None:
        if not batch:
            return
        users = [made.user for made in batch]
        new, known = self._foreseen(tenant_id, users) if dry else self.imports.add(users)
        report.counts["added"] += len(new)
        report.counts["there already"] += len(known)
        for made in batch:
            if made.user.id not in new and made.user.id not in known:
                report.note("taken: the address is another user's here", made.line)

    def _foreseen(self, tenant_id: TenantId, users: Sequence[User]) -> tuple[set[UserId], set[UserId]]:
        taken = self.imports.taken(tenant_id=tenant_id, addresses=[text for user in users for text in user.addresses])
        holders = {user.id: {taken.get(text) for text in user.addresses} - {None} for user in users}
        known = {id for id, mine in holders.items() if mine == {id}}
        return {id for id, mine in holders.items() if not mine}, known

    def _tell(self, tenant_id: TenantId, source: str, report: Report, caller: Caller) -> None:
        details = {"source": source, "read": report.read, "added": report.counts["added"]}
        row = self.scribe.audit(
            caller, Action.USERS_IMPORTED, at=self.scribe.now(), tenant_id=tenant_id, details=details
        )
        with self.store.begin() as tx:
            tx.records.add(row)


def _user_of(tenant: Tenant, record: ForeignUser, source: str, now: datetime, report: Report) -> User | None:
    given = {"phone": record.phone, "email": record.email}
    addresses = {kind: _address(tenant, kind, text, record.line, report) for kind, text in given.items() if text}
    key = record.source_id or next((one.text for one in addresses.values() if one), "")
    if not key:
        report.note("neither an id nor a usable address", record.line)
        return None
    proven = {"phone": record.phone_verified, "email": record.email_verified}
    notes: dict[str, Any] = {**record.app_metadata, "imported": {"from": source, "id": record.source_id}}
    unproven = {kind: one.text for kind, one in addresses.items() if one and not proven[kind]}
    if unproven:
        notes["unproven"] = unproven
        report.note("unproven address: noted, opens no account", record.line)
    created = min(record.created_at or now, now)
    user = User(
        tenant.id,
        UserId.make(created, hashlib.sha256(f"{tenant.id} {source} {key}".encode()).digest()[:ID_BYTES]),
        created,
        user_metadata=record.user_metadata,
        app_metadata=notes,
        blocked_at=now if record.blocked else None,
        last_sign_in_at=record.last_sign_in_at,
        last_seen_at=record.last_sign_in_at,
    )
    for kind, one in addresses.items():
        if one and proven[kind]:
            user = user.with_address(kind, one.text, verified_at=created)
    return user


def _address(tenant: Tenant, kind: str, text: str, line: int, report: Report) -> Address | None:
    """The address in its stored form, or None with a note: a mistyped number is nobody's."""
    try:
        if kind == "email":
            return EmailAddress.parse(text)
        number = PhoneNumber.parse(text, tenant.settings.default_region)
    except Refusal:
        report.note(f"invalid {kind}", line)
        return None
    if not number.is_valid:
        report.note("invalid phone", line)
        return None
    return number
