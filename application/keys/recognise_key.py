"""Whose key is this?"""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.known_keys import KnownKey, KnownKeys
from domain.api_key import MAX_SECRET, digest_of
from domain.refusal import InvalidCredentials, MissingCredentials


@dataclass(frozen=True, slots=True)
class RecogniseKey:
    """Find the tenant behind an `x-api-key`.

    Absent is MissingCredentials; malformed, unknown, revoked and expired are one InvalidCredentials, after the same
    look-up, so that nothing tells them apart.
    """

    known_keys: KnownKeys
    clock: Clock

    def __call__(self, secret: str | None) -> KnownKey:
        if not secret:
            raise MissingCredentials("Send the tenant's key in the header x-api-key.")
        now, digest = self.clock.now(), digest_of(secret[:MAX_SECRET])
        known = self.known_keys.find(digest, now=now)
        if known is None or not known.key.matches(digest) or not known.key.life.is_live(now):
            raise InvalidCredentials("The key is unknown, revoked or expired.")
        return known
