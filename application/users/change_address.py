"""A signed-in user changes the phone number or mailbox, by proving the new one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from application.idempotency.promise import Promise
from application.otp.judge_code import JudgeCode
from application.otp.request_otp import RequestOtp
from application.ports.otp import Tried
from application.ports.store import Store, Transaction
from application.sessions.live_sessions import LiveSessions
from application.sessions.recognise_token import SignedInUser
from application.users.find_users import UNKNOWN
from application.users.restore_user import RestoreUser
from application.users.tell_users import TellUser
from domain.address import Address
from domain.address_change import AddressChange
from domain.audit import Action
from domain.caller import Caller
from domain.email import EmailAddress
from domain.ids import SessionId
from domain.letter import Notice
from domain.otp_challenge import SIGN_IN, OtpChallenge, change_intent
from domain.phone import PhoneNumber
from domain.refusal import Conflict, NotFound, ReauthenticationRequired
from domain.session import EndedAs
from domain.tenant import Tenant
from domain.user import User

TAKEN = "This address belongs to another account."
OWN = "This is the account's address already."


def require_recent(user: SignedInUser, now: datetime) -> None:
    """Raise ReauthenticationRequired where the session's proof is too old for a change (NIST SP 800-63B 4.1.2)."""
    age = timedelta(minutes=user.known.tenant.settings.reauthenticate_after_minutes)
    if now - user.standing.authenticated_at > age:
        raise ReauthenticationRequired("Sign in again, then change the address: this session's proof is too old.")


def address_of(kind: str, text: str) -> Address:
    """An address as it is stored."""
    return PhoneNumber.parse(text, None) if kind == "phone" else EmailAddress.parse(text)


