"""The Python client on a line that loses answers: what is sent again, and that nothing happens twice."""

from collections.abc import Iterator

import pytest
from auth1_client import Auth1, Auth1Error, CodeExpired, Problem, SignInRequired, Tokens, Unreachable
from auth1_client.repeating import Repeating
from auth1_client.wire import Waits

from adapters.embedded.child import free_port
from tests.clients.conftest import ClientTenant
from tests.clients.line import Line, fixed_answer, line_to
from tests.clients.turned import TurnedSeconds
from tests.fixtures.instance import Instance
from tests.fixtures.race import race
from tests.fixtures.wire import silent_server

REQUEST, VERIFY, REFRESH = "/api/auth/request", "/api/auth/verify", "/api/auth/refresh"


@pytest.fixture
def line(server: Instance) -> Iterator[Line]:
    """A line to the server."""
    with line_to(server.port) as line:
        yield line


@pytest.fixture
def seconds() -> TurnedSeconds:
    """The client's clock."""
    return TurnedSeconds()


@pytest.fixture
def auth1(line: Line, tenant: ClientTenant, seconds: TurnedSeconds) -> Auth1:
    """The tenant's door for its servers, over the line."""
    return Auth1(line.url, tenant.secret, clock=seconds, pause=seconds.pause)


def sign_in(auth1: Auth1, tenant: ClientTenant) -> Tokens:
    """Ask and prove."""
    auth1.request_code(phone=tenant.phone)
    return auth1.verify(phone=tenant.phone, code=tenant.code)


def happened(server: Instance, tenant: ClientTenant) -> list[list[str]]:
    """What the server did for each code of the tenant, newest first."""
    ids = [one["id"] for one in server.call("GET", "/api/otp-requests", key=tenant.secret).json["data"]]
    shown = [server.call("GET", f"/api/otp-requests/{id}", key=tenant.secret).json for id in ids]
    return [[step["what"] for step in one["timeline"] if step["what"].startswith("requested")] for one in shown]


def test_a_lost_answer_to_an_ask(server: Instance, tenant: ClientTenant, auth1: Auth1, line: Line) -> None:
    """An ask whose answer was lost twice is sent three times and has one effect; another call has its own."""
    line.lose += [REQUEST, REQUEST]
    asked = auth1.request_code(phone=tenant.phone)
    repeats, effect = line.times(REQUEST), happened(server, tenant)
    again = auth1.request_code(phone=tenant.phone)

    assert 3 == repeats
    assert [["requested"]] == effect
    assert [["requested", "requested_again"]] == happened(server, tenant)
    assert asked.request_id == again.request_id


def test_a_key_of_the_callers_own(server: Instance, tenant: ClientTenant, auth1: Auth1) -> None:
    """With the same Idempotency-Key a later call, and many at one moment, have one effect and one answer."""
    once = "the-basket-4711"
    patient = Auth1(f"http://127.0.0.1:{server.port}", tenant.secret)
    asked = race(8, lambda _: patient.request_code(phone=tenant.phone, idempotency_key=once))
    later = auth1.request_code(phone=tenant.phone, idempotency_key=once)

    assert {later} == set(asked)
    assert [["requested"]] == happened(server, tenant)


def test_an_ask_that_is_never_answered(tenant: ClientTenant, auth1: Auth1, line: Line, seconds: TurnedSeconds) -> None:
    """After two repeats the caller hears that nothing was heard."""
    line.lose += [REQUEST] * 9
    with pytest.raises(Unreachable) as lost:
        auth1.request_code(phone=tenant.phone)

    assert (3, [0.2, 0.4]) == (line.times(REQUEST), seconds.pauses)
    assert (0, "unreachable") == (lost.value.status, lost.value.code)


def test_what_is_asked_to_be_waited_is_waited(tenant: ClientTenant, seconds: TurnedSeconds) -> None:
    """The repeats of a 503 wait for its Retry-After, and a refresh does so within its grace."""
    with fixed_answer(b"HTTP/1.1 503 Busy\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n") as url:
        auth1 = Auth1(url, tenant.secret, clock=seconds, pause=seconds.pause)
        with pytest.raises(Auth1Error) as busy:
            auth1.request_code(phone=tenant.phone)
        asked = [seconds.pauses.pop() for _ in range(len(seconds.pauses))]
        with pytest.raises(Auth1Error):
            auth1.refresh("auth1_rt_x")

    assert (503, 2) == (busy.value.status, busy.value.retry_after)
    assert ([2.0] * 2, [2.0] * 4) == (asked, seconds.pauses)


def test_a_long_wait_is_the_callers(auth1: Auth1, line: Line, seconds: TurnedSeconds) -> None:
    """Where nobody sends mail the answer is 503 for a while: the caller hears how long, and nothing is repeated."""
    with pytest.raises(Auth1Error) as away:
        auth1.request_code(email="ada@example.com")

    assert (503, "unavailable", 60) == (away.value.status, away.value.code, away.value.retry_after)
    assert (1, []) == (line.times(REQUEST), seconds.pauses)


