"""The Python client against `auth1 serve`: signing in, coming back, and leaving."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from auth1_client import (
    Auth1,
    Auth1Error,
    CodeExpired,
    CodeRequest,
    InvalidCode,
    InvalidRequest,
    RateLimited,
    SignInRequired,
    Tokens,
    TooManyAttempts,
)

from tests.clients.conftest import ClientTenant
from tests.fixtures.instance import Instance

WRONG = "111111"


@pytest.fixture
def auth1(server: Instance, tenant: ClientTenant) -> Auth1:
    """The tenant's door for its servers."""
    return Auth1(f"http://127.0.0.1:{server.port}", tenant.secret)


def sign_in(auth1: Auth1, tenant: ClientTenant) -> Tokens:
    """Ask and prove."""
    auth1.request_code(phone=tenant.phone)
    return auth1.verify(phone=tenant.phone, code=tenant.code)


def test_a_code_is_asked_for_and_proven(auth1: Auth1, tenant: ClientTenant) -> None:
    """An ask says how long the code lives, and the right code gives tokens of the person who holds the number."""
    asked = auth1.request_code(phone=tenant.phone, locale="de-AT", channel="sms", client_ip="203.0.113.9")
    tokens = auth1.verify(phone=tenant.phone, code=tenant.code, client_ip="203.0.113.9")
    me = auth1.me(tokens.access_token)

    assert CodeRequest(asked.request_id, "pending", "sms", 600, 30, 5) == asked
    assert (900, True) == (tokens.expires_in, tokens.new_user)
    assert (tokens.user_id, tenant.phone, None, {}) == (me.id, me.phone, me.email, me.user_metadata)
    assert me.phone_verified_at is not None
    assert timedelta() <= datetime.now(UTC) - me.phone_verified_at < timedelta(minutes=1)


def test_the_second_sign_in_finds_the_same_user(auth1: Auth1, tenant: ClientTenant) -> None:
    """The first proof of an address makes the user, the next one does not."""
    first, second = sign_in(auth1, tenant), sign_in(auth1, tenant)

    assert (True, False) == (first.new_user, second.new_user)
    assert first.user_id == second.user_id
    assert first.session_id != second.session_id


def test_wrong_codes(auth1: Auth1, tenant: ClientTenant) -> None:
    """A wrong code says how many tries are left, and the last one that the code is over."""
    auth1.request_code(phone=tenant.phone)
    left = []
    for _ in range(4):
        with pytest.raises(InvalidCode) as wrong:
            auth1.verify(phone=tenant.phone, code=WRONG)
        left.append(wrong.value.attempts_remaining)
    with pytest.raises(TooManyAttempts) as last:
        auth1.verify(phone=tenant.phone, code=WRONG)

    assert [4, 3, 2, 1] == left
    assert (401, "too_many_attempts") == (last.value.status, last.value.code)
    assert last.value.request_id is not None
    assert last.value.request_id.startswith("req_")


def test_a_code_opens_once(auth1: Auth1, tenant: ClientTenant) -> None:
    """A code that was used is no live code."""
    sign_in(auth1, tenant)
    with pytest.raises(CodeExpired):
        auth1.verify(phone=tenant.phone, code=tenant.code)


def test_a_limit_says_when_to_come_back(server: Instance, new_tenant: Callable[..., ClientTenant]) -> None:
    """After ten wrong codes an address waits, and the error says which limit and how many seconds."""
    tenant = new_tenant(max_otp_attempts=10)
    auth1 = Auth1(f"http://127.0.0.1:{server.port}", tenant.publishable)
    auth1.request_code(phone=tenant.phone)
    for _ in range(10):
        with pytest.raises((InvalidCode, TooManyAttempts)):
            auth1.verify(phone=tenant.phone, code=WRONG)
    with pytest.raises(RateLimited) as limited:
        auth1.request_code(phone=tenant.phone)

    assert (429, "failures") == (limited.value.status, limited.value.limit)
    assert limited.value.retry_after is not None
    assert 0 < limited.value.retry_after <= 3600


def test_a_refresh_spends_its_token(auth1: Auth1, tenant: ClientTenant) -> None:
    """A refresh gives new tokens of the same session; a spent one that comes again ends it."""
    first = sign_in(auth1, tenant)
    second = auth1.refresh(first.refresh_token)
    third = auth1.refresh(second.refresh_token)
    with pytest.raises(SignInRequired) as reused:
        auth1.refresh(first.refresh_token)
    with pytest.raises(SignInRequired) as ended:
        auth1.me(third.access_token)

    assert first.session_id == second.session_id == third.session_id
    assert 3 == len({first.refresh_token, second.refresh_token, third.refresh_token})
    assert ("refresh_reused", "session_revoked") == (reused.value.code, ended.value.code)


