"""A person asks what is held of them, or to be forgotten (GDPR Art. 15, 17, 20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from application.audit.scribe import Scribe
from application.ports.privacy import Person, PersonalData, Rows
from application.ports.store import Store
from application.sessions.end_sessions import EndWithin
from application.sessions.live_sessions import LiveSessions
from domain.audit import Action
from domain.caller import Caller
from domain.email import EmailAddress
from domain.ids import TenantId, UserId
from domain.refusal import NotFound
from domain.session import EndedAs
from domain.user import User

UNKNOWN = "There is no user of that id."


def person_of(user: User) -> Person:
    """A user with the addresses that are theirs now."""
    mailboxes = [user.phone, user.email and EmailAddress.parse(user.email).mailbox]
    return Person(user.tenant_id, user.id, user.addresses, tuple(one for one in mailboxes if one))


@dataclass(frozen=True, slots=True)
class Export:
    """Everything held of one person, by table, and when it was looked up."""

    user_id: UserId
    at: datetime
    data: Mapping[str, Rows]


@dataclass(frozen=True, slots=True)
class ExportUser:
    """Show everything that is held of a user; raises NotFound.  That somebody looked is in the audit log."""

    store: Store
    personal: PersonalData
    scribe: Scribe

    def __call__(self, *, tenant_id: TenantId, user_id: UserId, caller: Caller) -> Export:
        now = self.scribe.now()
        with self.store.begin() as tx:
            user = tx.users.get(tenant_id=tenant_id, user_id=user_id)
            if user is None:
                raise NotFound(UNKNOWN)
            tx.records.add(
                self.scribe.audit(caller, Action.USER_EXPORTED, at=now, tenant_id=tenant_id, subject=user_id)
            )
        return Export(user_id, now, self.personal.held(person_of(user)))


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was forgotten, when, on whose word, and where that is written down; `kept` says what stays and why."""

    tenant_id: TenantId
    user_id: UserId
    at: datetime
    by: str
    audit_id: str
    erased: Mapping[str, int]
    kept: Sequence[str]

    def document(self) -> dict[str, Any]:
        """As it is handed over."""
        return {
            "certificate": "erasure of personal data",
            "tenant_id": self.tenant_id,
            "user_id": self.user_id,
            "erased_at": self.at.isoformat(),
            "by": self.by,
            "audit_id": self.audit_id,
            "erased_rows": dict(self.erased),
            "kept": list(self.kept),
        }


KEPT = (
    "The audit log keeps rows with this random user id, other random ids and keyed digests; "
    "it holds no address, and nothing is left that would lead from the id to a person.",
    "Events of the last days keep the same ids until their retention is over.",
    "Answers kept for Idempotency-Keys are sealed with the key that the caller chose, and gone within 24 hours.",
    "Backups and logs of other systems are their owners' to clean.",
)


@dataclass(frozen=True, slots=True)
class EraseUser:
    """Forget a person: sessions end at once, every row that names them goes, and the audit log still verifies.

    Raises NotFound.  The same person may come back as somebody new.
    """

    store: Store
    personal: PersonalData
    scribe: Scribe
    live: LiveSessions
    end_within: EndWithin

    def __call__(self, *, tenant_id: TenantId, user_id: UserId, caller: Caller) -> Certificate:
        now = self.scribe.now()
        with self.store.begin() as tx:
            user = tx.users.get(tenant_id=tenant_id, user_id=user_id)
            if user is None:
                raise NotFound(UNKNOWN)
            tx.users.end_codes(tenant_id=tenant_id, addresses=user.addresses, now=now)
            ended = self.end_within(
                tx, tenant_id=tenant_id, user_id=user_id, as_=EndedAs.USER_DELETED, now=now, caller=caller
            )
            row = self.scribe.audit(caller, Action.USER_ERASED, at=now, tenant_id=tenant_id, subject=user_id)
            tx.records.add(row, self.scribe.event("user.erased", at=now, tenant_id=tenant_id, subject=user_id))
        self.live.forget(tenant_id, ended, now)
        erased = self.personal.erase(person_of(user))
        return Certificate(tenant_id, user_id, now, caller.actor, row.id, erased, KEPT)
