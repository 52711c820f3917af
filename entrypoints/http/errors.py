"""The one table from refusals to HTTP, as problem documents (RFC 9457)."""

import logging
from collections.abc import Callable
from typing import Any, Final

from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from domain.refusal import NotFound, Refusal, Unavailable
from entrypoints.http.doors import answered

log = logging.getLogger("auth1.http")
PROBLEM: Final = "application/problem+json"
# code: status, title, what a developer reads on the page of errors
ERRORS: Final[dict[str, tuple[int, str, str]]] = {
    "malformed_request": (400, "Malformed request", "The body is not JSON, not an object, or not UTF-8."),
    "authorization_over": (400, "Sign-in over", "It was begun elsewhere, or is over: begin anew in the app."),
    "missing_credentials": (401, "Missing credentials", "The call needs a key or a token."),
    "invalid_credentials": (401, "Invalid credentials", "The key or token is unknown, revoked or expired."),
    "invalid_code": (401, "Wrong code", "The code is wrong; attempts_remaining says how many tries are left."),
    "code_expired": (401, "No live code", "Never asked, expired or used: ask for a new one."),
    "too_many_attempts": (401, "Too many attempts", "Wrong attempts have ended this code: ask for a new one."),
    "invalid_token": (401, "Invalid token", "The token is not one of ours."),
    "token_expired": (401, "Token expired", "Refresh it."),
    "session_revoked": (401, "Session ended", "Sign in again."),
    "refresh_reused": (401, "Refresh token reused", "A spent refresh token came again: every token of it has ended."),
    "forbidden": (403, "Forbidden", "The credential is good but does not open this."),
    "origin_not_allowed": (403, "Origin not allowed", "The tenant does not list this origin."),
    "strange_form": (403, "Strange form", "The form was not given to this browser, or the browser sent no cookie."),
    "phone_not_allowed": (403, "Number not allowed", "The tenant's settings refuse this country or type of number."),
    "request_blocked": (403, "Request blocked", "The risk score says no; why is told to the tenant, never here."),
    "challenge_required": (403, "Challenge required", "Solve challenge (ALTCHA) and send the solution as proof."),
    "sign_up_refused": (403, "Sign-up refused", "The tenant's own system wants no new user of this address."),
    "reauthentication_required": (403, "Sign in again first", "The proof behind this session is too old for this."),
    "not_found": (404, "Not found", "There is no such thing in this tenant."),
    "method_not_allowed": (405, "Method not allowed", "The header Allow names the methods."),
    "conflict": (409, "Conflict", "What is asked for stands against what is there."),
    "idempotency_in_progress": (409, "In progress", "The first call with this Idempotency-Key is being worked on."),
    "precondition_failed": (412, "Precondition failed", "If-Match names an older state: read it again."),
    "too_large": (413, "Too large", "The body is over 64 KiB, or an image over 512 KiB."),
    "unsupported_media_type": (415, "Unsupported media type", "Send application/json, or what the call takes."),
    "invalid_request": (422, "Invalid request", "errors names each field and what would be right."),
    "idempotency_mismatch": (422, "Another body", "This Idempotency-Key came before with another body."),
    "invalid_phone": (422, "Not a phone number", "Write it in E.164, such as +12015550123."),
    "invalid_email": (422, "Not an email address", "Write it as name@example.com."),
    "rate_limited": (429, "Too many requests", "limit names the limit; wait for Retry-After seconds."),
    "internal_error": (500, "Internal error", "A defect of ours; the log has it under the request id."),
    "unavailable": (503, "Unavailable", "A dependency is down or not configured; nothing was half done."),
}
BY_STATUS: Final = {status: code for code, (status, _, _) in reversed(ERRORS.items())}


def problem(app_url: str, code: str, detail: str, **members: Any) -> Response:
    """A problem document with its status."""
    status, title, _ = ERRORS[code]
    document = {
        "type": f"{app_url}/errors#{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": g.get("request_id", ""),
        **members,
    }
    return answered(document, status, PROBLEM)


def register(app: Flask, app_url: str, remember: Callable[[], None]) -> None:
    """Let every refusal, every HTTP error and every defect leave as a problem document.

    `remember` writes down a try at a thing that is not the caller's, before it is refused.
    """

    @app.errorhandler(NotFound)
    def not_found(refusal: NotFound) -> Response:
        try:
            remember()
        except Unavailable as away:
            return refused(away)
        return refused(refusal)

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        g.refusal = refusal.code
        response = problem(app_url, refusal.code, refusal.detail, **refusal.members)
        wait = getattr(refusal, "retry_after", None)
        if wait is not None:
            response.headers["Retry-After"] = str(wait)
        return response

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        code = BY_STATUS.get(error.code or 500, "malformed_request")
        response = problem(app_url, code, ERRORS[code][2])
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(set(error.valid_methods) - {"HEAD", "OPTIONS"}))
        return response

    @app.errorhandler(Exception)
    def defect(error: Exception) -> Response:
        log.error("defect", exc_info=error, extra={"request_id": g.get("request_id")})
        return problem(app_url, "internal_error", "A defect of ours. Tell the operator the request_id.")
