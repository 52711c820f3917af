"""GET /api/otp-requests and /api/stats: what became of codes and messages."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, request

from application.messages.count_messages import CountMessages
from application.messages.explain_request import ExplainRequest
from application.messages.find_requests import FindRequests
from application.risk.count_fraud import CountFraud
from domain.history import RequestStatus, sought
from domain.ids import ChallengeId
from domain.refusal import FieldError, InvalidRequest
from domain.stats import By
from entrypoints.http.answers import Listed
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.explained import OtpRequestListed, OtpRequestShown, StatsShown
from entrypoints.http.fraud_shown import FraudShown
from entrypoints.http.paging import PAGE, paged

Word = TypeVar("Word", bound=StrEnum)


def blueprint(
    *, explain: ExplainRequest, find: FindRequests, count: CountMessages, fraud: CountFraud, callers: Callers
) -> Blueprint:
    """The doors of whoever supports a tenant's users."""
    history = Blueprint("otp_requests", __name__, url_prefix="/api")

    @history.get("/otp-requests")
    @opens(
        "secret", answer=Listed[OtpRequestListed], query=("phone", "email", "status", *PAGE), scope="otp_requests:read"
    )
    def list_otp_requests() -> Listed[OtpRequestListed]:
        """List codes that were asked for, newest first.

        `phone` or `email` names an address, as people write it; `status` is that of this moment.
        """
        tenant, given = callers.known().tenant, request.args
        address = sought(given.get("phone"), given.get("email"), tenant.settings.default_region)
        status = _word(RequestStatus, "status")
        return paged(
            lambda before, most: find(tenant_id=tenant.id, before=before, most=most, address=address, status=status),
            OtpRequestListed.of,
            ChallengeId,
        )

    @history.get("/otp-requests/<id>")
    @opens("secret", answer=OtpRequestShown, scope="otp_requests:read")
    def show_otp_request(id: str) -> OtpRequestShown:
        """Explain one code that was asked for: its messages, every hand-over, and the timeline."""
        tenant_id = callers.known().tenant.id
        return OtpRequestShown.explained(explain(tenant_id=tenant_id, id=ChallengeId.parse(id)))

    @history.get("/stats")
    @opens("secret", answer=StatsShown, query=("from", "to", "by"), scope="stats:read")
    def show_stats() -> StatsShown:
        """Count codes, messages, delivery rates and costs, by day, country or provider.

        `from` and `to` are moments (RFC 3339) or dates in UTC, of which the last one is included; at most 366 days.
        """
        tenant_id, given = callers.known().tenant.id, request.args
        by = _word(By, "by") or By.DAY
        return StatsShown.of(count(tenant_id=tenant_id, since=given.get("from"), until=given.get("to"), by=by))

    @history.get("/stats/fraud")
    @opens("secret", answer=FraudShown, query=("from", "to"), scope="stats:read")
    def show_fraud() -> FraudShown:
        """Count what the risk score refused, by rule, and what it spent and prevented.

        `from` and `to` are as for `/api/stats`; decisions are kept for 30 days.
        """
        tenant_id, given = callers.known().tenant.id, request.args
        return FraudShown.of(fraud(tenant_id=tenant_id, since=given.get("from"), until=given.get("to")))

    return history


def _word(kind: type[Word], name: str) -> Word | None:
    """A parameter that is one of some words, or None where it is not there."""
    given = request.args.get(name)
    if given is None:
        return None
    if given not in list(kind):
        raise InvalidRequest([FieldError(name, f"This must be one of {', '.join(kind)}.")])
    return kind(given)
