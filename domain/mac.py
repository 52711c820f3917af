"""HMAC-SHA256 over several fields, each with its length before it, so that no two lists read the same (RFC 2104)."""

import hmac


def mac_of(key: bytes, *fields: str | bytes) -> bytes:
    """32 bytes that only a holder of the key can make."""
    raw = [field.encode() if isinstance(field, str) else field for field in fields]
    return hmac.digest(key, b"".join([len(part).to_bytes(4, "big") + part for part in raw]), "sha256")
