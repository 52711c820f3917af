"""Numbers, prefixes, networks and countries that win over every rule of the risk score, but not over money."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, Final

from domain.address import Address
from domain.phone import REGIONS, PhoneNumber
from domain.rules import ListOf, OneOf, Schema, Text

MOST: Final = 1000
PREFIX: Final = re.compile(r"\+[1-9][0-9]{1,13}")
AllowList = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class NetworkText:
    """A network or an address in CIDR notation, in its shortest spelling."""

    def read(self, value: Any) -> str:
        try:
            return str(ip_network(value, strict=False)) if isinstance(value, str) else _no_network()
        except ValueError:
            return _no_network()

    def schema(self) -> Schema:
        return {"type": "string", "description": "a network such as 203.0.113.0/24"}


def _no_network() -> str:
    raise ValueError("a network such as 203.0.113.0/24")


LISTS: Final = {
    "numbers": ListOf(Text(r"\+[1-9][0-9]{4,14}", "a number in E.164 such as +12015550123"), MOST),
    "prefixes": ListOf(Text(PREFIX.pattern, "the beginning of numbers in E.164 such as +1201555"), MOST),
    "networks": ListOf(NetworkText(), MOST),
    "countries": ListOf(OneOf(tuple(sorted(REGIONS))), 300),
}


@dataclass(frozen=True, slots=True)
class AllowListRule:
    """The rule of the setting `risk_allow`: lists of `numbers`, `prefixes`, `networks` and `countries`."""

    def read(self, value: Any) -> dict[str, list[str]]:
        if not isinstance(value, Mapping) or not set(value) <= set(LISTS):
            raise ValueError(f"an object with lists of {', '.join(LISTS)}")
        try:
            return {name: list(LISTS[name].read(inner)) for name, inner in value.items()}
        except ValueError as error:
            raise ValueError(f"an object with lists of {', '.join(LISTS)}; {error}") from None

    def schema(self) -> Schema:
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: rule.schema() for name, rule in LISTS.items()},
        }


def allowed_by(allow: AllowList, address: Address, network: str | None) -> str | None:
    """The list that names the address or the caller's network, or None."""
    if network and _is_within(network, allow.get("networks", ())):
        return "networks"
    if not isinstance(address, PhoneNumber):
        return None
    if address.e164 in allow.get("numbers", ()):
        return "numbers"
    if address.e164.startswith(tuple(allow.get("prefixes", ())) or ("-",)):
        return "prefixes"
    return "countries" if address.region in allow.get("countries", ()) else None


def _is_within(network: str, listed: Sequence[str]) -> bool:
    inner = ip_network(network, strict=False)
    outers = (ip_network(text) for text in listed)
    return any(inner.version == outer.version and inner.subnet_of(outer) for outer in outers)  # type: ignore[arg-type]
