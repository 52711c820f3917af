"""A credential was used for what it does not open."""

from collections.abc import Mapping
from dataclasses import dataclass

from application.audit.scribe import Scribe
from application.ports.store import Store
from domain.audit import Action
from domain.caller import Caller


@dataclass(frozen=True, slots=True)
class RecordDenied:
    """Write the audit row of a refusal that must be remembered, in a commit of its own, before it is said."""

    store: Store
    scribe: Scribe

    def __call__(self, *, tenant_id: str, caller: Caller, action: Action, details: Mapping[str, str]) -> None:
        """Record the action with details that hold neither secrets nor addresses."""
        row = self.scribe.audit(caller, action, at=self.scribe.now(), tenant_id=tenant_id, details=details)
        with self.store.begin() as tx:
            tx.records.add(row)
