"""The Python client before what is not the server, and what it shows of itself: never a token, never a key."""

import json
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from auth1_client import (
    Auth1,
    Auth1Error,
    InvalidCode,
    Problem,
    RateLimited,
    Session,
    SignInRequired,
    Tokens,
    Unreachable,
)

from tests.clients.conftest import ClientTenant
from tests.clients.line import fixed_answer
from tests.clients.turned import TurnedSeconds
from tests.fixtures.instance import Instance

WRONG = "739146"
PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
GOOD: dict[str, Any] = {
    "verified": True,
    "token": "access-hidden",
    "token_type": "Bearer",
    "expires_in": 900,
    "refresh_token": "refresh-hidden",
    "user_id": "usr_1",
    "session_id": "ses_1",
    "new_user": True,
}


def http(status: str, body: bytes, *headers: str, length: int | None = None) -> bytes:
    """An answer as it goes over the wire."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def calls(auth1: Auth1) -> list[Callable[[], object]]:
    """Each call of the client."""
    return [
        lambda: auth1.request_code(phone="+12015550123"),
        lambda: auth1.verify(phone="+12015550123", code="482913"),
        lambda: auth1.refresh("refresh-hidden"),
        lambda: auth1.introspect("access-hidden"),
        lambda: auth1.me("access-hidden"),
        lambda: auth1.sessions("access-hidden"),
        lambda: auth1.logout("access-hidden"),
        lambda: auth1.end_session("access-hidden", "ses_1"),
    ]


def quick(url: str) -> Auth1:
    """A client whose pauses take no time."""
    clock = TurnedSeconds()
    return Auth1(url, "auth1_sk_x_hidden", clock=clock, pause=clock.pause)


@pytest.mark.parametrize(
    "answer",
    [
        http("502 Bad Gateway", PAGE, "Content-Type: text/html"),
        http("500 Oops", b'{"detail": "no code"}'),
        http("404 Not Found", b"[" * 100_000),
        http("401 Unauthorized", b'{"code": 7}'),
        http("302 Found", PAGE, "Location: http://127.0.0.1:1/elsewhere"),
        http("400 Bad", b"\xff\xfe\x00"),
    ],
    ids=["html", "no-code", "deep", "odd-code", "redirect", "bytes"],
)
def test_a_proxys_page_is_an_error_of_ours(answer: bytes) -> None:
    """An answer that is no problem document is Auth1Error `unexpected_answer` with its status, at every call."""
    with fixed_answer(answer) as url:
        for call in calls(quick(url)):
            with pytest.raises(Auth1Error) as odd:
                call()
            assert ("unexpected_answer", int(answer[9:12])) == (odd.value.code, odd.value.status)


@pytest.mark.parametrize(
    "body",
    [
        PAGE,
        b"[]",
        b"",
        b"{}",
        json.dumps({**GOOD, "expires_in": "900"}).encode(),
        json.dumps({**GOOD, "refresh_token": None}).encode(),
    ],
)
def test_a_good_status_with_an_odd_body(body: bytes) -> None:
    """A 200 that does not hold what was promised is an error, and none of its content is in the message."""
    with fixed_answer(http("200 OK", body)) as url, pytest.raises(Auth1Error) as odd:
        quick(url).verify(phone="+12015550123", code="482913")

    assert ("unexpected_answer", 200) == (odd.value.code, odd.value.status)
    assert "hidden" not in str(odd.value)


def test_half_an_answer_is_none() -> None:
    """A body that ends before its Content-Length was lost on the way."""
    with fixed_answer(http("200 OK", json.dumps(GOOD).encode(), length=9999)) as url:
        for call in calls(quick(url)):
            with pytest.raises(Unreachable):
                call()


def test_fields_that_are_not_known_are_passed_over() -> None:
    """A newer server may answer more."""
    with fixed_answer(http("200 OK", json.dumps({**GOOD, "device_trust": [1]}).encode())) as url:
        tokens = quick(url).verify(phone="+12015550123", code="482913")

    assert Tokens("access-hidden", "refresh-hidden", 900, "usr_1", "ses_1", True) == tokens


def test_a_code_that_is_not_known_is_an_error_as_well() -> None:
    """A newer server may refuse for more reasons."""
    problem = json.dumps({"code": "moon_phase", "detail": "Not today.", "errors": "odd"}).encode()
    answer = http("418 Teapot", problem, "Retry-After: Fri, 31 Dec 2027 23:59:59 GMT")
    with fixed_answer(answer) as url, pytest.raises(Auth1Error) as refused:
        quick(url).verify(phone="+12015550123", code="482913")

    assert Problem(418, "moon_phase", "Not today.") == refused.value.problem


def test_nothing_secret_is_shown(server: Instance, tenant: ClientTenant) -> None:
    """Neither the client nor tokens, sessions, errors and their tracebacks show a key, a token or a code."""
    auth1 = Auth1(f"http://127.0.0.1:{server.port}", tenant.secret)
    auth1.request_code(phone=tenant.phone)
    with pytest.raises(InvalidCode) as wrong:
        auth1.verify(phone=tenant.phone, code=WRONG)
    tokens = auth1.verify(phone=tenant.phone, code=tenant.code)
    session = Session(auth1, tokens)
    auth1.logout(tokens.access_token)
    with pytest.raises(SignInRequired) as over:
        auth1.refresh(tokens.refresh_token)
    raised = ["".join(traceback.format_exception(one.value)) + repr(one.value) for one in (wrong, over)]
    shown = " ".join([repr(auth1), str(auth1), repr(tokens), repr(session), *raised])

    assert f"Auth1('http://127.0.0.1:{server.port}')" in shown
    assert tokens.session_id in shown
    hidden = (tenant.secret, tokens.access_token, tokens.refresh_token, WRONG, tokens.access_token.split(".")[2])
    assert [] == [part for part in hidden if part in shown]


@pytest.mark.parametrize("key", ["", "auth1_sk_x_hidden\n", "auth1_sk_x_hid den", "auth1_sk_x_hiddén"])
def test_a_key_that_cannot_be_one_is_not_quoted(key: str) -> None:
    """A line end that was read from a file with the key is named, the key is not."""
    with pytest.raises(ValueError) as odd:
        Auth1("https://auth.example.com", key)

    assert "api_key" in str(odd.value)
    assert "auth1_sk" not in str(odd.value)


@pytest.mark.parametrize("token", ["", "hidden\r\nx-api-key: other", "hiddén", "🔑", "a b", "x" * 9000])
def test_a_token_that_cannot_be_one_is_not_sent(token: str) -> None:
    """What a stranger passes off as a token cannot write headers, and does not get into a message."""
    with pytest.raises(SignInRequired) as odd:
        Auth1("http://127.0.0.1:1", "auth1_sk_x_hidden").me(token)

    assert "invalid_token" == odd.value.code
    assert "hidd" not in "".join(traceback.format_exception(odd.value)).replace("auth1_sk_x_hidden", "")


@pytest.mark.parametrize(
    "url", ["", "auth.example.com", "ftp://auth.example.com", "https://u:p@auth.example.com", "https://a.test/?key=1"]
)
def test_an_address_that_cannot_be_one(url: str) -> None:
    """A server is named by its scheme, host and path alone."""
    with pytest.raises(ValueError, match="base_url"):
        Auth1(url, "auth1_sk_x_hidden")


def test_errors_survive_a_pickle() -> None:
    """An error that crosses processes keeps what a caller decides on."""
    error = RateLimited(Problem(429, "rate_limited", "Wait.", "req_1", 30, (), None, "resend"))
    again = pickle.loads(pickle.dumps(error))

    assert (30, "resend", str(error)) == (again.retry_after, again.limit, str(again))