@dataclass(frozen=True, slots=True)
class StartChange:
    """Send a code to the new address, under all the bounds of codes; whose it is now is told to nobody.

    Raises ReauthenticationRequired, Conflict for the user's own address, and what RequestOtp raises.
    """

    request_otp: RequestOtp
    store: Store

    def __call__(
        self,
        *,
        user: SignedInUser,
        address: Address,
        caller: Caller,
        locale: str | None,
        proof: str | None = None,
        promise: Promise[OtpChallenge] | None = None,
    ) -> OtpChallenge:
        require_recent(user, self.request_otp.scribe.now())
        tenant = user.known.tenant
        with self.store.begin() as tx:
            known = tx.users.get(tenant_id=tenant.id, user_id=user.user_id)
        if known is None:
            raise NotFound(UNKNOWN)
        if known.holds(address):
            raise Conflict(OWN)
        intent = change_intent(user.user_id)
        return self.request_otp(
            tenant=tenant, address=address, caller=caller, locale=locale, intent=intent, promise=promise, proof=proof
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """The user, and from when the new address counts (None: it does now)."""

    user: User
    takes_effect_at: datetime | None


@dataclass(frozen=True, slots=True)
class ApplyChange:
    """Give a user an address within a commit, tell the old one, and end the live codes of both."""

    tell_user: TellUser

    def __call__(
        self, tx: Transaction, tenant: Tenant, user: User, change: AddressChange, now: datetime, caller: Caller
    ) -> User:
        old = user.address_of(change.kind)
        changed = user.with_address(change.kind, change.address, verified_at=change.proven_at)
        changed = replace(changed, version=user.version + 1)
        tx.users.save(changed)
        tx.address_changes.remove(change)
        tx.users.end_codes(tenant_id=tenant.id, addresses=[old] if old else [], now=now)
        if old:
            self.tell_user(tx, tenant, address_of(change.kind, old), Notice.CHANGED, now=now, locale=None)
        scribe, told = self.tell_user.scribe, {"kind": change.kind}
        tx.records.add(
            scribe.audit(
                caller, Action.USER_ADDRESS_CHANGED, at=now, tenant_id=tenant.id, subject=user.id, details=told
            ),
            scribe.event("user.address_changed", at=now, tenant_id=tenant.id, subject=user.id, payload=told),
        )
        return changed


@dataclass(frozen=True, slots=True)
class ProveChange:
    """Prove the new address: it takes the old one's place, at once or after the tenant's time of waiting.

    The old address is told in either case.  With `end_others` the user's other sessions end.
    That another account holds the address is said only after its code was proven: Conflict.
    Where that account lost this user's own address by being away, it is had back instead: see RestoreUser.
    Raises ReauthenticationRequired, InvalidCode, CodeExpired, TooManyAttempts, RateLimited and Conflict.
    """

    judge: JudgeCode
    store: Store
    apply: ApplyChange
    live: LiveSessions
    restore: RestoreUser

    def __call__(self, *, user: SignedInUser, address: Address, code: str, end_others: bool, caller: Caller) -> Changed:
        now, tenant = self.judge.scribe.now(), user.known.tenant
        require_recent(user, now)
        window = self.judge.admit(tenant.id, address, caller, now)
        tried, changed, ended = self._try(user, address, code, end_others, caller, now)
        if tried is None:
            self.judge.refuse(window, tenant.id, address, now)
        self.judge.settle(tried, window, now)
        self.live.forget(tenant.id, ended, now)
        if changed is None:
            raise Conflict(TAKEN)
        return changed

    def _try(
        self, user: SignedInUser, address: Address, code: str, end_others: bool, caller: Caller, now: datetime
    ) -> tuple[Tried | None, Changed | None, list[SessionId]]:
        """Count, judge and change in one commit; what the caller is told comes after it."""
        tenant, intent = user.known.tenant, change_intent(user.user_id)
        guess = self.judge.guess(tenant, address, code, caller, now, intent)
        with self.store.begin() as tx:
            tried = tx.codes.judge(tenant_id=tenant.id, address=address, purpose=SIGN_IN, now=now, guess=guess)
            if tried is None or tried.ended_as != "used":
                return tried, None, []
            known = tx.users.get(tenant_id=tenant.id, user_id=user.user_id)
            holder = tx.users.holder(tenant_id=tenant.id, address=address)
            if known and holder and holder.lost_to(known, address.kind):
                back, over = self.restore(tx, old=holder, new=known, now=now, caller=caller)
                return tried, Changed(back, None), list(over)
            if known is None or holder:
                return tried, None, []
            changed = self._change(tx, tenant, known, address, now, caller)
            ended = self._end_others(tx, user, now, caller) if end_others else []
            return tried, changed, ended

    def _change(
        self, tx: Transaction, tenant: Tenant, user: User, address: Address, now: datetime, caller: Caller
    ) -> Changed:
        hold = timedelta(hours=tenant.settings.address_change_hold_hours)
        old = user.address_of(address.kind)
        change = AddressChange(tenant.id, user.id, address.kind, address.text, now, now + hold)
        if not hold or old is None:
            return Changed(self.apply(tx, tenant, user, change, now, caller), None)
        tx.address_changes.put(change)
        self.apply.tell_user(tx, tenant, address_of(address.kind, old), Notice.WILL_CHANGE, now=now, locale=None)
        scribe, told = self.judge.scribe, {"kind": address.kind, "in": int(hold.total_seconds())}
        action = Action.USER_ADDRESS_PROVEN
        tx.records.add(
            scribe.audit(caller, action, at=now, tenant_id=tenant.id, subject=user.id, details=told),
            scribe.event(action.value, at=now, tenant_id=tenant.id, subject=user.id, payload=told),
        )
        return Changed(user, change.takes_effect_at)

    def _end_others(self, tx: Transaction, user: SignedInUser, now: datetime, caller: Caller) -> list[SessionId]:
        return list(
            self.restore.end_within(
                tx,
                tenant_id=user.known.tenant.id,
                user_id=user.user_id,
                but=user.session_id,
                as_=EndedAs.ADDRESS_CHANGED,
                now=now,
                caller=caller,
            )
        )
