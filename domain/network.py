"""Networks: what counts as one caller for the windows."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

IPV6_PREFIX = 64
IpAddress = IPv4Address | IPv6Address


@lru_cache(maxsize=1024)
def parse_ip(text: str) -> IpAddress | None:
    """An IP address, IPv4-mapped IPv6 folded to IPv4, zone dropped; None where the text is none."""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def network_of(ip: IpAddress) -> str:
    """One IPv4 address, or the /64 that an IPv6 subscriber gets as a whole (RFC 6177)."""
    return str(ip) if ip.version == 4 else str(ip_network((ip, IPV6_PREFIX), strict=False))
