"""Somebody types a code."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from application.audit.scribe import Scribe
from application.ports.known_keys import KnownKey
from application.ports.otp import Guess, OtpSlots, Tried
from application.ports.rate_limits import Window
from application.ports.tokens import TokenSigner
from application.rate_limits.guard import Guard
from domain.address import ALL_CHANNELS, Address
from domain.caller import Caller
from domain.ids import AuditId, EventId, SessionId, TenantId, UserId
from domain.otp import SIGN_IN, InvalidCode, TooManyAttempts
from domain.otp_code import mac_of_code
from domain.refusal import RateLimited
from domain.session import NONCE_BYTES, Session, methods
from domain.tenant import Tenant
from domain.token import AccessClaims, issuer_of

ASK_AND_VERIFY = 2
TOKEN_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a proven code gives: the tokens (shown once), whose they are, and how long the access token lives."""

    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    user_id: UserId
    session_id: SessionId
    new_user: bool


@dataclass(frozen=True, slots=True)
class VerifyOtp:
    """Prove a code: count the attempt, judge it, and open a session for exactly one caller who is right.

    No outcome leaves before its count is committed.
    Raises InvalidCode, CodeExpired, TooManyAttempts, RateLimited (`failures`, `ip`) and Unavailable.
    """

    slots: OtpSlots
    guard: Guard
    signer: TokenSigner
    scribe: Scribe
    app_url: str

    def __call__(self, *, known: KnownKey, address: Address, code: str, caller: Caller) -> SignIn:
        now, tenant = self.scribe.now(), known.tenant
        self.signer.ready(known.signing_key)
        window = self.guard.window(tenant_id=tenant.id, network=caller.network, address=address, purpose=SIGN_IN)
        self.guard.admit(window, now=now, asks=False)
        guess = self._guess(tenant, address, code, caller, now)
        tried = self.slots.try_code(
            tenant_id=tenant.id, address=address, purpose=SIGN_IN, now=now, guess=guess
        ) or self._refuse(window, tenant.id, address, now)
        if tried.ended_as:
            self.guard.give_back(window, ASK_AND_VERIFY if tried.ended_as == "used" else 0, now=now)
        user_id = self._proven(tried)
        session = replace(guess.session, amr=guess.amr[tried.channel])
        return self._sign_in(known, session, user_id, tried, now)

    def _guess(self, tenant: Tenant, address: Address, code: str, caller: Caller, now: datetime) -> Guess:
        make, keys = self.scribe.id, self.scribe.keys
        is_test = tenant.settings.test_code_of(address.text, now) is not None
        return Guess(
            is_test=is_test,
            amr={channel: methods(channel, is_test) for channel in ALL_CHANNELS},
            macs=[mac_of_code(keys, tenant_id=tenant.id, purpose=SIGN_IN, address=address.text, code=code)],
            user_id=make(UserId, now),
            session=Session(
                tenant_id=tenant.id,
                id=make(SessionId, now),
                nonce=self.scribe.dice.roll(NONCE_BYTES),
                key_id=keys.id,
                created_at=now,
                expires_at=now + timedelta(days=tenant.settings.refresh_ttl_days),
                amr=(),
                ip=caller.ip,
                user_agent=caller.user_agent,
            ),
            footprint=self.scribe.footprint(caller),
            audit_ids=(make(AuditId, now), make(AuditId, now)),
            event_ids=(make(EventId, now), make(EventId, now), make(EventId, now)),
        )

    def _refuse(self, window: Window, tenant_id: TenantId, address: Address, now: datetime) -> Tried:
        """Name the refusal of a guess that nothing stood for; only failures pay for this second look."""
        slot, _ = self.slots.look(tenant_id=tenant_id, address=address, purpose=SIGN_IN, now=now)
        try:
            slot.refuse_attempt(now)
        except RateLimited:
            self.guard.refuse(window, slot.attempt_block(now), now=now, asks=False)
            raise

    def _proven(self, tried: Tried) -> UserId:
        if tried.ended_as == "locked":
            raise TooManyAttempts
        if tried.user_id is None:
            raise InvalidCode(tried.attempts_remaining)
        return tried.user_id

    def _sign_in(self, known: KnownKey, session: Session, user_id: UserId, tried: Tried, now: datetime) -> SignIn:
        tenant = known.tenant
        ends = session.access_ends_at(now, timedelta(minutes=tenant.settings.session_ttl_minutes))
        claims = AccessClaims(
            issuer=issuer_of(self.app_url, tenant.slug),
            subject=user_id,
            tenant_id=tenant.id,
            session_id=session.id,
            token_id=self.scribe.dice.roll(TOKEN_ID_BYTES).hex(),
            issued_at=now,
            expires_at=ends,
            authenticated_at=now,
            methods=session.amr,
        )
        return SignIn(
            token=self.signer.sign(claims, known.signing_key),
            refresh_token=session.refresh_token(self.scribe.keys),
            expires_in=int((ends - now).total_seconds()),
            user_id=user_id,
            session_id=session.id,
            new_user=tried.new_user,
        )
