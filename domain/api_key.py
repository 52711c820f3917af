"""Credentials of programs: a tenant's keys and named admin tokens; shown once, stored as SHA-256."""

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from domain.ids import AdminTokenId, KeyId, TenantId
from domain.refusal import FieldError, InvalidRequest
from domain.rights import Rights

KeyKind = Literal["publishable", "secret"]
SIGNS: Final[dict[str, str]] = {"publishable": "pk", "secret": "sk"}
SECRET_BYTES: Final = 24
SHOWN: Final = 8
MAX_SECRET: Final = 200
MAX_NAME: Final = 64
LONGEST: Final = timedelta(days=3653)


def require_name(name: str) -> None:
    """Raise InvalidRequest where a key's or token's name is not 1 to 64 printable characters."""
    if not 0 < len(name) <= MAX_NAME or not name.isprintable():
        raise InvalidRequest([FieldError("name", f"This must be 1 to {MAX_NAME} printable characters.")])


def require_end(expires_at: datetime | None, now: datetime) -> None:
    """Raise InvalidRequest where an end is not in the future, or further away than anybody plans."""
    if expires_at is not None and not now < expires_at <= now + LONGEST:
        raise InvalidRequest(
            [FieldError("expires_at", f"This must be in the future, at most {LONGEST.days} days ahead.")]
        )


def digest_of(secret: str) -> bytes:
    """SHA-256 of a credential; its 192 random bits need no slow hash (NIST SP 800-63B 3.1.2.2)."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True)
class Lifetime:
    """When a credential was made, ends by itself, was revoked (maybe for a moment to come) and was last used."""

    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Neither expired nor revoked; a revocation for later leaves an overlap to change keys in."""
        return all(end is None or now < end for end in (self.expires_at, self.revoked_at))


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A tenant's key: `auth1_pk_<slug>_<hex>` may live in a browser, `auth1_sk_<slug>_<hex>` on servers only."""

    tenant_id: TenantId
    id: KeyId
    kind: KeyKind
    name: str
    prefix: str
    digest: bytes = field(repr=False)
    life: Lifetime
    rights: Rights = field(default_factory=Rights)

    @classmethod
    def issue(
        cls,
        *,
        tenant_id: TenantId,
        slug: str,
        id: KeyId,
        kind: KeyKind,
        name: str,
        chance: bytes,
        life: Lifetime,
        rights: Rights | None = None,
    ) -> tuple["ApiKey", str]:
        """A new key and its secret, which nobody can read again."""
        opening = f"auth1_{SIGNS[kind]}_{slug}_"
        secret = opening + chance.hex()
        prefix = secret[: len(opening) + SHOWN]
        return cls(tenant_id, id, kind, name, prefix, digest_of(secret), life, rights or Rights()), secret

    def matches(self, digest: bytes) -> bool:
        """Time-constant comparison of digests."""
        return hmac.compare_digest(self.digest, digest)

    def revoked(self, at: datetime) -> "ApiKey":
        """This key, ended at a moment; an earlier end stays."""
        ends = [end for end in (self.life.revoked_at, at) if end is not None]
        return replace(self, life=replace(self.life, revoked_at=min(ends)))


@dataclass(frozen=True, slots=True)
class AdminToken:
    """A named bearer of the admin API, so that the audit log can say who: `auth1_at_<hex>`."""

    id: AdminTokenId
    name: str
    digest: bytes = field(repr=False)
    life: Lifetime

    @classmethod
    def issue(cls, *, id: AdminTokenId, name: str, chance: bytes, life: Lifetime) -> tuple["AdminToken", str]:
        """A new token and its secret, which nobody can read again."""
        secret = f"auth1_at_{chance.hex()}"
        return cls(id, name, digest_of(secret), life), secret
