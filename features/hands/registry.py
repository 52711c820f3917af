"""What a step may ask of the product for a tenant that registers its apps."""

from datetime import timedelta
from typing import Any, Protocol

from domain.oauth_client import OAuthClient
from features.hands.outcome import Outcome, Tenancy


class Registry(Protocol):
    """OAuth clients; what is answered has the same names at both levels."""

    def register(self, tenant: Tenancy, values: dict[str, Any]) -> Outcome:
        """Register an app: its `id`, and its `secret` where it has one."""

    def clients(self, tenant: Tenancy) -> Outcome:
        """The tenant's apps, as `data`."""

    def change_client(self, tenant: Tenancy, id: str, changes: dict[str, Any]) -> Outcome:
        """Change an app."""

    def delete_client(self, tenant: Tenancy, id: str) -> Outcome:
        """Forget an app."""

    def rotate_client_secret(self, tenant: Tenancy, id: str, overlap: timedelta) -> Outcome:
        """Give an app a new `secret`."""

    def found_client(self, tenant: Tenancy, id: str) -> OAuthClient | None:
        """What a sign-in would find."""
