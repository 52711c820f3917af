"""The keys that others verify tokens with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from application.ports.clock import Clock
from application.ports.store import Store
from application.ports.tokens import TokenSigner
from domain.refusal import NotFound
from domain.signing_key import published
from domain.tenant import is_slug


@dataclass(frozen=True, slots=True)
class PublishJwks:
    """The public keys of a tenant as a JWK set (RFC 7517); symmetric keys are never in it.  Raises NotFound."""

    store: Store
    signer: TokenSigner
    clock: Clock

    def __call__(self, *, slug: str) -> Mapping[str, Any]:
        if not is_slug(slug):
            raise NotFound("There is no tenant of that slug.")
        with self.store.begin() as tx:
            tenant = tx.tenants.by_slug(slug)
            keys = tx.signing_keys.of_tenant(tenant_id=tenant.id) if tenant else []
        if tenant is None:
            raise NotFound("There is no tenant of that slug.")
        public = (self.signer.public_jwk(key) for key in published(keys, self.clock.now()))
        return {"keys": [jwk for jwk in public if jwk]}
