"""The tenant's audit log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, request
from msgspec import Struct

from application.audit.search_audit import SearchAudit
from application.ports.audit import Found, Wanted
from domain.audit import AuditEvent, outcome_of
from domain.ids import AuditId
from domain.refusal import FieldError, InvalidRequest
from domain.rules import Moment
from entrypoints.http.bodies import At
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.paging import PAGE, paged

FILTERS = ("actor", "action", "subject", "request_id", "from", "to")
LONGEST = 200


class AuditShown(Struct):
    """One row: who did what, when, from where, to whom, and how it ended.

    `ip` and `user_agent` are null where nobody called over HTTP, and once their retention is over.
    """

    id: str
    at: At
    actor: str
    action: str
    outcome: str
    subject: str | None
    ip: str | None
    user_agent: str | None
    network: str | None
    request_id: str | None
    client_request_id: str | None
    details: Mapping[str, Any]

    @classmethod
    def of(cls, row: AuditEvent) -> "AuditShown":
        """The row's public fields."""
        return cls(
            row.id,
            row.at,
            row.actor,
            row.action.value,
            outcome_of(row.action).value,
            row.subject,
            row.ip,
            row.user_agent,
            row.network_digest,
            row.request_id,
            row.client_request_id,
            row.details,
        )


class AuditPage(Struct):
    """Rows, newest first; `source` says which database answered, `lag_seconds` how far that may be behind."""

    data: list[AuditShown]
    next_cursor: str | None
    source: str
    lag_seconds: float


def blueprint(*, search: SearchAudit, callers: Callers) -> Blueprint:
    """The log of the tenant whose key calls."""
    audit = Blueprint("audit", __name__, url_prefix="/api")

    @audit.get("/audit-logs")
    @opens("secret", answer=AuditPage, query=(*PAGE, *FILTERS), scope="audit:read")
    def search_audit_logs() -> AuditPage:
        """Search the audit log by `actor`, `action` (or a family: `otp.*`), `subject`, `request_id` and time."""
        tenant_id, wanted = callers.known().tenant.id, _wanted()
        found: list[Found] = []

        def find(before: str, most: int) -> Any:
            found.append(search(tenant_id=tenant_id, wanted=wanted, before=before, most=most))
            return found[0].rows

        page = paged(find, AuditShown.of, AuditId)
        return AuditPage(list(page.data), page.next_cursor, found[0].source, round(found[0].lag_seconds, 3))

    return audit


def _wanted() -> Wanted:
    given = {name: request.args.get(name) or None for name in FILTERS}
    errors = [
        FieldError(name, f"This has at most {LONGEST} characters, and none that cannot be seen.")
        for name, text in given.items()
        if text and (len(text) > LONGEST or not text.isprintable())
    ]
    if errors:
        raise InvalidRequest(errors)
    return Wanted(
        given["actor"], given["action"], given["subject"], given["request_id"], _moment("from"), _moment("to")
    )


def _moment(name: str) -> datetime | None:
    text = request.args.get(name)
    try:
        return Moment().read(text) if text else None
    except ValueError as error:
        raise InvalidRequest([FieldError(name, f"This must be {error}.")]) from None
