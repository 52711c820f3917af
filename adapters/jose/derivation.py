"""Keys from JWT_SECRET."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.derived_keys import KEY_USES, DerivedKeys, KeyRing

KEY_BYTES = 32
ID_BYTES = 6


def derive(secret: bytes, use: str, size: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256 (RFC 5869) with the use as info."""
    return HKDF(algorithm=SHA256(), length=size, salt=None, info=f"auth1 {use}".encode()).derive(secret)


def derive_keys(secret: str) -> DerivedKeys:
    """The keys of a JWT_SECRET, and its public id."""
    raw = secret.encode()
    uses = {use: derive(raw, use) for use in KEY_USES}
    return DerivedKeys(id=derive(raw, "id", ID_BYTES).hex(), **uses)


def key_ring(secret: str, previous: str | None) -> KeyRing:
    """The keys of JWT_SECRET, and those of JWT_SECRET_PREVIOUS where it is set."""
    return KeyRing(derive_keys(secret), derive_keys(previous) if previous else None)
