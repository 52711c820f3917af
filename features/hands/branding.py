"""What a step may ask of the product about a tenant's look."""

from collections.abc import Mapping
from typing import Any, Protocol

from features.hands.outcome import Outcome, Tenancy


class Looks(Protocol):
    """The tenant's hands on its branding; what is answered has the same names at both levels."""

    def change_look(self, tenant: Tenancy, look: Mapping[str, Any]) -> Outcome:
        """Change branding, as the tenant."""

    def look_of(self, tenant: Tenancy) -> Mapping[str, Any]:
        """The tenant's `branding` as it was given, and its `corrections`."""

    def upload(self, tenant: Tenancy, kind: str, content: bytes) -> Outcome:
        """Put a `logo` or `favicon`; `address`: where it is shown."""

    def remove_image(self, tenant: Tenancy, kind: str) -> Outcome:
        """Take it away."""

    def see(self, address: str) -> bytes | None:
        """What anybody sees under an address; None: nothing."""
