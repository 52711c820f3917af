"""Somebody types a code, to sign in."""

from dataclasses import dataclass, replace
from datetime import datetime

from application.hooks.ask_hook import AskHook
from application.otp.judge_code import JudgeCode
from application.ports.known_keys import KnownTenant
from application.ports.otp import Entry, OtpSlots, Tried
from application.ports.tally import Counter, Tally
from application.sessions.issue_tokens import IssueTokens, Tokens
from application.sessions.live_sessions import LiveSessions
from domain.address import ALL_CHANNELS, Address, country_of
from domain.caller import Caller
from domain.hook import Before, SignUpRefused
from domain.ids import AuditId, EventId, SessionId, UserId
from domain.otp import CodeExpired
from domain.otp_challenge import SIGN_IN
from domain.session import NONCE_BYTES, Session, methods
from domain.tenant import Tenant


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a proven code gives, and whether the user is a new one."""

    tokens: Tokens
    new_user: bool


@dataclass(frozen=True, slots=True)
class VerifyOtp:
    """Prove a code: count the attempt, judge it, and open a session for exactly one caller who is right.

    No outcome leaves before its count is committed.
    `intent` is what the code was sent for: one that was sent for something else is a wrong one.
    A further session than the tenant lets a user have ends the one that was used longest ago.
    Who was away for `recycled_after_months` loses the address to a new user, since its number may be another's by now;
    who signs in by an earlier address meanwhile was not away.
    Where the tenant's own system is asked before a user is made, a right code is spent first, and the user made then.
    Raises InvalidCode, CodeExpired, TooManyAttempts, SignUpRefused, RateLimited (`failures`, `ip`) and Unavailable.
    """

    slots: OtpSlots
    judge: JudgeCode
    issue_tokens: IssueTokens
    live: LiveSessions
    ask_hook: AskHook
    tally: Tally

    def __call__(
        self, *, known: KnownTenant, address: Address, code: str, caller: Caller, intent: str = SIGN_IN
    ) -> SignIn:
        now, tenant = self.judge.scribe.now(), known.tenant
        self.issue_tokens.require(known, now)
        window = self.judge.admit(tenant.id, address, caller, now)
        guess = self.judge.guess(tenant, address, code, caller, now, intent)
        entry = self._entry(tenant, address, caller, now)
        tried = self.slots.try_code(
            tenant_id=tenant.id, address=address, purpose=SIGN_IN, now=now, guess=guess, entry=entry
        ) or self.judge.refuse(window, tenant.id, address, now)
        self.judge.settle(tried, window, now)
        if tried.waits:
            tried = self._admitted(tenant, address, caller, now, entry, tried)
        if tried.user_id is None:
            raise CodeExpired
        self.live.forget(tenant.id, tried.ended, now)
        self.tally.count(Counter.VERIFIED, country=country_of(address))
        session = replace(entry.session, user_id=tried.user_id, amr=entry.amr[tried.channel])
        return SignIn(self.issue_tokens(known, session, tried.app_metadata, now), tried.new_user)

    def _admitted(
        self, tenant: Tenant, address: Address, caller: Caller, now: datetime, entry: Entry, tried: Tried
    ) -> Tried:
        """Ask the tenant's own system about a new user, with nothing of ours held, and let in whom it allows."""
        about = {"address": address.text, "kind": address.kind, "request_id": tried.challenge_id, "ip": caller.ip}
        decision = self.ask_hook(tenant.id, Before.USER_CREATED, about)
        self.ask_hook.note(tenant.id, tried.challenge_id, decision, caller)
        if not decision.allows:
            raise SignUpRefused
        footprint = self.judge.scribe.footprint(caller)
        entry = replace(entry, app_metadata=decision.app_metadata)
        return self.slots.admit(
            tenant_id=tenant.id, address=address, now=now, footprint=footprint, entry=entry, tried=tried
        )

    def _entry(self, tenant: Tenant, address: Address, caller: Caller, now: datetime) -> Entry:
        make, settings, scribe = self.judge.scribe.id, tenant.settings, self.judge.scribe
        is_test = settings.test_code_of(address.text, now) is not None
        return Entry(
            amr={channel: methods(channel, is_test) for channel in ALL_CHANNELS},
            session=Session.open(
                tenant_id=tenant.id,
                id=make(SessionId, now),
                user_id=make(UserId, now),
                nonce=scribe.dice.roll(NONCE_BYTES),
                key_id=scribe.keys.id,
                now=now,
                lives=settings.session_lives,
                access=settings.access_lives,
                ip=caller.ip,
                user_agent=caller.user_agent,
            ),
            recycled_before=settings.recycled_before(now),
            most_sessions=settings.max_sessions_per_user,
            audit_ids=(make(AuditId, now), make(AuditId, now), make(AuditId, now)),
            event_ids=(make(EventId, now), make(EventId, now), make(EventId, now), make(EventId, now)),
        )
