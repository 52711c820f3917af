"""What an ask is counted under: the tenant, the country, the prefix at four widths, the network at two."""

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Final

from domain.address import Address, domain_of
from domain.phone import PhoneNumber

# A prefix is the number without its last digits: a block of a thousand, ten thousand, … numbers.
PREFIXES: Final = {"prefix3": 3, "prefix4": 4, "prefix5": 5, "prefix6": 6}
# The same, of those asks alone for which a puzzle was solved.
WORKED: Final = {f"worked{cut}": level for level, cut in PREFIXES.items()}
WIDE: Final = {4: 24, 6: 56}
TENANT: Final = "tenant"
TENANT_KEY: Final = "t"
# Wrong codes that strangers typed, over the whole tenant.
GUESSES: Final = "guesses"
GUESSES_KEY: Final = "g"
# So many of them within some ten minutes are nobody's business, and a quarter of what was proven more.
GUESSES_FREE: Final = 20
GUESSES_SHARE: Final = 0.25
COUNTRY: Final = "country"
WORKED_COUNTRY: Final = "worked"
ALL_WORKED: Final = frozenset({WORKED_COUNTRY, *WORKED})
NETWORK: Final = "network"
NEIGHBOURHOOD: Final = "neighbourhood"
MAIL: Final = "mail"


def keys_of(address: Address, network: str | None) -> Mapping[str, str]:
    """Level to key; what an address does not have is left out."""
    keys = {TENANT: TENANT_KEY, GUESSES: GUESSES_KEY}
    if isinstance(address, PhoneNumber):
        keys |= {COUNTRY: f"c:{address.region}", WORKED_COUNTRY: f"k:{address.region}"}
        for worked, level in WORKED.items():
            cut = PREFIXES[level]
            keys |= {level: f"p{cut}:{address.e164[:-cut]}", worked: f"w{cut}:{address.e164[:-cut]}"}
    else:
        keys[MAIL] = f"m:{domain_of(address)}"
    if network:
        keys[NETWORK] = f"n:{network}"
        keys[NEIGHBOURHOOD] = f"h:{wide_of(network)}"
    return keys


def wide_of(network: str) -> str:
    """The /24 or /56 around a caller's network: what one household or office moves within."""
    if ":" not in network and "/" not in network:
        return f"{network.rpartition('.')[0]}.0/{WIDE[4]}"
    whole = ip_network(network, strict=False)
    return str(whole.supernet(new_prefix=WIDE[whole.version]))


def home_of(network: str | None) -> str | None:
    """Where a proof from a network makes trust; None where the network is unknown."""
    return wide_of(network) if network else None