def test_where_a_person_is_signed_in(auth1: Auth1, tenant: ClientTenant) -> None:
    """The list names each session with its end, and a session can be ended from another one."""
    old, new = sign_in(auth1, tenant), sign_in(auth1, tenant)
    listed = auth1.sessions(new.access_token)
    auth1.end_session(new.access_token, old.session_id)
    with pytest.raises(SignInRequired):
        auth1.me(old.access_token)
    with pytest.raises(Auth1Error) as nobody:
        auth1.end_session(new.access_token, "ses_unknown/../x?y")

    assert [(new.session_id, True), (old.session_id, False)] == [(one.id, one.current) for one in listed]
    assert {"Python program"} == {one.device for one in listed}
    assert timedelta(days=30) == listed[0].expires_at - listed[0].created_at
    assert [new.session_id] == [one.id for one in auth1.sessions(new.access_token)]
    assert "not_found" == nobody.value.code


def test_every_page_of_sessions_is_read(auth1: Auth1, tenant: ClientTenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who is signed in at more places than a page holds sees all of them."""
    monkeypatch.setattr("auth1_client.client.PAGE", 2)
    signed_in = [sign_in(auth1, tenant) for _ in range(5)]

    listed = [one.id for one in auth1.sessions(signed_in[-1].access_token)]

    assert [one.session_id for one in reversed(signed_in)] == listed


@pytest.mark.parametrize("everywhere", [False, True])
def test_logging_out(auth1: Auth1, tenant: ClientTenant, everywhere: bool) -> None:
    """It ends this session at once, or all of the user's."""
    other, here = sign_in(auth1, tenant), sign_in(auth1, tenant)
    auth1.logout(here.access_token, everywhere)

    assert [not everywhere, False] == [auth1.introspect(one.access_token).active for one in (other, here)]
    with pytest.raises(SignInRequired) as ended:
        auth1.refresh(here.refresh_token)
    assert "session_revoked" == ended.value.code


def test_introspection(auth1: Auth1, tenant: ClientTenant, server: Instance) -> None:
    """A good token tells whose it is and until when; one that ended, and one of nobody, tell nothing."""
    tokens = sign_in(auth1, tenant)
    good, refresh = auth1.introspect(tokens.access_token), auth1.introspect(tokens.refresh_token)
    auth1.logout(tokens.access_token)
    ended, foreign = auth1.introspect(tokens.access_token), auth1.introspect("nonsense")

    assert (True, "Bearer", tokens.user_id, tokens.session_id) == (
        good.active,
        good.token_type,
        good.user_id,
        good.session_id,
    )
    assert (tenant.id, ("otp", "sms", "test")) == (good.tenant_id, good.amr)
    assert good.issued_at is not None
    assert good.issued_at + timedelta(seconds=tokens.expires_in) == good.expires_at
    assert good.authenticated_at == good.issued_at
    assert f"http://localhost:{server.port}/t/{tenant.slug}" == good.claims["iss"]
    assert (True, "refresh_token") == (refresh.active, refresh.token_type)
    assert (False, None, None, ()) == (ended.active, ended.user_id, ended.expires_at, ended.amr)
    assert foreign == ended


def test_a_publishable_key_may_not_introspect(server: Instance, tenant: ClientTenant) -> None:
    """What a key does not open is an error with the server's code."""
    with pytest.raises(Auth1Error) as refused:
        Auth1(f"http://127.0.0.1:{server.port}", tenant.publishable).introspect("nonsense")

    assert (403, "forbidden") == (refused.value.status, refused.value.code)


def test_a_request_that_cannot_be_right_names_its_fields(auth1: Auth1) -> None:
    """Which address is meant, and what a number looks like, is said by the server."""
    with pytest.raises(InvalidRequest) as neither:
        auth1.request_code()
    with pytest.raises(InvalidRequest) as no_number:
        auth1.request_code(phone="+1555")

    assert ["phone", "email"] == [error.field for error in neither.value.errors]
    assert "Send either phone or email." in str(neither.value)
    assert (422, "invalid_phone") == (no_number.value.status, no_number.value.code)


def test_a_token_of_another_tenant_opens_nothing(
    auth1: Auth1, server: Instance, new_tenant: Callable[..., ClientTenant]
) -> None:
    """The key goes beside the token, so that nobody signs in here with what another tenant gave out."""
    other = new_tenant()
    foreign = sign_in(Auth1(f"http://127.0.0.1:{server.port}", other.secret), other)
    with pytest.raises(Auth1Error) as looked:
        auth1.me(foreign.access_token)
    with pytest.raises(SignInRequired) as refreshed:
        auth1.refresh(foreign.refresh_token)

    assert ("forbidden", "invalid_token") == (looked.value.code, refreshed.value.code)
    assert not auth1.introspect(foreign.access_token).active
