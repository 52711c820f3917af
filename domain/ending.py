"""What was ended for good, as the log keeps it: a backup that is older does not know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from domain.audit import Action

# In the order in which they are done again where several stand against the same: an unblocked user stays unblocked.
ENDINGS: Final = (
    Action.KEY_REVOKED,
    Action.ADMIN_TOKEN_REVOKED,
    Action.CLIENT_SECRET_ROTATED,
    Action.CLIENT_DELETED,
    Action.USER_BLOCKED,
    Action.USER_UNBLOCKED,
    Action.USER_DELETED,
    Action.USER_ERASED,
    Action.TENANT_DELETED,
)
MESSAGE: Final = "ended for good"


@dataclass(frozen=True, slots=True)
class Ending:
    """One line of the log: what was done, in which tenant, to whom or what; ids alone."""

    action: Action
    tenant_id: str
    subject: str

    @classmethod
    def read(cls, line: Mapping[str, Any]) -> Self | None:
        """The ending that a line of the log tells of; None where it tells of something else."""
        found = line.get("message") == MESSAGE and line.get("action") in ENDINGS
        if not found or not line.get("tenant_id") or not line.get("subject"):
            return None
        return cls(Action(line["action"]), str(line["tenant_id"]), str(line["subject"]))
