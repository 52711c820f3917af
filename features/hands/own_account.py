"""What a step may ask of a person's browser at the account page; addresses and codes are typed as elsewhere."""

from typing import Protocol

from features.hands.outcome import Tenancy
from features.hands.sight import Kind


class OwnAccount(Protocol):
    """A browser at the page where people look after what is theirs."""

    def look_after(self, tenant: Tenancy) -> None:
        """Go to the account page."""

    def replace_address(self, kind: Kind) -> None:
        """Go where a new number or mailbox is typed."""

    def stop_change(self, kind: Kind) -> None:
        """Keep the old number or mailbox."""

    def end_device(self, device: str) -> None:
        """Sign out the device of that name."""

    def end_others(self) -> None:
        """Sign out all other devices."""

    def download(self) -> str:
        """All that is held of one, as a text; empty where something else is asked first."""

    def sign_out(self) -> None:
        """Leave."""
