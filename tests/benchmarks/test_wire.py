"""HTTP as the generator reads it."""

import pytest

from benchmarks.load.wire import NotUnderstood, arrived

HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
CHUNKS = b'8\r\n{"code":\r\nb;of=us\r\n"482913..."\r\n1\r\n}\r\n0\r\n\r\n'


def test_a_body_in_chunks_is_put_together() -> None:
    """Whatever it is cut into on its way, nothing is taken before all of it is there, and what follows stays."""
    whole = HEAD + CHUNKS
    early = [cut for cut in range(len(whole)) if arrived(whole[:cut])]
    found = arrived(whole + b"HTTP/1.1 2")
    assert found is not None

    assert [] == early
    assert (b'{"code":"482913..."}', b"HTTP/1.1 2") == (found.body, found.rest)


def test_a_body_with_a_length_is_taken_as_before() -> None:
    """Content-Length says where it ends."""
    found = arrived(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP")
    assert found is not None

    assert (200, b"{}", b"HTTP") == (found.status, found.body, found.rest)


@pytest.mark.parametrize("body", [b"2\r\n{}xx0\r\n\r\n", b"0\r\nexpires: 1\r\n\r\n"])
def test_what_is_no_chunk_is_not_understood(body: bytes) -> None:
    """A chunk ends where it says; lines after the last one are not spoken here."""
    with pytest.raises(NotUnderstood):
        arrived(HEAD + body)
