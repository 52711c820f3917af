"""Small things that others keep for us, in a cookie, a link or an address: sealed, so that they say nothing."""

import json
from dataclasses import dataclass
from typing import Any, Final

from application.ports.seals import Seals
from domain.base64url import decoded, encoded
from domain.derived_keys import KeyRing
from domain.refusal import Unavailable

LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class SealedTexts:
    """Nobody else can make one, and none is good at another place; each has one spelling."""

    seals: Seals
    ring: KeyRing

    def write(self, thing: Any, place: str) -> str:
        """A list of JSON's kinds as a text of base64url, for one place."""
        return encoded(self.seals.seal(self.ring.current.page, json.dumps(thing).encode(), place))

    def read(self, text: str, place: str) -> list[Any] | None:
        """What was written for that place, with any key of this node, or None; at most 4,000 letters are looked at."""
        sealed = decoded(text) if len(text) <= LONGEST else b""
        for keys in self.ring.all:
            try:
                found: list[Any] = json.loads(self.seals.unseal(keys.page, sealed, place))
            except Unavailable:
                continue
            return found
        return None
