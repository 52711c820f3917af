"""Users and their sessions, in one commit with what happens to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.address import Address
from domain.address_change import AddressChange
from domain.ids import ClientId, SessionId, TenantId, UserId
from domain.session import EndedAs, Session
from domain.user import User


@dataclass(frozen=True, slots=True)
class Sought:
    """Which users are looked for; None: any."""

    phone: str | None = None
    email: str | None = None
    blocked: bool | None = None


class Users(Protocol):
    """A tenant's users."""

    def add(self, user: User) -> None:
        """Keep a new user; raises Conflict where an address is another user's."""
        ...

    def save(self, user: User) -> None:
        """Replace a user that `get` returned in this transaction; raises Conflict as `add` does."""
        ...

    def remove(self, user: User) -> None:
        """Delete a user that `get` returned, and what is noted of them."""
        ...

    def get(self, *, tenant_id: TenantId, user_id: UserId) -> User | None:
        """The user, locked until the commit, or None where this tenant has none of that id."""
        ...

    def holder(self, *, tenant_id: TenantId, address: Address) -> User | None:
        """Who holds the address, locked until the commit, or None."""
        ...

    def page(self, *, tenant_id: TenantId, sought: Sought, before: str, most: int) -> Sequence[User]:
        """Newest first, those whose id is smaller than `before`; the empty cursor begins with the newest."""
        ...

    def end_codes(self, *, tenant_id: TenantId, addresses: Sequence[str], now: datetime) -> None:
        """End the live codes of these addresses, and forget in which networks they were proven."""
        ...


class UserSessions(Protocol):
    """Sessions of users: list and end them."""

    def page(self, *, tenant_id: TenantId, user_id: UserId, before: str, most: int) -> Sequence[Session]:
        """Those that have not ended, newest first, whose id is smaller than `before`."""
        ...

    def end(
        self,
        *,
        tenant_id: TenantId,
        user_id: UserId | None,
        session_id: SessionId | None,
        but: SessionId | None = None,
        as_: EndedAs,
        now: datetime,
    ) -> Sequence[SessionId]:
        """End one session, or all of a user but one; returns those that had not ended before, in order of their ids.

        With a session end those that clients have by it, and with `but` stay those.
        A session that is named and is not the named user's is none of them.
        """
        ...

    def add(self, session: Session) -> bool:
        """Keep a client's session under its parent, which `get` returned in this transaction.

        False, and nothing kept, where the client is registered no more; one that is stays until the commit.
        """
        ...

    def get(self, *, tenant_id: TenantId, session_id: SessionId) -> Session | None:
        """The session, ended or not, locked until the commit, or None where this tenant has none of that id."""
        ...

    def adopt(self, *, tenant_id: TenantId, before: SessionId, after: SessionId) -> None:
        """Put the sessions that clients have by one session under another one of the same browser."""
        ...

    def end_surplus(
        self, *, tenant_id: TenantId, user_id: UserId, but: Sequence[SessionId], most: int, now: datetime
    ) -> Sequence[SessionId]:
        """End what the user has beyond so many live sessions, those that were used longest ago, none of `but`."""
        ...

    def end_some(
        self,
        *,
        tenant_id: TenantId,
        client_id: ClientId | None = None,
        after: str,
        most: int,
        as_: EndedAs,
        now: datetime,
    ) -> Sequence[SessionId]:
        """End sessions of a tenant that were there by now, whoever's, in order of their ids from `after` on.

        With a `client_id` those alone that this client has.
        As many as `most` at a time; fewer say that there are no more.
        """
        ...

    def ended(
        self, *, tenant_id: TenantId, since: datetime, after: SessionId | None, now: datetime, most: int
    ) -> Sequence[Session]:
        """Sessions that ended at or after a moment (of that moment, those whose id is larger than `after`).

        The oldest end first; only those whose last access token is not dead.
        """
        ...


class AddressChanges(Protocol):
    """Changes of an address that were proven and wait for their time."""

    def put(self, change: AddressChange) -> None:
        """Keep a change, instead of an earlier one of the same user and kind."""
        ...

    def of_user(self, *, tenant_id: TenantId, user_id: UserId) -> Sequence[AddressChange]:
        """The changes that wait for a user, locked until the commit."""
        ...

    def remove(self, change: AddressChange) -> None:
        """Forget a change."""
        ...

    def due(self, *, now: datetime, most: int) -> Sequence[AddressChange]:
        """Changes of any tenant whose time has come, locked; what another holds is passed over."""
        ...
