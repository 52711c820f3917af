"""OAuth clients of a tenant: to keep them, and to look one up where somebody signs in by it."""

from collections.abc import Sequence
from typing import Protocol

from domain.ids import ClientId, TenantId
from domain.oauth_client import OAuthClient


class OAuthClients(Protocol):
    """A tenant's clients, in a commit that others share."""

    def add(self, client: OAuthClient) -> None:
        """Keep a new one."""
        ...

    def save(self, client: OAuthClient) -> None:
        """Replace one that `get` returned in this transaction."""
        ...

    def get(self, *, tenant_id: TenantId, client_id: ClientId) -> OAuthClient | None:
        """The client, locked until the commit, or None where this tenant has none of that id."""
        ...

    def page(self, *, tenant_id: TenantId, before: str, most: int) -> Sequence[OAuthClient]:
        """Newest first, those whose id is smaller than `before`; the empty cursor begins with the newest."""
        ...

    def remove(self, *, tenant_id: TenantId, client_id: ClientId) -> None:
        """Forget it; one that is not there is no error."""
        ...

    def count(self, *, tenant_id: TenantId) -> int:
        """How many the tenant has."""
        ...


class ClientBook(Protocol):
    """Who is it that a browser was sent by?  Asked at every step of a sign-in, so: one statement, no transaction."""

    def find(self, *, tenant_id: TenantId, client_id: ClientId) -> OAuthClient | None:
        """The client as it is now, or None where this tenant has none of that id or was deleted.

        Raises Unavailable where the store cannot be asked.
        """
        ...
