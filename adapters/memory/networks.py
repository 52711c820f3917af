"""Lists of networks in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network

from adapters.memory.world import MemoryWorld
from application.ports import store as ports
from domain.network_list import KINDS, Listed, NetworkList


@dataclass(frozen=True, slots=True)
class MemoryNetworks(ports.Networks):
    """Lists of a world."""

    world: MemoryWorld

    def replace(self, kind: str, listed: NetworkList, *, now: datetime) -> None:
        """See Networks."""
        self.world.networks[kind] = (listed, now)

    def counts(self) -> Sequence[Listed]:
        """See Networks."""
        return [
            Listed(kind, len(listed.networks), len(listed.systems), at)
            for kind, (listed, at) in sorted(self.world.networks.items())
        ]


def kind_of(world: MemoryWorld, ip: str | None, asn: int | None) -> str | None:
    """The kind of network that an address belongs to; an exit of Tor before a host."""
    return next((kind for kind in KINDS if kind in world.networks and _names(world.networks[kind][0], ip, asn)), None)


def _names(listed: NetworkList, ip: str | None, asn: int | None) -> bool:
    if asn in listed.systems:
        return True
    return ip is not None and any(ip_address(ip) in ip_network(one) for one in listed.networks)