def test_a_refresh_waits_no_longer_than_a_call_should(tenant: ClientTenant, seconds: TurnedSeconds) -> None:
    """A Retry-After that is within the grace and yet long is the caller's to wait for."""
    answer = b"HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"
    with fixed_answer(answer) as url, pytest.raises(Auth1Error) as busy:
        Auth1(url, tenant.secret, clock=seconds, pause=seconds.pause).refresh("auth1_rt_x")

    assert (5, []) == (busy.value.retry_after, seconds.pauses)


def test_a_proof_is_sent_once(tenant: ClientTenant, auth1: Auth1, line: Line) -> None:
    """A code opens once, so that a lost proof is not repeated; the code is spent, and the app hears so."""
    auth1.request_code(phone=tenant.phone)
    line.lose += [VERIFY]
    with pytest.raises(Unreachable):
        auth1.verify(phone=tenant.phone, code=tenant.code)
    times = line.times(VERIFY)
    with pytest.raises(CodeExpired):
        auth1.verify(phone=tenant.phone, code=tenant.code)

    assert 1 == times


def test_a_lost_answer_to_a_refresh(server: Instance, tenant: ClientTenant, auth1: Auth1, line: Line) -> None:
    """The same token is sent again, and the same successor comes back; the session goes on."""
    tokens = sign_in(auth1, tenant)
    line.lose += [REFRESH, REFRESH]
    fresh = auth1.refresh(tokens.refresh_token)
    told = server.call("POST", REFRESH, {"refresh_token": tokens.refresh_token}, key=tenant.secret).json

    assert 3 == line.times(REFRESH)
    assert told["refresh_token"] == fresh.refresh_token
    assert tokens.session_id == auth1.refresh(fresh.refresh_token).session_id


def test_the_grace_is_not_overstepped(tenant: ClientTenant, auth1: Auth1, line: Line, seconds: TurnedSeconds) -> None:
    """Repeats begin while the server still takes them, and then the caller hears that the answer is lost."""
    tokens = sign_in(auth1, tenant)
    line.lose += [REFRESH] * 99
    with pytest.raises(Unreachable):
        auth1.refresh(tokens.refresh_token)

    assert [0.2, 0.4, 0.8, 1.6, 1.6, 1.6, 1.6] == seconds.pauses
    assert 8 == line.times(REFRESH)


def test_a_machine_that_slept_repeats_nothing(
    line: Line, tenant: ClientTenant, auth1: Auth1, seconds: TurnedSeconds
) -> None:
    """Who wakes up from a pause after the grace does not send the spent token: that would end the session."""
    tokens = sign_in(auth1, tenant)
    line.lose += [REFRESH]
    sleepy = Auth1(line.url, tenant.secret, clock=seconds, pause=lambda _: seconds.pause(3600))
    with pytest.raises(Unreachable):
        sleepy.refresh(tokens.refresh_token)

    assert 1 == line.times(REFRESH)
    assert auth1.introspect(tokens.access_token).active


def test_a_server_that_never_speaks(tenant: ClientTenant) -> None:
    """A refresh that hears nothing gives up after its time, and has tried again within it."""
    seconds = TurnedSeconds()
    with silent_server() as (port, taken):
        auth1 = Auth1(f"http://127.0.0.1:{port}", tenant.secret, timeout=0.05, clock=seconds, pause=seconds.pause)
        with pytest.raises(Unreachable) as silent:
            auth1.refresh("auth1_rt_x")
        with pytest.raises(Unreachable):
            auth1.verify(phone=tenant.phone, code="1234")

    assert "TimeoutError" in silent.value.detail
    assert 8 + 1 == len(taken)


def test_a_server_that_is_away(tenant: ClientTenant, seconds: TurnedSeconds) -> None:
    """A refused connection is Unreachable, after the repeats that are safe."""
    auth1 = Auth1(f"http://127.0.0.1:{free_port()}", tenant.secret, clock=seconds, pause=seconds.pause)
    with pytest.raises(Unreachable) as away:
        auth1.request_code(phone=tenant.phone)

    assert "unreachable: No whole answer came (ConnectionRefusedError)." == str(away.value)
    assert 2 == len(seconds.pauses)


def test_a_refusal_is_not_repeated(auth1: Auth1, line: Line) -> None:
    """What the server has decided is not asked again."""
    with pytest.raises(SignInRequired):
        auth1.refresh("auth1_rt_nonsense")

    assert 1 == line.times(REFRESH)


def test_a_silent_line_leaves_time_for_repeats(seconds: TurnedSeconds) -> None:
    """Tries that can be followed by another give up after 4 seconds; the last arrives in time and waits for long."""
    waited: list[tuple[float, float]] = []

    def silence(waits: Waits) -> None:
        waited.append((waits.connect, waits.answer))
        seconds.now += waits.answer
        raise Unreachable(Problem(0, "unreachable", "Silence."))

    with pytest.raises(Unreachable):
        Repeating(seconds, seconds.pause).within_grace(silence, 10.0)

    assert [(10.0, 4.0), (5.8, 4.0), (1.4, 10.0)] == [(round(one, 3), two) for one, two in waited]
