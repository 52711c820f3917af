"""Users are blocked, unblocked and deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from application.audit.scribe import Scribe
from application.ports.store import Store, Transaction
from application.sessions.end_sessions import EndWithin
from application.sessions.live_sessions import LiveSessions
from application.users.find_users import UNKNOWN
from domain.audit import Action
from domain.caller import Caller
from domain.ids import SessionId, TenantId, UserId
from domain.refusal import NotFound, require_version
from domain.session import EndedAs
from domain.user import User


@dataclass(frozen=True, slots=True)
class BlockUser:
    """Let nobody in as this user, or (`block` False) let them in again; blocking ends sessions and live codes at once.

    Doing it again changes nothing.  Raises NotFound.
    """

    store: Store
    scribe: Scribe
    live: LiveSessions
    end_within: EndWithin

    def __call__(self, *, tenant_id: TenantId, user_id: UserId, block: bool, caller: Caller) -> User:
        now, ended = self.scribe.now(), list[SessionId]()
        with self.store.begin() as tx:
            user = tx.users.get(tenant_id=tenant_id, user_id=user_id)
            if user is None:
                raise NotFound(UNKNOWN)
            if user.is_blocked is not block:
                user = replace(user, blocked_at=now if block else None, version=user.version + 1)
                tx.users.save(user)
                action = Action.USER_BLOCKED if block else Action.USER_UNBLOCKED
                tx.records.add(
                    self.scribe.audit(caller, action, at=now, tenant_id=tenant_id, subject=user_id),
                    self.scribe.event(action.value, at=now, tenant_id=tenant_id, subject=user_id),
                )
                if block:
                    ended += self._end(tx, user, now, caller)
        self.live.forget(tenant_id, ended, now)
        return user

    def _end(self, tx: Transaction, user: User, now: datetime, caller: Caller) -> Sequence[SessionId]:
        tx.users.end_codes(tenant_id=user.tenant_id, addresses=user.addresses, now=now)
        return self.end_within(
            tx, tenant_id=user.tenant_id, user_id=user.id, as_=EndedAs.USER_BLOCKED, now=now, caller=caller
        )


@dataclass(frozen=True, slots=True)
class DeleteUser:
    """Delete a user: sessions and live codes end at once, and the same address later makes a new user with a new id.

    Raises NotFound and PreconditionFailed.
    """

    store: Store
    scribe: Scribe
    live: LiveSessions
    end_within: EndWithin

    def __call__(self, *, tenant_id: TenantId, user_id: UserId, expected: int | None = None, caller: Caller) -> None:
        now = self.scribe.now()
        with self.store.begin() as tx:
            user = tx.users.get(tenant_id=tenant_id, user_id=user_id)
            if user is None:
                raise NotFound(UNKNOWN)
            require_version(user.version, expected)
            tx.users.end_codes(tenant_id=tenant_id, addresses=user.addresses, now=now)
            ended: Sequence[SessionId] = self.end_within(
                tx, tenant_id=tenant_id, user_id=user_id, as_=EndedAs.USER_DELETED, now=now, caller=caller
            )
            tx.users.remove(user)
            tx.records.add(
                self.scribe.audit(caller, Action.USER_DELETED, at=now, tenant_id=tenant_id, subject=user_id),
                self.scribe.event("user.deleted", at=now, tenant_id=tenant_id, subject=user_id),
            )
        self.live.forget(tenant_id, ended, now)
