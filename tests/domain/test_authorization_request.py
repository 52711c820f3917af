"""What a client may ask, and every way to ask it wrongly."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.authorization import Authorization, digest_of_browser
from domain.authorization_request import AuthorizationRequest
from domain.ids import AuthorizationId, ClientId, SessionId, TenantId
from domain.oauth_error import OAuthError

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BACK = "https://app.example.com/back"
GOOD = {
    "response_type": ["code"], "code_challenge": [CHALLENGE], "code_challenge_method": ["S256"],
    "scope": ["openid phone"], "state": ["xyz"],
}  # fmt: skip


def read(**changes: Any) -> AuthorizationRequest:
    """A good request with some parameters changed; None leaves one out."""
    sent = {name: values for name, values in {**GOOD, **changes}.items() if values is not None}
    return AuthorizationRequest.read(sent, redirect_uri=BACK)


def test_a_good_request_is_read() -> None:
    """What was asked is there, by the names of the field; what nobody knows is passed over (RFC 6749 section 3.1)."""
    request = read(max_age=["60"], prompt=["login consent"], resource=["x"], nonce=["n"])

    assert ("openid", "phone") == request.scope
    assert (CHALLENGE, "xyz", "n", 60, ("login", "consent")) == (
        request.code_challenge, request.state, request.nonce, request.max_age, request.prompt,
    )  # fmt: skip
    assert request == AuthorizationRequest.from_json(request.as_json())


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": ["token"]}, "unsupported_response_type"),
        ({"response_type": ["id_token token"]}, "unsupported_response_type"),
        ({"response_type": ["code id_token"]}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": ["fragment"]}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": ["plain"]}, "invalid_request"),
        ({"code_challenge": [VERIFIER + "="]}, "invalid_request"),
        ({"code_challenge": ["short"]}, "invalid_request"),
        ({"scope": ["openid  phone"]}, "invalid_scope"),
        ({"scope": ['"openid"']}, "invalid_scope"),
        ({"scope": ["a" * 65]}, "invalid_scope"),
        ({"state": ["one", "two"]}, "invalid_request"),
        ({"state": ["x" * 2001]}, "invalid_request"),
        ({"nonce": ["x" * 513]}, "invalid_request"),
        ({"state": ["a\x00b"]}, "invalid_request"),
        ({"prompt": ["none login"]}, "invalid_request"),
        ({"prompt": ["create"]}, "invalid_request"),
        ({"max_age": ["-1"]}, "invalid_request"),
        ({"max_age": ["1.5"]}, "invalid_request"),
        ({"max_age": ["٣"]}, "invalid_request"),
        ({"request": ["eyJ"]}, "request_not_supported"),
        ({"request_uri": ["https://evil.test"]}, "request_uri_not_supported"),
        ({"registration": ["{}"]}, "registration_not_supported"),
    ],
)
def test_a_wrong_request_is_refused(changes: dict[str, Any], error: str) -> None:
    """By the field's own name of what is wrong: no implicit flow, no plain PKCE, nothing twice (A32, B47)."""
    with pytest.raises(OAuthError) as refused:
        read(**changes)

    assert error == refused.value.error
    assert refused.value.description.isascii()
    assert not set('"\\') & set(refused.value.description)


@given(st.dictionaries(st.sampled_from([*GOOD, "prompt", "max_age", "nonce", "x"]), st.lists(st.text(max_size=50))))
def test_whatever_is_sent_is_read_or_refused(sent: dict[str, list[str]]) -> None:
    """No text makes anything but a request or an OAuthError that can be told."""
    try:
        request = AuthorizationRequest.read({**GOOD, **sent}, redirect_uri=BACK)
    except OAuthError as error:
        said = error.description
    else:
        assert request == AuthorizationRequest.from_json(request.as_json())
        said = ""
    assert all(" " <= letter <= "~" and letter not in '"\\' for letter in said)


@pytest.mark.parametrize(
    ("changes", "age", "expected"),
    [
        ({}, 3600, True),
        ({"max_age": ["60"]}, 60, True),
        ({"max_age": ["60"]}, 61, False),
        ({"max_age": ["0"]}, 1, False),
        ({"prompt": ["login"]}, 1, False),
        ({"prompt": ["login"], "max_age": ["60"]}, -1, True),
        ({"max_age": ["0"]}, 0, True),
    ],
)
def test_an_old_proof_may_not_do(changes: dict[str, Any], age: int, expected: bool) -> None:
    """`max_age` and `prompt=login` ask for a new proof; one that was given for this request always does."""
    now = NOON + timedelta(minutes=5)

    met = read(**changes).is_met_by(NOON - timedelta(seconds=age), asked_at=NOON, now=now if age < 0 else NOON)

    assert expected == met


def authorization(browser: bytes | None = digest_of_browser("secret")) -> Authorization:
    """One that begins at noon."""
    return Authorization.start(
        tenant_id=TenantId.make(NOON, bytes(10)),
        id=AuthorizationId.make(NOON, bytes(10)),
        client_id=ClientId.make(NOON, bytes(10)),
        request=read(),
        browser=browser,
        now=NOON,
    )


def test_it_belongs_to_the_browser_that_began_it() -> None:
    """Another secret, none, and a pushed one that no browser has taken yet are not it."""
    assert [True, False, False, False] == [authorization().is_of(secret) for secret in ("secret", "other", "", None)]
    assert not authorization(None).is_of("secret")


def test_a_code_is_good_for_a_minute_and_once() -> None:
    """60 seconds, and never after it was spent."""
    session = SessionId.make(NOON, bytes(10))
    given = authorization().given(session, b"code", NOON)
    almost, over = NOON + timedelta(seconds=59.9), NOON + timedelta(seconds=60)

    assert [True, False] == [given.is_spendable(at) for at in (almost, over)]
    assert not given.spent(session, NOON).is_spendable(NOON)
    assert not authorization().is_spendable(NOON)
    assert [True, False] == [authorization().is_open(NOON), given.is_open(NOON)]


@pytest.mark.parametrize("verifier", [VERIFIER[:-1], VERIFIER + "v", "w" * 43, "", "é" * 43, "v" * 129, CHALLENGE])
def test_another_verifier_is_not_the_secret(verifier: str) -> None:
    """Only the text behind the challenge, of 43 to 128 characters (RFC 7636 section 4.1)."""
    assert authorization().verifies(VERIFIER)
    assert not authorization().verifies(verifier)
