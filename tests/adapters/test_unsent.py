"""Whether a request can have left this machine."""

import socket
import ssl

import pytest
import requests
from urllib3.connection import HTTPConnection
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError, ProtocolError

from adapters.unsent import never_left
from tests.fixtures.loopback import Listener, Reply

POOL, LINE = None, HTTPConnection("nobody.invalid")
BEFORE = [
    requests.ConnectionError(MaxRetryError(POOL, "/", NewConnectionError(LINE, "refused"))),  # type: ignore[arg-type]
    requests.ConnectionError(
        MaxRetryError(POOL, "/", NameResolutionError("nobody.invalid", LINE, socket.gaierror()))  # type: ignore[arg-type]
    ),
    requests.exceptions.SSLError(
        MaxRetryError(POOL, "/", ssl.SSLCertVerificationError("self-signed"))  # type: ignore[arg-type]
    ),
    requests.ConnectTimeout(),
    requests.exceptions.ProxyError(),
]
AFTER = [
    requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError(104, "reset"))),
    requests.ReadTimeout(),
    requests.exceptions.ChunkedEncodingError(),
    requests.exceptions.SSLError(ssl.SSLEOFError("closed in violation of protocol")),
    TimeoutError(),
]


@pytest.mark.parametrize("error", BEFORE, ids=repr)
def test_before_there_is_a_line_nobody_gets_anything(error: Exception) -> None:
    """No name, nobody listening, no connection in time, a stranger's certificate."""
    assert never_left(error)


@pytest.mark.parametrize("error", AFTER, ids=repr)
def test_a_line_that_breaks_tells_nothing(error: Exception) -> None:
    """Afterwards the other end may have read everything."""
    assert not never_left(error)


def test_errors_that_wrap_each_other_end() -> None:
    """The search comes to an end, whatever wraps what."""
    inner = ValueError()
    outer = RuntimeError(inner)
    inner.__cause__ = outer

    assert not never_left(outer)


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_real_line_that_broke_is_told_from_nobody(how: str) -> None:
    """The same with a server that hangs up, and after it has gone."""
    listener = Listener(lambda _: Reply(lost=how))
    with pytest.raises(requests.ConnectionError) as broke:
        requests.post(listener.url, data=b"x", timeout=5)
    listener.stop()
    with pytest.raises(requests.ConnectionError) as gone:
        requests.post(listener.url, data=b"x", timeout=5)

    assert (False, True) == (never_left(broke.value), never_left(gone.value))
