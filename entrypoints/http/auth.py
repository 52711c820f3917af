"""POST /api/auth/request and /api/auth/verify."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g
from msgspec import UNSET

from application.idempotency.promise import Promise
from application.otp.request_otp import Admitted, RequestOtp
from application.otp.verify_otp import VerifyOtp
from domain.otp_challenge import OtpChallenge
from entrypoints.http.answers import CodeRequested, SignedIn
from entrypoints.http.bodies import RequestCode, VerifyCode
from entrypoints.http.body import read
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.idempotency import ONCE, Onces

log = logging.getLogger("auth1.otp")
ADDRESS_REFUSALS = ("invalid_phone", "invalid_email", "rate_limited", "unavailable")
REQUEST_REFUSALS = ("phone_not_allowed", "request_blocked", "challenge_required", *ADDRESS_REFUSALS, *ONCE)
VERIFY_REFUSALS = ("invalid_code", "code_expired", "too_many_attempts", "sign_up_refused", *ADDRESS_REFUSALS)


def blueprint(
    *, request_otp: RequestOtp, verify_otp: VerifyOtp, callers: Callers, onces: Onces, now: Callable[[], datetime]
) -> Blueprint:
    """The doors of sign-in."""
    auth = Blueprint("auth", __name__, url_prefix="/api/auth")

    @auth.post("/request")
    @opens("key", scope="sign_in", body=RequestCode, answer=CodeRequested, refusals=REQUEST_REFUSALS)
    def request_code() -> Response:
        """Ask for a code.

        The answer comes as soon as the message is stored; it is the same whether or not anybody has an account.
        """
        tenant, body = callers.known().tenant, read(RequestCode)
        address, caller = body.address(tenant, now()), callers.end_user(body.client_ip)
        admitted: Admitted | None = None

        def enter() -> None:
            nonlocal admitted
            admitted = request_otp.admit(tenant=tenant, address=address, caller=caller)

        def work(promise: Promise[OtpChallenge] | None) -> OtpChallenge:
            challenge = request_otp(
                tenant=tenant,
                address=address,
                caller=caller,
                locale=None if body.locale is UNSET else body.locale,
                channel=None if body.channel is UNSET else body.channel,
                proof=None if body.proof is UNSET else body.proof,
                promise=promise,
                admitted=admitted,
            )
            _log("code requested", address.masked(), challenge_id=challenge.id)
            return challenge

        scope = address.text if callers.known().key.kind == "publishable" else ""
        return onces(work, lambda challenge: CodeRequested.of(challenge, tenant), address=scope, enter=enter)

    @auth.post("/verify")
    @opens("key", scope="sign_in", body=VerifyCode, answer=SignedIn, refusals=VERIFY_REFUSALS)
    def verify_code() -> SignedIn:
        """Prove a code.

        Exactly one of any number of simultaneous calls with the right code succeeds, and gets the tokens.
        """
        known, body = callers.known(), read(VerifyCode)
        address, caller = body.address(known.tenant, now()), callers.end_user(body.client_ip)
        signed_in = verify_otp(known=known, address=address, code=body.code, caller=caller)
        tokens = signed_in.tokens
        _log("code verified", address.masked(), user_id=tokens.user_id, session_id=tokens.session_id)
        return SignedIn(
            verified=True,
            token=tokens.token,
            token_type="Bearer",  # noqa: S106 - the scheme's name
            expires_in=tokens.expires_in,
            refresh_token=tokens.refresh_token,
            user_id=tokens.user_id,
            session_id=tokens.session_id,
            new_user=signed_in.new_user,
        )

    return auth


def _log(message: str, address: str, **ids: Any) -> None:
    tenant_id = g.known.tenant.id
    log.info(message, extra={"address": address, "request_id": g.request_id, "tenant_id": tenant_id, **ids})
