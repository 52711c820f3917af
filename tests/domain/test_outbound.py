"""Where requests on behalf of tenants may go."""

from contextlib import suppress
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.outbound import OutboundRule, is_public, read_networks

RULE = OutboundRule(own="https://auth.example.net")
INSIDE = OutboundRule(
    (ip_network("10.1.0.0/16"), ip_network("127.0.0.0/8"), ip_network("fd00::/8")), "http://localhost:3000"
)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com", "https://hooks.example.com/a/b?token=x&y=%20", "https://hooks.example.com:8443/",
        "https://xn--bcher-kva.example.org/x", "https://8.8.8.8/x", "https://[2606:4700::1111]/x",
    ],
)  # fmt: skip
def test_public_urls_may_be_asked(url: str) -> None:
    """Names of the public Internet and its addresses, by TLS."""
    assert url == RULE.require_url(url)


@pytest.mark.parametrize(
    "url",
    [
        # B49 and its like: other schemes, credentials, fragments, ports of other services.
        "http://hooks.example.com", "file:///etc/passwd", "gopher://hooks.example.com/", "ftp://hooks.example.com",
        "//hooks.example.com", "hooks.example.com", "", "https://", "https:///x", "https://u:p@hooks.example.com",
        "https://u@hooks.example.com", "https://@hooks.example.com", "https://hooks.example.com#x",
        "https://hooks.example.com:22/", "https://hooks.example.com:25", "https://hooks.example.com:0",
        "https://a.b.c.de.", "https://hooks.example.com:99999", "https://hooks.example.com:x", "https://hooks.example.com:80",
        # Our own door.
        "https://auth.example.net/api/admin", "https://AUTH.example.net",
        # Names of no public registry.
        "https://localhost", "https://localhost.", "https://a.localhost", "https://redis", "https://db.internal",
        "https://printer.local", "https://router.lan", "https://x.home.arpa", "https://hidden.onion", "https://a.test",
        "https://metadata.google.internal/computeMetadata/v1/",
        # Addresses inside, in every spelling that some resolver takes.
        "https://127.0.0.1", "https://127.1", "https://127.0.1", "https://2130706433", "https://0x7f000001",
        "https://0x7f.0.0.1", "https://0177.0.0.1", "https://017700000001", "https://127.000.000.001",
        "https://127.0.0.1.", "https://0", "https://0.0.0.0", "https://10.0.0.1", "https://172.16.0.1",
        "https://192.168.0.1", "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1", "https://198.18.0.1",
        "https://192.0.2.1", "https://224.0.0.1", "https://255.255.255.255", "https://[::1]", "https://[::]",
        "https://[0:0:0:0:0:0:0:1]", "https://[::ffff:127.0.0.1]", "https://[::ffff:7f00:1]", "https://[::127.0.0.1]",
        "https://[64:ff9b::7f00:1]", "https://[64:ff9b:1::7f00:1]", "https://[2002:7f00:1::]", "https://[2001:0:7f00:1::]",
        "https://[fe80::1]", "https://[fe80::1%25eth0]", "https://[fc00::1]", "https://[fd00:ec2::254]",
        "https://[ff02::1]", "https://[100::1]", "https://[2001:db8::1]", "https://[::1", "https://::1", "https://[v1.x]",
        # Spellings that one part reads otherwise than another.
        "https://hooks.example.com\\@127.0.0.1", "https://127.0.0.1\\.example.com", "https://hooks.example.com\t",
        " https://hooks.example.com", "https://hooks.example.com/\r\nHost: x", "https://hooks.example.com/a b",
        "https://127%2e0%2e0%2e1", "https://%6cocalhost", "https://１２７.0.0.1", "https://ⓛocalhost", "https://bücher.de",
        "https://127。0。0。1", "https://hooks_x.example.com", "https://-a.example.com", "https://a..example.com",
        "https://" + "a" * 64 + ".com", "https://" + "a." * 127 + "com", "https://hooks.example.com/" + "x" * 2048,
    ],
)  # fmt: skip
def test_no_other_url_is_taken(url: str) -> None:
    """Deny by default: what is not plainly a public host by TLS is refused when it is given."""
    with pytest.raises(ValueError, match="must be"):
        RULE.require_url(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/x", "http://localhost:9/x", "https://10.1.2.3", "http://[fd00::1]/"]
)
def test_what_the_operator_has_opened_may_be_asked_plainly(url: str) -> None:
    """Receivers inside often have no certificate, and any port."""
    assert url == INSIDE.require_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.2.0.1",
        "http://localhost:3000/x",
        "http://hooks.example.com",
        "http://192.168.0.1",
        "http://169.254.169.254",
    ],
)
def test_what_was_not_opened_stays_shut(url: str) -> None:
    """One network that is open opens no other one."""
    with pytest.raises(ValueError, match="must be"):
        INSIDE.require_url(url)


@pytest.mark.parametrize(
    ("address", "expected"),
    [("10.1.9.9", True), ("10.2.0.1", False), ("8.8.8.8", True), ("::ffff:10.1.9.9", False), ("fd00::1%eth0", False)],
)
def test_an_address_is_judged_as_it_is_connected_to(address: str, expected: bool) -> None:
    """An IPv4 address in IPv6 clothes and one with a zone are never opened."""
    assert expected is INSIDE.lets_reach(ip_address(address))


@given(st.ip_addresses(v=4))
def test_no_private_address_is_public(address: object) -> None:
    """What Python's own table calls private, reserved, loopback, link-local or multicast is shut."""
    known = ip_address(str(address))
    shut = known.is_private or known.is_reserved or known.is_loopback or known.is_link_local or known.is_multicast

    assert not (shut and is_public(known))


@given(st.ip_addresses(v=6))
def test_no_address_outside_of_the_global_block_is_public(address: object) -> None:
    """Of IPv6 only 2000::/3 is in use."""
    known = ip_address(str(address))

    assert is_public(known) <= (known in ip_network("2000::/3"))


@given(st.text(max_size=60))
def test_no_text_breaks_the_rule(text: str) -> None:
    """It is taken or refused, and nothing else happens."""
    for url in (text, f"https://{text}", f"https://{text}.example.com/"):
        with suppress(ValueError):
            assert url == RULE.require_url(url)


@pytest.mark.parametrize("raw", ["10.1.2.3/8", "x", "10.0.0.0/33", "10.0.0.0/8;127.0.0.1", "::1/200"])
def test_networks_are_spelled_exactly(raw: str) -> None:
    """A mistake in what is opened is found at the start."""
    with pytest.raises(ValueError, match="must be networks"):
        read_networks(raw)
