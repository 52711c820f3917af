"""What answers about users hold, and what requests about them may."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from msgspec import UNSET, Meta, Struct, UnsetType

from application.users.change_address import Changed
from application.users.keep_users import UserChanges
from domain.address import Address
from domain.email import EmailAddress
from domain.tenant import Tenant
from domain.user import User
from entrypoints.http.bodies import ADDRESSES, At, Code, Email, Locale, Phone, Proof

Notes = Annotated[dict[str, Any], Meta(description="A JSON Merge Patch (RFC 7396): null removes a member; 8 KiB.")]


class UserShown(Struct):
    """A user of a tenant."""

    id: str
    phone: str | None
    email: str | None
    phone_verified_at: At | None
    email_verified_at: At | None
    user_metadata: Mapping[str, Any]
    app_metadata: Mapping[str, Any]
    blocked: bool
    created_at: At
    last_sign_in_at: At | None
    last_seen_at: At | None

    @classmethod
    def of(cls, user: User) -> "UserShown":
        """The user's fields."""
        return cls(
            user.id,
            user.phone,
            user.email,
            user.phone_verified_at,
            user.email_verified_at,
            user.user_metadata,
            user.app_metadata,
            user.is_blocked,
            user.created_at,
            user.last_sign_in_at,
            user.last_seen_at,
        )


class MeShown(Struct):
    """What a user sees of the own account; the tenant's own notes are not in it."""

    id: str
    phone: str | None
    email: str | None
    phone_verified_at: At | None
    email_verified_at: At | None
    user_metadata: Mapping[str, Any]
    created_at: At
    last_sign_in_at: At | None

    @classmethod
    def of(cls, user: User) -> "MeShown":
        """The user's own fields."""
        return cls(
            user.id,
            user.phone,
            user.email,
            user.phone_verified_at,
            user.email_verified_at,
            user.user_metadata,
            user.created_at,
            user.last_sign_in_at,
        )


class AddressChanged(Struct):
    """The account after its change, or with the change that waits until `takes_effect_at`."""

    user: MeShown
    takes_effect_at: At | None

    @classmethod
    def of(cls, changed: Changed) -> "AddressChanged":
        """What was changed, and from when it counts."""
        return cls(MeShown.of(changed.user), changed.takes_effect_at)


class NewUser(Struct, kw_only=True, omit_defaults=True):
    """A user to make; null takes an address away where one is changed."""

    phone: Phone | UnsetType | None = UNSET
    email: Email | UnsetType | None = UNSET
    user_metadata: Notes | UnsetType = UNSET
    app_metadata: Notes | UnsetType = UNSET

    def changes(self, tenant: Tenant, now: datetime) -> UserChanges:
        """What is named; raises InvalidPhone and InvalidEmail."""
        addresses: dict[str, Address | None] = {}
        if self.phone is not UNSET:
            addresses["phone"] = tenant.phone(self.phone, now) if self.phone is not None else None
        if self.email is not UNSET:
            addresses["email"] = EmailAddress.parse(self.email) if self.email is not None else None
        return UserChanges(addresses, _given(self.user_metadata), _given(self.app_metadata))


class OwnNotes(Struct, kw_only=True, omit_defaults=True):
    """What a user notes of themselves."""

    user_metadata: Notes


class NewAddress(Struct, kw_only=True, omit_defaults=True):
    """The new address of an account, by its kind."""

    exactly_one: ClassVar = ADDRESSES
    phone: Phone | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    proof: Proof | UnsetType = UNSET


class ProveAddress(Struct, kw_only=True, omit_defaults=True):
    """The new address and the code that came to it."""

    exactly_one: ClassVar = ADDRESSES
    code: Code
    phone: Phone | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    end_other_sessions: bool = False


def _given(notes: dict[str, Any] | UnsetType) -> dict[str, Any] | None:
    return None if isinstance(notes, UnsetType) else notes
