"""Links are written and read; nobody else can make one, and none is good at another tenant."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from application.ports.seals import Seals
from domain.derived_keys import KeyRing
from domain.ids import TenantId
from domain.refusal import Unavailable
from domain.sign_in_link import SignInLink

LONGEST: Final = 1000


@dataclass(frozen=True, slots=True)
class Links:
    """The last part of a link's address, which says nothing to who reads it."""

    seals: Seals
    ring: KeyRing

    def write(self, tenant_id: TenantId, link: SignInLink) -> str:
        """The link as a text of base64url."""
        sealed = self.seals.seal(self.ring.current.page, link.packed(), _place(tenant_id))
        return _text(sealed)

    def read(self, tenant_id: TenantId, text: str) -> SignInLink | None:
        """The link that the text spells, or None."""
        try:
            sealed = urlsafe_b64decode(text[:LONGEST] + "=" * (-len(text[:LONGEST]) % 4))
        except (binascii.Error, ValueError):
            return None
        if _text(sealed) != text:
            # A link has one spelling.
            return None
        for keys in self.ring.all:
            try:
                return SignInLink.unpacked(self.seals.unseal(keys.page, sealed, _place(tenant_id)))
            except (Unavailable, ValueError):
                continue
        return None


def _text(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _place(tenant_id: TenantId) -> str:
    return f"link {tenant_id}"
