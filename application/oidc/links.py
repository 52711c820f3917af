"""Links are written and read; nobody else can make one, and none is good at another tenant."""

from dataclasses import dataclass

from application.oidc.sealed_texts import SealedTexts
from domain.ids import TenantId
from domain.sign_in_link import SignInLink


@dataclass(frozen=True, slots=True)
class Links:
    """The last part of a link's address, which says nothing to who reads it."""

    texts: SealedTexts

    def write(self, tenant_id: TenantId, link: SignInLink) -> str:
        """The link as a text of base64url."""
        return self.texts.write(link.packed(), _place(tenant_id))

    def read(self, tenant_id: TenantId, text: str) -> SignInLink | None:
        """The link that the text spells, or None."""
        packed = self.texts.read(text, _place(tenant_id))
        return SignInLink.unpacked(packed) if packed else None


def _place(tenant_id: TenantId) -> str:
    return f"link {tenant_id}"
