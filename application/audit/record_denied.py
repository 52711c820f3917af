"""A credential was used for what it does not open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from application.audit.scribe import Scribe
from application.ports.rate_limits import RateLimits, Window
from application.ports.store import Store
from domain.audit import Action
from domain.caller import Caller
from domain.rate_limit import Limit

# Who is turned away a thousand times has been noticed after ten; the log is for ever.
A_MINUTE: Final = Limit(10, timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class RecordDenied:
    """Write the audit row of a refusal that must be remembered, in a commit of its own, before it is said.

    At most 10 a minute in a process for one actor and action, so that nobody fills the log.
    """

    store: Store
    scribe: Scribe
    spare: RateLimits

    def __call__(self, *, tenant_id: str, caller: Caller, action: Action, details: Mapping[str, str]) -> None:
        """Record the action with details that hold neither secrets nor addresses."""
        now, name = self.scribe.now(), f"{action} {caller.actor}"
        if self.spare.admit(Window(tenant_id, name, name, A_MINUTE), now=now, asks=True):
            return
        row = self.scribe.audit(caller, action, at=now, tenant_id=tenant_id, details=details)
        with self.store.begin() as tx:
            tx.records.add(row)
