"""The keys that come from JWT_SECRET, one per use (HKDF-SHA256, RFC 5869)."""

from dataclasses import dataclass, field
from typing import Final

KEY_USES: Final = ("code", "code_mac", "refresh", "seal", "digest", "answer", "puzzle", "browser", "page")


@dataclass(frozen=True, slots=True)
class DerivedKeys:
    """Nine independent 256-bit keys and the public id of the secret that they come from.

    `id` is stored beside what a key made, so that a later secret can tell which one to read it with.
    """

    id: str
    code: bytes = field(repr=False)
    code_mac: bytes = field(repr=False)
    refresh: bytes = field(repr=False)
    seal: bytes = field(repr=False)
    digest: bytes = field(repr=False)
    answer: bytes = field(repr=False)
    puzzle: bytes = field(repr=False)
    browser: bytes = field(repr=False)
    page: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys that this node makes things with, and those that it still reads with: JWT_SECRET_PREVIOUS."""

    current: DerivedKeys
    previous: DerivedKeys | None = None

    @property
    def all(self) -> tuple[DerivedKeys, ...]:
        """Every set of keys that is read with, the current one first."""
        return (self.current, self.previous) if self.previous else (self.current,)

    def of(self, key_id: str | None) -> DerivedKeys | None:
        """The keys of that id, or None where this node has them not."""
        return next((keys for keys in self.all if keys.id == key_id), None)
