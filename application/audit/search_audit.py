"""Who did what, when, from where, to whom?"""

from collections.abc import Iterator
from dataclasses import dataclass

from application.ports.audit import AuditTrail, Found, Wanted
from domain.audit import Action, AuditEvent
from domain.refusal import FieldError, InvalidRequest

PAGE = 1000


@dataclass(frozen=True, slots=True)
class SearchAudit:
    """A tenant's rows that fit, newest first; raises InvalidRequest for an action that there is not."""

    trail: AuditTrail

    def __call__(self, *, tenant_id: str, wanted: Wanted, before: str, most: int) -> Found:
        _require_action(wanted.action)
        return self.trail.search(tenant_id=tenant_id, wanted=wanted, before=before, most=most)


@dataclass(frozen=True, slots=True)
class ExportAudit:
    """All of a tenant's rows that fit, newest first, page by page, so that a million need no memory."""

    trail: AuditTrail

    def __call__(self, *, tenant_id: str, wanted: Wanted) -> Iterator[AuditEvent]:
        _require_action(wanted.action)
        before = ""
        while rows := self.trail.search(tenant_id=tenant_id, wanted=wanted, before=before, most=PAGE).rows:
            yield from rows
            before = rows[-1].id
            if len(rows) < PAGE:
                return


def _require_action(action: str | None) -> None:
    family = action and action.removesuffix(".*")
    if action is None or action in tuple(Action) or any(one.startswith(f"{family}.") for one in Action):
        return
    raise InvalidRequest([FieldError("action", f"One of {', '.join(Action)}, or a family such as otp.*.")])
