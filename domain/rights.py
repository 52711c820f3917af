"""What a key may do, from where, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Final

from domain.network import IpAddress
from domain.refusal import FieldError, InvalidRequest

EVERYTHING: Final = "*"
# Every secret door names one of these; who reads a list may see single things of it too.
SCOPES: Final = (
    "sign_in",
    "tokens:introspect",
    "revocations:read",
    "users:read",
    "users:write",
    "sessions:read",
    "sessions:write",
    "otp_requests:read",
    "stats:read",
    "keys:read",
    "keys:write",
    "tenant:read",
    "tenant:write",
    "signing_keys:read",
    "signing_keys:write",
    "webhooks:read",
    "webhooks:write",
    "clients:read",
    "clients:write",
    "audit:read",
)
MOST_NETWORKS: Final = 50
HIGHEST_RATE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Rights:
    """`scopes` (`*`: all of them), `networks` in CIDR (empty: from anywhere), calls per minute (None: no limit)."""

    scopes: tuple[str, ...] = (EVERYTHING,)
    networks: tuple[str, ...] = ()
    rate_per_minute: int | None = None

    @classmethod
    def of(cls, scopes: Sequence[str], networks: Sequence[str], rate_per_minute: int | None) -> "Rights":
        """Rights that somebody asks for; raises InvalidRequest that names every wrong field."""
        errors = [*_scope_errors(scopes), *_network_errors(networks)]
        if rate_per_minute is not None and not 1 <= rate_per_minute <= HIGHEST_RATE:
            errors.append(FieldError("rate_per_minute", f"This must be 1 to {HIGHEST_RATE}, or null."))
        if errors:
            raise InvalidRequest(errors)
        spelled = (str(ip_network(network)) for network in networks)
        return cls(tuple(dict.fromkeys(scopes)), tuple(dict.fromkeys(spelled)), rate_per_minute)

    def allows(self, scope: str) -> bool:
        """Whether a door of that scope opens."""
        return EVERYTHING in self.scopes or scope in self.scopes

    def covers(self, other: "Rights") -> bool:
        """Whether whoever holds these may give the other ones away: no scope, network or rate beyond their own."""
        scopes = EVERYTHING in self.scopes or all(scope in self.scopes for scope in other.scopes)
        slower = self.rate_per_minute is None or (
            other.rate_per_minute is not None and other.rate_per_minute <= self.rate_per_minute
        )
        return scopes and slower and self._spans(other)

    def _spans(self, other: "Rights") -> bool:
        within = all(any(_lies_in(inner, outer) for outer in self.networks) for inner in other.networks)
        return not self.networks or (bool(other.networks) and within)

    def reaches_from(self, ip: IpAddress | None) -> bool:
        """Whether a call may come from there."""
        return not self.networks or any(ip is not None and ip in ip_network(network) for network in self.networks)


def _lies_in(inner: str, outer: str) -> bool:
    here, there = ip_network(inner), ip_network(outer)
    return here.version == there.version and here.subnet_of(there)  # type: ignore[arg-type]


def _scope_errors(scopes: Sequence[str]) -> list[FieldError]:
    known = bool(scopes) and all(scope == EVERYTHING or scope in SCOPES for scope in scopes)
    return [] if known else [FieldError("scopes", f"Each must be * or one of {', '.join(SCOPES)}; at least one.")]


def _network_errors(networks: Sequence[str]) -> list[FieldError]:
    said = f"At most {MOST_NETWORKS} networks such as 203.0.113.0/24 or 2001:db8::/32, without bits beyond the mask."
    try:
        fits = len(networks) <= MOST_NETWORKS and all(ip_network(network) for network in networks)
    except ValueError:
        fits = False
    return [] if fits else [FieldError("networks", said)]
