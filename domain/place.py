"""Where an address of the network is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The country (ISO 3166-1 alpha-2) and the autonomous system that an IP address belongs to; None where unknown."""

    country: str | None = None
    asn: int | None = None


NOWHERE = Place()
