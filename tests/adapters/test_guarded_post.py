"""Requests on behalf of tenants: what they reach, how long they last, and how much they read."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import pytest

from adapters.dialer import Dialer
from adapters.web.post import MOST_BYTES, Answered, GuardedPost
from adapters.web.retry_after import seconds_of
from domain.outbound import OutboundRule
from tests.fixtures.loopback import Reply
from tests.fixtures.outbound import LOOPBACK
from tests.fixtures.receiver import Receiver

SHUT = OutboundRule()
OPEN = OutboundRule(LOOPBACK)


def resolving(*answers: str) -> Callable[[str, int], list[Any]]:
    """A resolver that says so, whatever it is asked; each look-up gets the next answer, the last one for ever."""
    left = list(answers)

    def resolve(_host: str, port: int) -> list[Any]:
        text = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in text.split()]

    return resolve


def post(
    url: str, rule: OutboundRule = OPEN, *, seconds: float = 5.0, resolve: Any = None, tls: Any = None
) -> Answered:
    """One request."""
    dialer = Dialer(rule, resolve) if resolve else Dialer(rule)
    made = GuardedPost(dialer, tls) if tls else GuardedPost(dialer)
    return made(url, {"X-One": "1"}, b'{"a": 1}', seconds=seconds)


@pytest.fixture
def canary() -> Iterator[list[Any]]:
    """Whoever connects to port 443 of nowhere is remembered: connections made by this process."""
    made: list[Any] = []
    real = socket.create_connection

    def remember(address: Any, *more: Any, **named: Any) -> Any:
        made.append(address)
        return real(address, *more, **named)

    socket.create_connection = remember
    yield made
    socket.create_connection = real


def test_a_body_arrives_as_it_was_sent(receiver: Receiver) -> None:
    """With our name and the given headers, no cookie, no encoding that would have to be unpacked."""
    answer = post(receiver.url)
    headers = receiver.arrivals[0].headers

    assert (204, None, b'{"a": 1}') == (answer.status, answer.error, receiver.arrivals[0].body)
    assert ("1", "identity", "close") == (headers["x-one"], headers["accept-encoding"], headers["connection"])
    assert headers["user-agent"].startswith("Auth1")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://127.1:{port}/",
        "file:///etc/passwd",
    ],
)
def test_nothing_inside_is_asked_unless_it_is_opened(receiver: Receiver, canary: list[Any], url: str) -> None:
    """B49: refused before any connection is made."""
    port = receiver.server.url.rpartition(":")[2]

    assert (None, "address") == ((answer := post(url.format(port=port), SHUT)).status, answer.error)
    assert ([], []) == (canary, receiver.arrivals)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "0.0.0.0", "::ffff:127.0.0.1"])
def test_a_public_name_that_points_inside_reaches_nothing(canary: list[Any], address: str) -> None:
    """A48: the address is judged, not the name."""
    answer = post("https://hooks.example.com/", SHUT, resolve=resolving(address))

    assert ("address", []) == (answer.error, canary)


def test_a_name_that_changes_its_meaning_gains_nothing(canary: list[Any]) -> None:
    """DNS rebinding: a name is looked up once, and the judged address is the one that is connected to."""
    resolve = resolving("127.0.0.9", "127.0.0.1")
    rule = OutboundRule((ip_network("127.0.0.9/32"),))
    answer = post("https://hooks.example.com/", rule, seconds=0.3, resolve=resolve)

    assert "connect" == answer.error
    assert [("127.0.0.9", 443)] == canary


def test_of_several_addresses_only_the_open_ones_are_tried(receiver: Receiver, canary: list[Any]) -> None:
    """A name with one address inside and one outside does not get inside."""
    port = receiver.server.url.rpartition(":")[2]
    answer = post(f"http://localhost:{port}/", OPEN, resolve=resolving("10.0.0.1 127.0.0.1"))

    assert (204, [("127.0.0.1", int(port))]) == (answer.status, canary)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(receiver: Receiver, status: int) -> None:
    """Not even to the same host; a redirect is an answer like another."""
    receiver.judge = lambda _: Reply(status, headers={"Location": receiver.url})

    assert status == post(receiver.url).status
    assert 1 == len(receiver.arrivals)


def test_an_endless_answer_is_cut(receiver: Receiver) -> None:
    """No more than 64 KiB are read of it."""
    receiver.judge = lambda _: Reply(200, "x" * (MOST_BYTES * 3))

    assert MOST_BYTES == len(post(receiver.url).body)


def test_an_answer_by_drops_ends_at_the_deadline(receiver: Receiver) -> None:
    """Each byte comes in time, the whole does not."""
    receiver.judge = lambda _: Reply(200, "x" * 1000, drip=0.05)
    answer = post(receiver.url, seconds=0.4)

    assert (None, "timeout") == (answer.status, answer.error)
    assert answer.milliseconds < 3000


def test_headers_by_drops_end_at_the_deadline() -> None:
    """Also before a status was said."""
    with raw(lambda line: _drip(line, b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500)) as url:
        answer = post(url, seconds=0.4)

    assert (None, "timeout") == (answer.status, answer.error)


@pytest.mark.parametrize(
    "said",
    [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 999999 x\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
     b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", b"\x16\x03\x01\x02\x00"],
)  # fmt: skip
def test_what_is_no_answer_is_told_and_not_raised(said: bytes) -> None:
    """A receiver cannot break a worker."""
    with raw(lambda line: line.sendall(said)) as url:
        answer = post(url)

    assert answer.status is None
    assert answer.error in ("answer", "connection")


def test_who_says_nothing_is_left_at_the_deadline(receiver: Receiver) -> None:
    """A hang costs its seconds and no more."""
    receiver.judge = lambda _: (receiver.server.ended.wait(5), Reply(200))[1]

    assert "timeout" == post(receiver.url, seconds=0.3).error


@pytest.mark.parametrize("lost", ["reset", "farewell"])
def test_a_connection_that_ends_without_an_answer(receiver: Receiver, lost: str) -> None:
    """It may have arrived, so it is tried again."""
    receiver.judge = lambda _: Reply(lost=lost)

    assert (None, "connection") == ((answer := post(receiver.url)).status, answer.error)


def test_a_look_up_that_hangs_ends_at_the_deadline() -> None:
    """Resolvers know no deadline of ours."""
    ended = threading.Event()

    def hang(_host: str, _port: int) -> list[Any]:
        ended.wait(5)
        return []

    assert "dns" == post("https://hooks.example.com/", SHUT, seconds=0.2, resolve=hang).error
    ended.set()


def test_few_look_ups_can_hang_at_a_time() -> None:
    """Names that nobody answers for do not fill the house with threads."""
    ended, dialer = threading.Event(), Dialer(SHUT, lambda *_: (ended.wait(5), [])[1])
    made = GuardedPost(dialer)
    errors = [made("https://hooks.example.com/", {}, b"", seconds=0.01).error for _ in range(33)]
    ended.set()

    assert ["dns"] * 32 + ["busy"] == errors


def test_a_name_that_is_not_there() -> None:
    """Nothing is sent."""
    assert "dns" == post("https://hooks.example.com/", SHUT, resolve=lambda *_: []).error


def test_a_certificate_that_nobody_vouches_for_is_refused(server_tls: ssl.SSLContext) -> None:
    """B51: expired, self-made or of another name alike; nothing was sent."""
    fake = Receiver(tls=server_tls)
    try:
        answer = post(fake.url)
    finally:
        fake.server.stop()

    assert ("tls", []) == (answer.error, fake.arrivals)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("120", 120.0), (" 5 ", 5.0), ("", None), ("-1", None), ("x", None), ("1e9", None), ("9" * 40, 999999999.0), ("٣", None),
     ("Tue, 24 Nov 2026 12:00:30 GMT", 30.0), ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0), ("Tue, 99 Nov 2026 11:00:00 GMT", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(text: str, expected: float | None) -> None:
    """RFC 9110, 10.2.3; what cannot be understood says nothing."""
    assert expected == seconds_of(text, datetime(2026, 11, 24, 12, tzinfo=UTC))


class raw:
    """A server that says bytes, whatever it is asked."""

    def __init__(self, say: Callable[[socket.socket], object]) -> None:
        self._say, self._server = say, socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> str:
        threading.Thread(target=self._run, daemon=True).start()
        return f"http://127.0.0.1:{self._server.getsockname()[1]}/"

    def _run(self) -> None:
        try:
            line, _ = self._server.accept()
            with line:
                line.recv(4096)
                self._say(line)
        except OSError:
            """Who asked has gone."""

    def __exit__(self, *_: Sequence[object]) -> None:
        self._server.close()


def _drip(line: socket.socket, said: bytes) -> None:
    for byte in said:
        line.sendall(bytes([byte]))
        if threading.Event().wait(0.02):
            return
