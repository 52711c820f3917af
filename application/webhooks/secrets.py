"""The secrets that deliveries are signed with."""

import base64
from dataclasses import dataclass

from application.audit.scribe import Scribe
from application.ports.seals import Seals
from domain.ids import TenantId, WebhookId
from domain.refusal import Unavailable
from domain.standard_webhooks import PREFIX
from domain.webhook import SECRET_BYTES, SealedSecret


@dataclass(frozen=True, slots=True)
class SigningSecrets:
    """Makes, seals and opens the secrets of webhooks and hooks; each opens at its own place only."""

    scribe: Scribe
    seals: Seals

    def new(self, tenant_id: TenantId, id: WebhookId) -> tuple[SealedSecret, str]:
        """A secret as it is kept, and as its owner gets it once (`whsec_…`, 256 bits)."""
        raw = self.scribe.dice.roll(SECRET_BYTES)
        return self.seal(tenant_id, id, raw), PREFIX + base64.b64encode(raw).decode()

    def seal(self, tenant_id: TenantId, id: WebhookId, raw: bytes) -> SealedSecret:
        """Closed under the current keys."""
        keys = self.scribe.keys
        return SealedSecret(self.seals.seal(keys.seal, raw, _place(tenant_id, id)), keys.id)

    def open(self, tenant_id: TenantId, id: WebhookId, secret: SealedSecret) -> bytes:
        """The raw secret; raises Unavailable where this node does not have the keys that sealed it."""
        keys = self.scribe.ring.of(secret.key_id)
        if keys is None:
            raise Unavailable("This node cannot open the secret of a webhook.", retry_after=30)
        return self.seals.unseal(keys.seal, secret.sealed, _place(tenant_id, id))


def _place(tenant_id: TenantId, id: WebhookId) -> str:
    return f"webhook {tenant_id} {id}"
