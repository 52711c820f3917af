"""People who sign in, as use cases let them."""

from datetime import datetime

from application.ports.otp import Tried
from domain.address import Address
from domain.ids import SessionId, TenantId, UserId
from domain.otp_challenge import SIGN_IN
from domain.session import EndedAs, Session
from domain.user import User
from tests.contracts.asks import ADA, CODE, entry_of, guess_of, issue, make
from tests.contracts.conftest import NOON, Stores


def sign_in(
    stores: Stores,
    tenant_id: TenantId,
    now: datetime = NOON,
    *,
    address: Address = ADA,
    recycled_before: datetime | None = None,
    most: int = 100,
) -> tuple[Tried | None, Session]:
    """Ask for a code and prove it; what came of it, and the session as it was wished for."""
    issue(stores.slots, tenant_id, now, address=address)
    entry = entry_of(tenant_id, now=now, recycled_before=recycled_before, most=most)
    guess = guess_of(tenant_id, CODE, address=address, now=now)
    tried = stores.slots.try_code(
        tenant_id=tenant_id, address=address, purpose=SIGN_IN, now=now, guess=guess, entry=entry
    )
    return tried, entry.session


def signed_in(stores: Stores, tenant_id: TenantId, now: datetime = NOON, *, address: Address = ADA) -> Session:
    """A session that goes on, as it is stored."""
    _, wished = sign_in(stores, tenant_id, now, address=address)
    held = stores.sessions.find(tenant_id=tenant_id, session_id=wished.id)
    assert held is not None
    return held.session


def user_at(
    tenant_id: TenantId, phone: str | None = ADA.text, *, email: str | None = None, at: datetime = NOON
) -> User:
    """A user whom the tenant makes."""
    return User(tenant_id, make(UserId, at), at, phone=phone, email=email)


def added(stores: Stores, user: User) -> User:
    """The user, kept."""
    with stores.store.begin() as tx:
        tx.users.add(user)
    return user


def got(stores: Stores, user: User) -> User | None:
    """The user as it is stored."""
    with stores.store.begin() as tx:
        return tx.users.get(tenant_id=user.tenant_id, user_id=user.id)


def end(stores: Stores, session: Session, now: datetime = NOON, *, as_: EndedAs = EndedAs.LOGOUT) -> list[SessionId]:
    """End one session of its user."""
    with stores.store.begin() as tx:
        return list(
            tx.sessions.end(
                tenant_id=session.tenant_id, user_id=session.user_id, session_id=session.id, as_=as_, now=now
            )
        )
