"""Where is somebody signed in?"""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.store import Store
from domain.ids import UserId
from domain.refusal import NotFound
from domain.session import Session
from domain.tenant import Tenant


@dataclass(frozen=True, slots=True)
class ListSessions:
    """A user's live sessions, newest first; raises NotFound where there is no such user."""

    store: Store
    clock: Clock

    def __call__(self, *, tenant: Tenant, user_id: UserId, before: str, most: int) -> Sequence[Session]:
        now, tenant_id = self.clock.now(), tenant.id
        live: list[Session] = []
        with self.store.begin() as tx:
            if tx.users.get(tenant_id=tenant_id, user_id=user_id) is None:
                raise NotFound("There is no user of that id.")
            while len(live) < most:
                found = tx.sessions.page(tenant_id=tenant_id, user_id=user_id, before=before, most=most)
                live += [session for session in found if session.is_live(now, tenant.settings.idle)]
                if len(found) < most:
                    break
                before = found[-1].id
        return live[:most]
