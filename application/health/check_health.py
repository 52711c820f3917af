"""Is everything there?"""

from dataclasses import dataclass

from application.ports.vital_signs import Pingable
from domain.refusal import Unavailable


@dataclass(frozen=True, slots=True)
class Health:
    """What answered; `unhealthy` without the database, `degraded` without Redis, since codes are judged without it."""

    database: bool
    redis: bool

    @property
    def status(self) -> str:
        """The seed's word for it."""
        if not self.database:
            return "unhealthy"
        return "healthy" if self.redis else "degraded"


@dataclass(frozen=True, slots=True)
class CheckHealth:
    """Ask every dependency for a sign of life."""

    database: Pingable
    redis: Pingable

    def __call__(self) -> Health:
        return Health(database=_answers(self.database), redis=_answers(self.redis))


def _answers(dependency: Pingable) -> bool:
    try:
        dependency.ping()
    except Unavailable:
        return False
    return True
