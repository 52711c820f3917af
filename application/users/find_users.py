"""A tenant looks at its users."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.store import Store
from application.ports.users import Sought
from domain.ids import TenantId, UserId
from domain.refusal import NotFound
from domain.user import User

UNKNOWN = "There is no user of that id."


@dataclass(frozen=True, slots=True)
class FindUsers:
    """Users by address or state, newest first; a cursor stays right while users come and go."""

    store: Store

    def __call__(self, *, tenant_id: TenantId, sought: Sought, before: str, most: int) -> Sequence[User]:
        with self.store.begin() as tx:
            return tx.users.page(tenant_id=tenant_id, sought=sought, before=before, most=most)


@dataclass(frozen=True, slots=True)
class ShowUser:
    """One user; raises NotFound where this tenant has none of that id."""

    store: Store

    def __call__(self, *, tenant_id: TenantId, user_id: UserId) -> User:
        with self.store.begin() as tx:
            user = tx.users.get(tenant_id=tenant_id, user_id=user_id)
        if user is None:
            raise NotFound(UNKNOWN)
        return user
