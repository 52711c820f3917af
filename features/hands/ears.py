"""Systems of a tenant's own."""

from dataclasses import dataclass, field

from tests.fixtures.receiver import Receiver


@dataclass(slots=True)
class Ears:
    """Receivers by what a scenario calls them, with their webhooks' ids and earlier secrets."""

    receivers: dict[str, Receiver] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    before: str = field(default="", repr=False)

    @property
    def receiver(self) -> Receiver:
        """The one that is meant where none is named."""
        return self.receivers["receiver"]

    @property
    def id(self) -> str:
        """Its webhook."""
        return self.ids["receiver"]
