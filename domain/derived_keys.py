"""The keys that come from JWT_SECRET, one per use (HKDF-SHA256, RFC 5869)."""

from dataclasses import dataclass, field
from typing import Final

KEY_USES: Final = ("code", "code_mac", "refresh", "seal", "digest")


@dataclass(frozen=True, slots=True)
class DerivedKeys:
    """Five independent 256-bit keys and the public id of the secret that they come from.

    `id` is stored beside what a key made, so that a later secret can tell which one to read it with.
    """

    id: str
    code: bytes = field(repr=False)
    code_mac: bytes = field(repr=False)
    refresh: bytes = field(repr=False)
    seal: bytes = field(repr=False)
    digest: bytes = field(repr=False)
