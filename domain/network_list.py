"""Lists of networks that people rarely sign in from: Tor exits and hosting networks, as an operator brings them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from typing import Final

from domain.refusal import FieldError, InvalidRequest

KINDS: Final = ("tor", "hosting")
MOST: Final = 500_000
MOST_NAMED: Final = 20
ASN: Final = re.compile(r"AS([1-9][0-9]{0,9})", re.I)
WRONG: Final = "This must be a network such as 203.0.113.0/24, an address, or an autonomous system such as AS64496."


@dataclass(frozen=True, slots=True)
class NetworkList:
    """The networks (CIDR) and autonomous systems of one kind."""

    networks: tuple[str, ...] = ()
    systems: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """How much is known of a kind, and since when."""

    kind: str
    networks: int
    systems: int
    imported_at: datetime


def read_list(text: str) -> NetworkList:
    """One network, address or AS number a line; `#` begins a comment, and what follows the first word is not read.

    Lines of Tor's own exit list (`ExitAddress 192.0.2.1 …`) are read too, its other lines are left out.
    Raises InvalidRequest that names the first twenty wrong lines, or says that there is nothing, or too much.
    """
    networks: dict[str, None] = {}
    systems: dict[int, None] = {}
    wrong: list[FieldError] = []
    for number, word in _words(text):
        found = ASN.fullmatch(word)
        if found:
            systems[int(found[1])] = None
            continue
        try:
            networks[str(ip_network(word, strict=False))] = None
        except ValueError:
            wrong.append(FieldError(f"line {number}", WRONG))
    _require(wrong, len(networks) + len(systems))
    return NetworkList(tuple(networks), tuple(systems))


def _words(text: str) -> Iterator[tuple[int, str]]:
    is_tors = "ExitAddress " in text
    for number, line in enumerate(text.splitlines(), 1):
        words: Sequence[str] = line.partition("#")[0].split()
        if is_tors:
            words = words[1:2] if words[:1] == ["ExitAddress"] else ()
        if words:
            yield number, words[0].rstrip(",")


def _require(wrong: list[FieldError], count: int) -> None:
    if wrong:
        raise InvalidRequest(wrong[:MOST_NAMED])
    if not 0 < count <= MOST:
        raise InvalidRequest([FieldError("file", f"This must name between 1 and {MOST:,} networks.")])
