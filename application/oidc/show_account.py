"""What somebody who is signed in at a tenant's pages sees of the own account."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from application.ports.store import Store
from application.sessions.list_sessions import ListSessions
from application.sessions.recognise_token import SignedInUser
from domain.address_change import AddressChange
from domain.session import Session

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class AccountShown:
    """Sessions, newest first, and the changes of an address that wait for their time."""

    sessions: Sequence[Session]
    changes: Sequence[AddressChange]


@dataclass(frozen=True, slots=True)
class ShowAccount:
    """Show where a user is signed in, and which addresses are about to change.

    What clients have by a browser's session is not shown beside it: it ends with that session.
    Where that is over already, by its idle time or for others that came later, they are shown by themselves.
    Of more than 200 sessions the newest are shown.
    Raises NotFound where the user is gone.
    """

    store: Store
    list_sessions: ListSessions

    def __call__(self, user: SignedInUser) -> AccountShown:
        tenant = user.known.tenant
        live = self.list_sessions(tenant=tenant, user_id=user.user_id, before="", most=MOST)
        with self.store.begin() as tx:
            waiting = tx.address_changes.of_user(tenant_id=tenant.id, user_id=user.user_id)
        shown = {session.id for session in live}
        return AccountShown([session for session in live if session.parent_id not in shown], waiting)
