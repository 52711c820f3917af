"""Every refusal, HTTP error and defect leaves as a problem document."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
import werkzeug.exceptions as http
from flask import Blueprint, Flask
from werkzeug.test import TestResponse

from domain.otp import InvalidCode
from domain.refusal import FieldError, InvalidRequest, RateLimited, Refusal, Unavailable
from entrypoints.http.doors import opens
from entrypoints.http.errors import ERRORS
from entrypoints.web import app_of
from tests.fixtures.worlds import World

STATUS = {
    "refresh_reused": 401,
    "reauthentication_required": 403,
    "request_blocked": 403,
    "sign_up_refused": 403,
    "challenge_required": 403,
    "idempotency_in_progress": 409,
    "precondition_failed": 412,
    "idempotency_mismatch": 422,
    "malformed_request": 400,
    "authorization_over": 400,
    "missing_credentials": 401,
    "invalid_credentials": 401,
    "invalid_code": 401,
    "code_expired": 401,
    "too_many_attempts": 401,
    "invalid_token": 401,
    "token_expired": 401,
    "session_revoked": 401,
    "forbidden": 403,
    "strange_form": 403,
    "origin_not_allowed": 403,
    "phone_not_allowed": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "conflict": 409,
    "too_large": 413,
    "unsupported_media_type": 415,
    "invalid_request": 422,
    "invalid_phone": 422,
    "invalid_email": 422,
    "rate_limited": 429,
    "internal_error": 500,
    "unavailable": 503,
}
MEMBERS = {"type", "title", "status", "code", "detail", "request_id"}
Raises = Callable[[BaseException], TestResponse]


def subject_to(code: str) -> Refusal:
    return type("SomeRefusal", (Refusal,), {"code": code})("A sentence.")  # type: ignore[no-any-return]


@pytest.fixture
def raises(memory_world: World) -> Raises:
    """Call a door whose view raises."""

    def call(error: BaseException) -> TestResponse:
        door = Blueprint("boom", __name__)

        @opens("open")
        def boom() -> None:
            raise error

        door.add_url_rule("/boom", view_func=boom)
        app: Flask = app_of(memory_world.container, memory_world.container.settings(), [door])
        return app.test_client().get("/boom")

    return call


def problem(answer: TestResponse) -> dict[str, Any]:
    """The document, after its shape was looked at."""
    found: dict[str, Any] = answer.get_json()

    assert "application/problem+json" == answer.mimetype
    assert set(found) >= MEMBERS
    assert (answer.status_code, answer.headers["X-Request-Id"]) == (found["status"], found["request_id"])
    assert f"https://auth.test/errors#{found['code']}" == found["type"]
    assert "no-store" == answer.headers["Cache-Control"]
    return found


def test_the_table_is_the_contracts() -> None:
    """Each code has the status of the HTTP contract, a title, and a sentence for the page of errors."""
    assert STATUS == {code: status for code, (status, _, _) in ERRORS.items()}
    assert all(title and doc.endswith(".") for _, title, doc in ERRORS.values())


@pytest.mark.parametrize("code", STATUS)
def test_a_refusal_is_its_row(raises: Raises, code: str) -> None:
    """A refusal of any code leaves with the row's status and title, and with its own sentence."""
    found = problem(raises(subject_to(code)))

    assert (STATUS[code], code, ERRORS[code][1], "A sentence.") == (
        found["status"], found["code"], found["title"], found["detail"]
    )  # fmt: skip
    assert MEMBERS == set(found)


@pytest.mark.parametrize(
    ("error", "member", "value", "wait"),
    [
        (RateLimited("resend", 17, "Wait."), "limit", "resend", "17"),
        (Unavailable("Away.", retry_after=60), None, None, "60"),
        (InvalidCode(3), "attempts_remaining", 3, None),
        (InvalidRequest([FieldError("a", "B.")]), "errors", [{"field": "a", "message": "B."}], None),
    ],
)
def test_a_refusal_brings_its_members(
    raises: Raises, error: Refusal, member: str | None, value: Any, wait: str | None
) -> None:
    """Further members stand in the document, and a wait in Retry-After."""
    answer = raises(error)

    assert wait == answer.headers.get("Retry-After")
    assert member is None or value == problem(answer)[member]


@pytest.mark.parametrize("error", [ValueError("pg password hunter2"), KeyError("x"), RecursionError(), MemoryError()])
def test_a_defect_tells_nothing(raises: Raises, caplog: pytest.LogCaptureFixture, error: Exception) -> None:
    """Any other exception is a 500 without its text or trace; the log has it under the request id."""
    with caplog.at_level(logging.ERROR, "auth1.http"):
        answer = raises(error)
    found = problem(answer)

    assert (500, "internal_error") == (answer.status_code, found["code"])
    assert not any(part in answer.text for part in ("hunter2", "Traceback", "ValueError", ".py"))
    assert [found["request_id"]] == [getattr(record, "request_id", None) for record in caplog.records]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (http.NotFound("inside"), 404, "not_found"),
        (http.Forbidden("inside"), 403, "forbidden"),
        (http.BadRequest("inside"), 400, "malformed_request"),
        (http.BadRequestKeyError("inside"), 400, "malformed_request"),
        (http.RequestEntityTooLarge("inside"), 413, "too_large"),
        (http.UnsupportedMediaType("inside"), 415, "unsupported_media_type"),
        (http.InternalServerError("inside"), 500, "internal_error"),
        (http.ServiceUnavailable("inside"), 503, "unavailable"),
        (http.RequestTimeout("inside"), 400, "malformed_request"),
        (http.RequestHeaderFieldsTooLarge("inside"), 400, "malformed_request"),
    ],
)
def test_the_frameworks_errors_are_problems_too(raises: Raises, error: Exception, status: int, code: str) -> None:
    """What the framework raises leaves in the same shape, with our words instead of its own."""
    answer = raises(error)

    assert (status, code) == (answer.status_code, problem(answer)["code"])
    assert "inside" not in answer.text


def test_an_unknown_path_is_a_problem(memory_world: World) -> None:
    """404 is a problem document."""
    assert "not_found" == problem(memory_world.call("GET", "/nowhere"))["code"]


def test_a_method_that_is_not_there_names_those_that_are(memory_world: World) -> None:
    """405 is a problem document with Allow."""
    answer = memory_world.call("DELETE", "/api/keys")

    assert "method_not_allowed" == problem(answer)["code"]
    assert "GET, POST" == answer.headers["Allow"]
    assert "GET" == memory_world.call("POST", "/health").headers["Allow"]


@pytest.mark.parametrize(
    ("given", "kept"), [("mine-1.2_3", True), ("a" * 64, True), ("a" * 65, False), ("x y", False), ('"{}', False)]
)
def test_the_request_id_is_ours(memory_world: World, caplog: pytest.LogCaptureFixture, given: str, kept: bool) -> None:
    """`X-Request-Id` is made by us each time; the caller's is kept beside it where it may stand in a log."""
    with caplog.at_level(logging.INFO, "auth1.http"):
        answer = memory_world.call("GET", "/nowhere", headers={"X-Request-Id": given})

    assert answer.headers["X-Request-Id"].startswith("req_")
    assert [given if kept else None] == [getattr(record, "client_request_id", "") for record in caplog.records]
