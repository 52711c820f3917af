"""Changes of an address whose time of waiting is over, and those that are stopped."""

from dataclasses import dataclass

from application.ports.store import Store, Transaction
from application.users.change_address import ApplyChange, address_of
from domain.address_change import AddressChange
from domain.audit import Action
from domain.caller import Caller
from domain.ids import TenantId, UserId
from domain.refusal import NotFound

BATCH = 50
CALLER = Caller(actor="worker", request_id="worker")


@dataclass(frozen=True, slots=True)
class SettleChanges:
    """Let changes take effect whose time has come; one whose address went to somebody else meanwhile is dropped."""

    store: Store
    apply: ApplyChange

    def __call__(self) -> int:
        now = self.apply.tell_user.scribe.now()
        with self.store.begin() as tx:
            due = tx.address_changes.due(now=now, most=BATCH)
            for change in due:
                self._settle(tx, change)
        return len(due)

    def _settle(self, tx: Transaction, change: AddressChange) -> None:
        scribe, address = self.apply.tell_user.scribe, address_of(change.kind, change.address)
        now, tenant = scribe.now(), tx.tenants.get(change.tenant_id)
        user = tx.users.get(tenant_id=change.tenant_id, user_id=change.user_id)
        taken = tx.users.holder(tenant_id=change.tenant_id, address=address)
        if tenant and user and not taken:
            self.apply(tx, tenant, user, change, now, CALLER)
            return
        tx.address_changes.remove(change)
        told = {"kind": change.kind, "reason": "taken"}
        tx.records.add(
            scribe.audit(
                CALLER,
                Action.USER_ADDRESS_KEPT,
                at=now,
                tenant_id=change.tenant_id,
                subject=change.user_id,
                details=told,
            )
        )


@dataclass(frozen=True, slots=True)
class StopChange:
    """Keep the old address: the change that waits is forgotten.  Raises NotFound where none waits."""

    store: Store
    apply: ApplyChange

    def __call__(self, *, tenant_id: TenantId, user_id: UserId, kind: str, caller: Caller) -> None:
        scribe = self.apply.tell_user.scribe
        now = scribe.now()
        with self.store.begin() as tx:
            waiting = [
                change
                for change in tx.address_changes.of_user(tenant_id=tenant_id, user_id=user_id)
                if change.kind == kind
            ]
            for change in waiting:
                tx.address_changes.remove(change)
                told = {"kind": kind, "reason": "stopped"}
                action = Action.USER_ADDRESS_KEPT
                tx.records.add(
                    scribe.audit(caller, action, at=now, tenant_id=tenant_id, subject=user_id, details=told),
                    scribe.event(action.value, at=now, tenant_id=tenant_id, subject=user_id, payload=told),
                )
        if not waiting:
            raise NotFound("No change of this address is waiting.")
