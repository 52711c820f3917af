"""Users: who proved which addresses, and what is noted of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from domain.address import Address
from domain.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class User:
    """A person in one tenant, by a phone number (E.164), an email address, or both.

    `user_metadata` is the user's own to write, `app_metadata` the tenant's alone; `version` counts changes of both.
    `recycled_from` is the user who lost an address to this one by being away.
    """

    tenant_id: TenantId
    id: UserId
    created_at: datetime
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    phone_verified_at: datetime | None = None
    email_verified_at: datetime | None = None
    user_metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)
    app_metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)
    blocked_at: datetime | None = None
    last_sign_in_at: datetime | None = None
    last_seen_at: datetime | None = None
    version: int = 1
    recycled_from: UserId | None = None

    @property
    def is_blocked(self) -> bool:
        """Whether nobody gets in as this user."""
        return self.blocked_at is not None

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that open this account."""
        return tuple(address for address in (self.phone, self.email) if address)

    def holds(self, address: Address) -> bool:
        """Whether it is this user's address."""
        return address.text in self.addresses

    def address_of(self, kind: str) -> str | None:
        """The user's `phone` or `email`."""
        return self.phone if kind == "phone" else self.email

    def with_address(self, kind: str, text: str | None, *, verified_at: datetime | None) -> "User":
        """The user with another address of that kind; one that is not there was never verified."""
        proven = verified_at if text else None
        if kind == "phone":
            return replace(self, phone=text, phone_verified_at=proven)
        return replace(self, email=text, email_verified_at=proven)

    def verified_at(self, kind: str) -> datetime | None:
        """When the `phone` or `email` was proven first; None: never."""
        return self.phone_verified_at if kind == "phone" else self.email_verified_at

    def lost_to(self, other: "User", kind: str) -> bool:
        """Whether the other has an address of this account by its owner's absence, and this one, once proven, is left.

        Who then proves what is left has proven both.
        """
        return other.recycled_from == self.id and self.verified_at(kind) is not None

    def taken_back(self, other: "User", now: datetime) -> tuple["User", "User"]:
        """This user with the addresses that it lacks and the other has, and the other without them."""
        back, left = self, other
        for kind in ("phone", "email"):
            text = other.address_of(kind)
            if text and self.address_of(kind) is None:
                back = back.with_address(kind, text, verified_at=other.verified_at(kind))
                left = left.with_address(kind, None, verified_at=None)
        back = replace(back, last_seen_at=now, version=self.version + 1)
        return back, replace(left, recycled_from=None, version=other.version + 1)

    def seen(self) -> datetime:
        """When this user was last here, or was made."""
        return self.last_seen_at or self.last_sign_in_at or self.created_at
