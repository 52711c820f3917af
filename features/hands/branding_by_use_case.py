"""Hands on the use cases of a tenant's look."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from domain.brand_image import ImageKind, image_url
from domain.ids import TenantId
from domain.palette import palette_of
from domain.refusal import NotFound
from domain.rules import plain_fields
from features.hands.accounts_by_use_case import PROGRAM, nothing, outcome_of
from features.hands.branding import Looks
from features.hands.memory_house import MemoryHouse
from features.hands.outcome import Outcome, Tenancy


class LooksByUseCase(Looks):
    """See Looks."""

    _house: MemoryHouse

    def change_look(self, tenant: Tenancy, look: Mapping[str, Any]) -> Outcome:
        change = self._house.use_cases.change_tenant()
        return nothing(lambda: change(tenant_id=TenantId(tenant.id), changes={"branding": look}, caller=PROGRAM))

    def look_of(self, tenant: Tenancy) -> Mapping[str, Any]:
        branding = self._house.use_cases.show_tenant()(tenant.id).branding
        corrections = [asdict(one) for one in palette_of(branding).corrections]
        return {"branding": plain_fields(branding), "corrections": corrections}

    def upload(self, tenant: Tenancy, kind: str, content: bytes) -> Outcome:
        def put() -> Mapping[str, Any]:
            set_image, wanted = self._house.use_cases.set_brand_image(), ImageKind(kind)
            _, kept = set_image(tenant_id=TenantId(tenant.id), kind=wanted, content=content, caller=PROGRAM)
            return {"address": image_url("", tenant.slug, wanted, kept.mark)}

        return outcome_of(put)

    def remove_image(self, tenant: Tenancy, kind: str) -> Outcome:
        remove = self._house.use_cases.remove_brand_image()
        return nothing(lambda: remove(tenant_id=TenantId(tenant.id), kind=ImageKind(kind), caller=PROGRAM))

    def see(self, address: str) -> bytes | None:
        _, _, slug, _, kind, sha256 = address.split("/")
        try:
            content: bytes = self._house.use_cases.show_brand_image()(slug=slug, kind=kind, sha256=sha256).content
        except NotFound:
            return None
        return content
