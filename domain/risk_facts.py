"""What is known when a code is asked for, as plain numbers: enough to score it, and to score it again years later."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from domain.risk_keys import COUNTRY, NEIGHBOURHOOD, NETWORK, PREFIXES, WORKED

# From this pressure of solved puzzles on, a prefix is shut for everybody who is not trusted.
SHUTS_AT: Final = 1.0
# Numbers that far from one are its neighbours; from so many unproven ones on they are asked for one after another.
NEAR: Final = 10
IN_A_ROW: Final = 3


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """The facts of one ask.

    `pressure` by level is 1 where unproven asks have used up what is allowed (`domain/pressure.py`).
    `neighbours` are other numbers within ten of this one that were asked for within the hour and not proven;
    `countries` those of the unproven numbers that this network asked for within the hour.
    `network_is_known`: others proved themselves from this network, and nobody failed to.
    `is_shut` says that the number's prefix is shut now.
    `trusted`: this very address was proven from this network or device before.
    `looked_up` is the type of the line as a lookup says it, `voip_refused` that it is VOIP and the tenant refuses VOIP.
    `network_kind` is `tor`, `hosting` or None; `network_country` the country of the caller's address, if known.
    """

    kind: str
    region: str | None = None
    line_type: str | None = None
    pressure: Mapping[str, float] = field(default_factory=dict)
    money: float = 0.0
    neighbours: int = 0
    countries: int = 0
    is_shut: bool = False
    network_is_known: bool = False
    trusted: bool = False
    allowed_by: str | None = None
    network_country: str | None = None
    network_kind: str | None = None
    looked_up: str | None = None
    voip_refused: bool = False
    sim_swapped: bool = False
    disposable_mail: bool = False

    @property
    def prefix_pressure(self) -> float:
        """The hardest of the prefixes'."""
        return max((self.pressure.get(level, 0.0) for level in PREFIXES), default=0.0)

    @property
    def is_in_a_row(self) -> bool:
        """Whether numbers are asked for one after another."""
        return self.neighbours >= IN_A_ROW

    @property
    def shut_level(self) -> str | None:
        """The narrowest prefix that is to be shut now, if any."""
        return next((level for worked, level in WORKED.items() if self.pressure.get(worked, 0.0) >= SHUTS_AT), None)

    @property
    def country_pressure(self) -> float:
        """The country's."""
        return self.pressure.get(COUNTRY, 0.0)

    @property
    def network_pressure(self) -> float:
        """The network's own."""
        return self.pressure.get(NETWORK, 0.0)

    @property
    def neighbourhood_pressure(self) -> float:
        """That of the network around."""
        return self.pressure.get(NEIGHBOURHOOD, 0.0)

    def plain(self) -> dict[str, Any]:
        """As JSON, rounded so that it can be read."""
        values = {known.name: getattr(self, known.name) for known in fields(self)}
        kept = {name: value for name, value in values.items() if value}
        kept["pressure"] = {level: round(value, 3) for level, value in self.pressure.items() if value >= 0.05}
        return kept

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "RiskFacts":
        """From JSON, whatever an older or newer version wrote."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})
