"""A tenant's signing keys and the turns that they take (RFC 7517; published before use, kept after it)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from domain.ids import TenantId

# Longer than any verifier keeps a key set that it has fetched: ours may be kept for 5 minutes, jose keeps it for 10.
LEAD: Final = timedelta(minutes=15)
LONGEST_LEAD: Final = timedelta(days=30)
# The longest life that a tenant may give to access tokens, and the leeway that verifiers may grant.
LONGEST_TOKEN: Final = timedelta(days=1)
LEEWAY: Final = timedelta(minutes=5)
# What a key signs: access tokens, which we read again, or ID tokens, which clients read (OpenID Connect Core 2).
KeyUse = Literal["access", "id"]
USES: Final[tuple[KeyUse, KeyUse]] = ("access", "id")


class KeyState(StrEnum):
    """Where a signing key stands: published, signing, still verifying, gone."""

    UPCOMING = "upcoming"
    ACTIVE = "active"
    RETIRING = "retiring"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`id` is the token's `kid`; `sealed` is the private JWK, readable only with the keys that `seal_key_id` names.

    It signs from `active_from` until a newer one of its use does, and verifies until `retires_at` (None: no end is
    set).
    """

    tenant_id: TenantId
    id: str
    algorithm: str
    generation: int
    sealed: bytes = field(repr=False)
    seal_key_id: str
    created_at: datetime
    active_from: datetime
    retires_at: datetime | None = None
    use: KeyUse = "access"

    def is_retired(self, now: datetime) -> bool:
        """Whether nothing that it signed counts any more."""
        return self.retires_at is not None and self.retires_at <= now

    def retired(self, at: datetime) -> "SigningKey":
        """This key with an end; an earlier end stays."""
        return replace(self, retires_at=min(at, self.retires_at) if self.retires_at else at)


def signer_of(keys: Sequence[SigningKey], now: datetime) -> SigningKey:
    """The key that signs access tokens: the newest whose time has come.  Every tenant has one."""
    return max(_signing(of_use(keys, "access"), now), key=_generation)


def id_signer_of(keys: Sequence[SigningKey], now: datetime) -> SigningKey | None:
    """The key that signs ID tokens; None for a tenant that never had an OpenID client."""
    return max(_signing(of_use(keys, "id"), now), key=_generation, default=None)


def of_use(keys: Sequence[SigningKey], use: KeyUse) -> list[SigningKey]:
    """The keys that take turns with each other."""
    return [key for key in keys if key.use == use]


def _signing(keys: Sequence[SigningKey], now: datetime) -> list[SigningKey]:
    return [key for key in keys if key.active_from <= now and not key.is_retired(now)]


def published(keys: Sequence[SigningKey], now: datetime) -> list[SigningKey]:
    """The keys that verifiers may see: all but the retired ones, the newest first."""
    return sorted((key for key in keys if not key.is_retired(now)), key=_generation, reverse=True)


def state_of(key: SigningKey, keys: Sequence[SigningKey], now: datetime) -> KeyState:
    """Where a key stands among the tenant's keys."""
    if key.is_retired(now):
        return KeyState.RETIRED
    if key.active_from > now:
        return KeyState.UPCOMING
    newest = max(_signing(of_use(keys, key.use), now), key=_generation)
    return KeyState.ACTIVE if key == newest else KeyState.RETIRING


def make_way(keys: Sequence[SigningKey], *, active_from: datetime, now: datetime, at_once: bool) -> list[SigningKey]:
    """The older keys that change for a new one: each verifies until the last token that it can have signed is dead.

    One that never signed goes now; `at_once` ends all of them now, and with them every token.
    """
    ends = {key.id: now if at_once or key.active_from > now else active_from + LONGEST_TOKEN + LEEWAY for key in keys}
    changed = [(key, key.retired(ends[key.id])) for key in keys if not key.is_retired(now)]
    return [after for before, after in changed if after != before]


def _generation(key: SigningKey) -> int:
    return key.generation
