"""An account is had back by proving both of its addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from application.ports.store import Transaction
from application.sessions.end_sessions import EndWithin
from domain.audit import Action
from domain.caller import Caller
from domain.ids import SessionId
from domain.session import EndedAs
from domain.user import User


@dataclass(frozen=True, slots=True)
class RestoreUser:
    """Give an account back the address that went to a new user, who has now proven the other address too.

    The new user is left without it, and all of its sessions end: whoever signs in next is the old account.
    """

    end_within: EndWithin

    def __call__(
        self, tx: Transaction, *, old: User, new: User, now: datetime, caller: Caller
    ) -> tuple[User, Sequence[SessionId]]:
        """Both users are locked in this commit; returns the old one, and the sessions that ended."""
        back, left = old.taken_back(new, now)
        tx.users.save(left)
        tx.users.save(back)
        for change in tx.address_changes.of_user(tenant_id=new.tenant_id, user_id=new.id):
            tx.address_changes.remove(change)
        ended = self.end_within(
            tx, tenant_id=new.tenant_id, user_id=new.id, as_=EndedAs.ADDRESS_CHANGED, now=now, caller=caller
        )
        scribe, told = self.end_within.scribe, {"from_user_id": new.id}
        action, tenant_id = Action.USER_RESTORED, old.tenant_id
        tx.records.add(
            scribe.audit(caller, action, at=now, tenant_id=tenant_id, subject=old.id, details=told),
            scribe.event(action.value, at=now, tenant_id=tenant_id, subject=old.id, payload=told),
        )
        return back, ended
