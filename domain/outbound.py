"""Where this house may connect to on behalf of a tenant: public addresses, and what its operator has allowed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from domain.network import IpAddress

Network = IPv4Network | IPv6Network

# https://www.iana.org/assignments/iana-ipv4-special-registry: what is not the public Internet's.
CLOSED_V4: Final = tuple(
    IPv4Network(text)
    for text in [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ]
)
# https://www.iana.org/assignments/iana-ipv6-special-registry: only 2000::/3 is in use, and parts of it carry IPv4.
OPEN_V6: Final = IPv6Network("2000::/3")
CLOSED_V6: Final = tuple(
    IPv6Network(text) for text in ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"]
)
LONGEST: Final = 2048
NAME: Final = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
PLAIN: Final = re.compile(r"[!-~]+")
# Names that no public registry gives out (RFC 2606, 6761, 6762, 7686, 8375, 9476).
PRIVATE_NAMES: Final = frozenset(
    [
        "alt",
        "arpa",
        "corp",
        "example",
        "home",
        "internal",
        "intranet",
        "invalid",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "onion",
        "private",
        "test",
    ]
)
TLS_PORT: Final = 443
PLAIN_PORT: Final = 80
LOWEST_FREE_PORT: Final = 1024
SAYS: Final = (
    "an https URL such as https://hooks.example.com/auth1, of a public host, without user, password or fragment"
)


def is_public(address: IpAddress) -> bool:
    """Whether an address is on the public Internet; an IPv4 address in IPv6 clothes is never taken for one."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in closed for closed in CLOSED_V4)
    return address in OPEN_V6 and address.is_global and not any(address in closed for closed in CLOSED_V6)


@dataclass(frozen=True, slots=True)
class OutboundRule:
    """Where requests may go: `allowed` are networks inside that the operator has opened, `own` is APP_URL."""

    allowed: tuple[Network, ...] = ()
    own: str = ""

    def lets_reach(self, address: IpAddress) -> bool:
        """Whether a connection to that very address may be made."""
        if isinstance(address, IPv6Address) and address.scope_id:
            return False
        return is_public(address) or self._opens(address)

    def _door(self) -> tuple[str, int]:
        split = urlsplit(self.own)
        return split.hostname or "", _port(split)

    def _opens(self, address: IpAddress) -> bool:
        return any(address.version == network.version and address in network for network in self.allowed)

    def require_url(self, url: str) -> str:
        """The URL as given, where it may be asked at all; raises ValueError with a sentence that says what would be.

        What its name means is seen when somebody connects; here only what its spelling tells.
        """
        split = _split(url)
        host = split.hostname or ""
        address = _literal(host)
        inside = self._opens(address) if address else bool(self.allowed) and _is_private(host)
        fits = self.lets_reach(address) if address else inside or bool(NAME.fullmatch(host) and not _is_private(host))
        if not fits or (host, _port(split)) == self._door():
            raise ValueError(f"must be {SAYS}")
        if split.scheme != "https" and not inside:
            raise ValueError(f"must be {SAYS}")
        if not inside and _port(split) != TLS_PORT and _port(split) < LOWEST_FREE_PORT:
            raise ValueError(f"must be {SAYS}; the port is 443, or {LOWEST_FREE_PORT} or above")
        return url


def _split(url: str) -> SplitResult:
    try:
        split = urlsplit(url)
        fits = split.scheme in ("https", "http") and split.port != 0 and len(url) <= LONGEST
    except ValueError:
        raise ValueError(f"must be {SAYS}") from None
    clean = bool(PLAIN.fullmatch(url)) and not set('\\"<>^`{|}') & set(url) and "@" not in split.netloc
    odd = "#" in url or split.netloc.endswith(":") or ("[" in split.netloc and _literal(split.hostname or "") is None)
    if not fits or not clean or odd or not split.hostname:
        raise ValueError(f"must be {SAYS}")
    return split


def _port(split: SplitResult) -> int:
    return split.port or (TLS_PORT if split.scheme == "https" else PLAIN_PORT)


def _literal(host: str) -> IpAddress | None:
    """The address that a host spells in its one canonical way; any other spelling of numbers is no host name either."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_private(host: str) -> bool:
    return "." not in host or host.rpartition(".")[2] in PRIVATE_NAMES


def read_networks(raw: str) -> tuple[Network, ...]:
    """OUTBOUND_ALLOWED_NETWORKS: networks in CIDR, with commas; raises ValueError with what would be right."""
    try:
        return tuple(ip_network(part.strip()) for part in raw.split(",") if part.strip())
    except ValueError:
        raise ValueError("must be networks such as 10.1.2.0/24 with commas, without bits beyond the mask") from None


def may_reach(rule: OutboundRule, addresses: Sequence[IpAddress]) -> list[IpAddress]:
    """The addresses of a name that may be connected to, in their order."""
    return [address for address in addresses if rule.lets_reach(address)]
