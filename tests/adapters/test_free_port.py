"""Ports for embedded servers: found before they are taken, and yet never two servers' at once."""

from concurrent.futures import ThreadPoolExecutor
from socket import socket

from adapters.embedded.child import free_port


def test_a_port_is_not_given_twice() -> None:
    """Who asks for several ports gets as many, though none of them is in use yet."""
    assert 200 == len({free_port() for _ in range(200)})


def test_threads_get_ports_of_their_own() -> None:
    """Two that ask at the same moment get two."""
    with ThreadPoolExecutor(8) as pool:
        assert 200 == len(set(pool.map(lambda _: free_port(), range(200))))


def test_a_wished_port_is_given_while_it_is_free() -> None:
    """The wish counts, unless another program has the port."""
    wished = free_port()
    assert wished == free_port(wished)

    with socket() as taken:
        taken.bind(("127.0.0.1", wished))
        taken.listen()
        assert wished != free_port(wished)
