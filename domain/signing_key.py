"""A tenant's signing key, as it is stored: sealed."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`id` is the token's `kid`; `sealed` is the private JWK, readable only with the keys that `seal_key_id` names."""

    tenant_id: TenantId
    id: str
    algorithm: str
    generation: int
    sealed: bytes = field(repr=False)
    seal_key_id: str
    created_at: datetime
    state: str = "active"
