"""Users are made and changed by their tenant, and write their own notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from application.audit.scribe import Scribe
from application.idempotency.promise import Promise, keep
from application.ports.store import Store, Transaction
from application.users.find_users import UNKNOWN
from domain.address import Address
from domain.audit import Action
from domain.caller import Caller
from domain.ids import TenantId, UserId
from domain.metadata import merged, metadata_errors
from domain.refusal import FieldError, InvalidRequest, NotFound, require_version
from domain.user import User


@dataclass(frozen=True, slots=True)
class UserChanges:
    """What is to be changed: addresses by kind (None: taken away), and merge patches (RFC 7396) of both notes."""

    addresses: Mapping[str, Address | None] = field(default_factory=dict)
    user_metadata: Mapping[str, Any] | None = None
    app_metadata: Mapping[str, Any] | None = None

    def applied_to(self, user: User) -> User:
        """The changed user; an address that a tenant gives is not proven.  Raises InvalidRequest."""
        for kind, address in self.addresses.items():
            text = address.text if address else None
            if text != user.address_of(kind):
                user = user.with_address(kind, text, verified_at=None)
        if self.user_metadata is not None:
            user = replace(user, user_metadata=merged(user.user_metadata, self.user_metadata))
        if self.app_metadata is not None:
            user = replace(user, app_metadata=merged(user.app_metadata, self.app_metadata))
        errors = [
            *metadata_errors("user_metadata", user.user_metadata),
            *metadata_errors("app_metadata", user.app_metadata),
        ]
        if errors:
            raise InvalidRequest(errors)
        return user

    @property
    def named(self) -> list[str]:
        """The fields that change, for the audit log: names alone."""
        notes = [name for name in ("user_metadata", "app_metadata") if getattr(self, name) is not None]
        return sorted([*self.addresses, *notes])


@dataclass(frozen=True, slots=True)
class CreateUser:
    """Make a user by an address that nobody has proven yet; its first proof finds this user.

    Raises InvalidRequest where there is no address, or notes beyond their bounds, and Conflict where it is taken.
    """

    store: Store
    scribe: Scribe

    def __call__(
        self, *, tenant_id: TenantId, changes: UserChanges, caller: Caller, promise: Promise[User] | None = None
    ) -> User:
        now = self.scribe.now()
        user = changes.applied_to(User(tenant_id, self.scribe.id(UserId, now), now))
        if not user.addresses:
            raise InvalidRequest([FieldError("phone", "Name a phone number, an email address, or both.")])
        with self.store.begin() as tx:
            tx.users.add(user)
            tx.records.add(
                self.scribe.audit(caller, Action.USER_CREATED, at=now, tenant_id=tenant_id, subject=user.id),
                self.scribe.event("user.created", at=now, tenant_id=tenant_id, subject=user.id),
            )
            keep(tx, promise, user)
        return user


@dataclass(frozen=True, slots=True)
class ChangeUser:
    """Change a user's addresses and notes, all or nothing, as the caller saw them (`expected`: the version).

    Codes on their way to an address that is taken away open nothing any more.
    Raises NotFound, require_version, InvalidRequest and Conflict.
    """

    store: Store
    scribe: Scribe

    def __call__(
        self, *, tenant_id: TenantId, user_id: UserId, changes: UserChanges, expected: int | None = None, caller: Caller
    ) -> User:
        now = self.scribe.now()
        with self.store.begin() as tx:
            user = tx.users.get(tenant_id=tenant_id, user_id=user_id)
            if user is None:
                raise NotFound(UNKNOWN)
            require_version(user.version, expected)
            changed = replace(changes.applied_to(user), version=user.version + 1)
            tx.users.save(changed)
            gone = [address for address in user.addresses if address not in changed.addresses]
            tx.users.end_codes(tenant_id=tenant_id, addresses=gone, now=now)
            self._tell(tx, changed, changes, now, caller)
        return changed

    def _tell(self, tx: Transaction, user: User, changes: UserChanges, now: datetime, caller: Caller) -> None:
        told = {"fields": changes.named}
        tx.records.add(
            self.scribe.audit(
                caller, Action.USER_CHANGED, at=now, tenant_id=user.tenant_id, subject=user.id, details=told
            ),
            self.scribe.event("user.changed", at=now, tenant_id=user.tenant_id, subject=user.id, payload=told),
        )
