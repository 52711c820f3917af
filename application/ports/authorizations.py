"""Authorizations and what users have agreed to, in one commit with what happens to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.authorization import Authorization
from domain.ids import AuthorizationId, ClientId, TenantId, UserId


class Authorizations(Protocol):
    """A tenant's authorizations; each lives for half an hour, and a minute more with its code."""

    def add(self, authorization: Authorization) -> None:
        """Keep a new one."""
        ...

    def get(self, *, tenant_id: TenantId, id: AuthorizationId) -> Authorization | None:
        """The authorization, locked until the commit, or None where this tenant has none of that id."""
        ...

    def of_code(self, *, tenant_id: TenantId, code: bytes) -> Authorization | None:
        """The one that gave the code with that digest, locked until the commit, or None."""
        ...

    def save(self, authorization: Authorization) -> None:
        """Replace one that `get` or `of_code` returned in this transaction."""
        ...

    def spend_assertion(self, *, tenant_id: TenantId, digest: bytes, until: datetime) -> bool:
        """Note that a client's assertion was used; False where it was before (RFC 7523 section 3, `jti`)."""
        ...

    def sweep(self, *, before: datetime, most: int) -> None:
        """Forget, of all tenants, some of those whose time was over before a moment, and of used assertions."""
        ...


class Consents(Protocol):
    """What users let clients have."""

    def get(self, *, tenant_id: TenantId, user_id: UserId, client_id: ClientId) -> Sequence[str]:
        """The names of the scope that the user has agreed to; empty where there was no asking."""
        ...

    def put(
        self, *, tenant_id: TenantId, user_id: UserId, client_id: ClientId, scope: Sequence[str], now: datetime
    ) -> None:
        """Agree to these, instead of those before."""
        ...

    def remove(self, *, tenant_id: TenantId, user_id: UserId, client_id: ClientId) -> bool:
        """Agree to nothing any more; whether there was an agreement."""
        ...
