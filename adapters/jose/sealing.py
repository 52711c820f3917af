"""Sealing what lies in the database: AES-256-GCM, bound to its place."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from application.ports.seals import Seals
from domain.refusal import Unavailable

NONCE_BYTES = 12


def seal(key: bytes, plain: bytes, place: str) -> bytes:
    """A random nonce and the ciphertext; it opens at the same place only (tenant and key id)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """What was sealed; raises Unavailable where this node's secret is not the one that sealed it, or nothing was."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    # Bytes that are too few to hold a nonce are a ValueError.
    except (InvalidTag, ValueError):
        raise Unavailable("This node cannot open the tenant's signing key.", retry_after=30) from None


class AesSeals(Seals):
    """AES-256-GCM with random nonces."""

    def seal(self, key: bytes, plain: bytes, place: str) -> bytes:
        """See Seals."""
        return seal(key, plain, place)

    def unseal(self, key: bytes, sealed: bytes, place: str) -> bytes:
        """See Seals."""
        return unseal(key, sealed, place)
