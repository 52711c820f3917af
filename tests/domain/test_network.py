"""Networks: what one subscriber has is one caller."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.network import network_of, parse_ip


def folded(text: str) -> str | None:
    ip = parse_ip(text)
    return network_of(ip) if ip else None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_one_network_however_it_is_spelled(ip: object) -> None:
    """An IPv4 address, and the same one mapped into IPv6, is one caller: itself."""
    assert [str(ip)] * 3 == [folded(str(ip)), folded(f"::ffff:{ip}"), folded(f" ::FFFF:{ip}%eth0 ")]


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_an_ipv6_subscriber_is_one_network(first: int, second: int) -> None:
    """All addresses of a /64 are one caller, since a subscriber gets it whole."""
    head = "2001:db8:1:2:"
    low, high = (":".join(f"{host >> shift & 0xFFFF:x}" for shift in (48, 32, 16, 0)) for host in (first, second))

    assert "2001:db8:1:2::/64" == folded(head + low) == folded(head + high)


def test_neighbouring_subscribers_are_two_networks() -> None:
    """Another /64 is another caller."""
    assert folded("2001:db8:1:2::1") != folded("2001:db8:1:3::1")


@pytest.mark.parametrize("text", ["", "unknown", "1.2.3", "1.2.3.4:80", "[::1]", "01.2.3.4", "1.2.3.4, 5.6.7.8", "_h"])
def test_what_is_no_address_is_none(text: str) -> None:
    """A text that is no IP address has no network; nothing is guessed."""
    assert parse_ip(text) is None


@given(st.text(max_size=60))
def test_hostile_text_is_an_address_or_none(text: str) -> None:
    """No text makes the reader raise."""
    ip = parse_ip(text)

    assert ip is None or network_of(ip)
