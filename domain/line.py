"""What is said of a phone line by those who run it."""

from dataclasses import dataclass
from typing import Final

VOIP: Final = frozenset({"nonFixedVoip", "fixedVoip"})


@dataclass(frozen=True, slots=True)
class Line:
    """A number as a provider's lookup knows it.

    `line_type` is the provider's own word (`mobile`, `landline`, `nonFixedVoip`, …), None where it has none.
    `sim_swapped`: the SIM card behind the number was changed lately (NIST SP 800-63B-4, 3.1.3.3).
    """

    line_type: str | None = None
    sim_swapped: bool = False

    @property
    def is_voip(self) -> bool:
        """Whether it is a line over the internet, with a fixed place or without."""
        return self.line_type in VOIP
