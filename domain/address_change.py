"""An address that was proven and will take another one's place."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class AddressChange:
    """Who gets which address (`kind` is `phone` or `email`), proven when, in effect from when."""

    tenant_id: TenantId
    user_id: UserId
    kind: str
    address: str = field(repr=False)
    proven_at: datetime
    takes_effect_at: datetime
