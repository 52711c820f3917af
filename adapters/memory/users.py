"""Users in memory, and the changes of their addresses that wait."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.memory.world import MemoryWorld
from application.ports.users import AddressChanges, Sought, Users
from domain.address import Address
from domain.address_change import AddressChange
from domain.ids import TenantId, UserId
from domain.otp_challenge import SIGN_IN
from domain.refusal import Conflict
from domain.user import User


@dataclass(frozen=True, slots=True)
class MemoryUsers(Users):
    """The users of a world."""

    world: MemoryWorld

    def add(self, user: User) -> None:
        """See Users."""
        self.save(user)

    def save(self, user: User) -> None:
        """See Users."""
        for address in user.addresses:
            holder = self.world.user_of(user.tenant_id, address)
            if holder and holder.id != user.id:
                raise Conflict("The address belongs to another user.")
        self.world.users[user.tenant_id, user.id] = user

    def remove(self, user: User) -> None:
        """See Users."""
        del self.world.users[user.tenant_id, user.id]
        for key in [key for key in self.world.address_changes if key[:2] == (user.tenant_id, user.id)]:
            del self.world.address_changes[key]
        for agreed in [agreed for agreed in self.world.consents if agreed[:2] == (user.tenant_id, user.id)]:
            del self.world.consents[agreed]

    def get(self, *, tenant_id: TenantId, user_id: UserId) -> User | None:
        """See Users."""
        return self.world.users.get((tenant_id, user_id))

    def holder(self, *, tenant_id: TenantId, address: Address) -> User | None:
        """See Users."""
        return self.world.user_of(tenant_id, address.text)

    def page(self, *, tenant_id: TenantId, sought: Sought, before: str, most: int) -> Sequence[User]:
        """See Users."""
        found = [
            user
            for (owner, id), user in self.world.users.items()
            if owner == tenant_id
            and (not before or id < before)
            and sought.phone in (None, user.phone)
            and sought.email in (None, user.email)
            and sought.blocked in (None, user.is_blocked)
        ]
        return sorted(found, key=lambda user: user.id, reverse=True)[:most]

    def end_codes(self, *, tenant_id: TenantId, addresses: Sequence[str], now: datetime) -> None:
        """See Users."""
        proofs = self.world.proofs
        self.world.proofs = {key: at for key, at in proofs.items() if key[0] != tenant_id or key[1] not in addresses}
        for address in addresses:
            key = (tenant_id, address, SIGN_IN)
            slot = self.world.slots.get(key)
            if slot is None or slot.challenge is None or slot.challenge.ended_as:
                continue
            ended = replace(slot.challenge, ended_as="withdrawn")
            self.world.slots[key] = replace(slot, version=slot.version + 1, challenge=ended)
            self.world.secrets.pop(key, None)
            request = self.world.requests[tenant_id, ended.id]
            if request.status == "pending":
                request.status, request.ended_at = "blocked", now


@dataclass(frozen=True, slots=True)
class MemoryAddressChanges(AddressChanges):
    """The changes of a world."""

    world: MemoryWorld

    def put(self, change: AddressChange) -> None:
        """See AddressChanges."""
        self.world.address_changes[change.tenant_id, change.user_id, change.kind] = change

    def of_user(self, *, tenant_id: TenantId, user_id: UserId) -> Sequence[AddressChange]:
        """See AddressChanges."""
        mine = [one for key, one in self.world.address_changes.items() if key[:2] == (tenant_id, user_id)]
        return sorted(mine, key=lambda change: change.kind)

    def remove(self, change: AddressChange) -> None:
        """See AddressChanges."""
        self.world.address_changes.pop((change.tenant_id, change.user_id, change.kind), None)

    def due(self, *, now: datetime, most: int) -> Sequence[AddressChange]:
        """See AddressChanges."""
        found = [change for change in self.world.address_changes.values() if change.takes_effect_at <= now]
        return sorted(found, key=lambda change: change.takes_effect_at)[:most]
