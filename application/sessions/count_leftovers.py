"""Who still needs the secret before this one?"""

from dataclasses import dataclass

from application.audit.scribe import Scribe
from application.ports.sessions import Leftover, Sessions


@dataclass(frozen=True, slots=True)
class CountSessionsOfOtherSecrets:
    """The live sessions whose refresh tokens JWT_SECRET has not made yet; each moves at its next refresh."""

    sessions: Sessions
    scribe: Scribe

    def __call__(self) -> Leftover:
        return self.sessions.of_other_keys(self.scribe.keys.id, now=self.scribe.now())
