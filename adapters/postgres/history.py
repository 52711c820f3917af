"""What became of codes and messages, read."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.postgres import history_statements as sql
from adapters.postgres.database import Database, Row
from adapters.postgres.stats import stats_of
from application.ports.history import History
from domain.audit import Action
from domain.history import Deed, Followed, Handover, MessageRecord, RequestRecord, RequestStatus, Weighing
from domain.ids import ChallengeId, MessageId, TenantId
from domain.message import Outcome, Status
from domain.risk import Reason
from domain.stats import By, Period, Stats

DEEDS: Final = (Action.OTP_FAILED, Action.OTP_LOCKED, Action.OTP_VERIFIED, Action.MESSAGE_RETRIED)
LONGEST_LIFE: Final = timedelta(minutes=10)
LAST: Final = "\x7f"


class PostgresHistory(History):
    """The records in `otp_requests`, `messages`, `message_attempts` and `audit_log`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def request(self, *, tenant_id: TenantId, id: ChallengeId) -> RequestRecord | None:
        """See History."""
        found = self._database.run(sql.REQUEST, {"tenant": tenant_id, "id": id, "actions": _ACTIONS})
        return _request(found[0]) if found else None

    def requests(
        self,
        *,
        tenant_id: TenantId,
        address: str | None,
        status: RequestStatus | None,
        now: datetime,
        before: str,
        most: int,
    ) -> Sequence[RequestRecord]:
        """See History."""
        arguments = {
            "tenant": tenant_id, "address": address, "status": status and status.value, "now": now,
            "oldest": ChallengeId.make(now - LONGEST_LIFE, bytes(10)), "before": before or LAST, "most": most,
            "actions": _ACTIONS,
        }  # fmt: skip
        statement = sql.requests(sql.OF_ADDRESS if address else "", _condition(status))
        return [_request(row) for row in self._database.run(statement, arguments)]

    def message(self, *, tenant_id: TenantId, id: MessageId) -> ChallengeId | None:
        """See History."""
        found = self._database.run(sql.CHALLENGE_OF, {"tenant": tenant_id, "id": id})
        return ChallengeId(found[0].challenge_id) if found else None

    def stats(self, *, tenant_id: TenantId, period: Period, by: By) -> Stats:
        """See History."""
        return stats_of(self._database, tenant_id, period, by)

    def tail(self, *, tenant_id: TenantId | None, since: datetime | None, most: int) -> Sequence[Followed]:
        """See History."""
        low = MessageId.make(since, bytes(10)) if since else ""
        statement = sql.TAIL_OF_ONE if tenant_id else sql.TAIL_OF_ALL
        found = self._database.run(statement, {"tenant": tenant_id, "since": low, "most": most})
        return [Followed(row.slug, _message(row.message)) for row in reversed(found)]


_ACTIONS: Final = [action.value for action in DEEDS]


def _condition(status: RequestStatus | None) -> str:
    if status is RequestStatus.PENDING:
        return sql.STILL_PENDING
    if status is RequestStatus.EXPIRED:
        return sql.OVER
    return sql.OF_STATUS if status else ""


def _request(row: Row) -> RequestRecord:
    deeds = tuple(_deed(one) for one in row.deeds or ())
    return RequestRecord(
        id=ChallengeId(row.id),
        status=RequestStatus(row.status),
        address=row.address,
        channel=row.channel,
        attempts=max(row.attempts, *(deed.attempts or 0 for deed in deeds), 0),
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        handovers=row.handovers,
        messages=tuple(_message(one) for one in row.messages or ()),
        deeds=deeds,
        weighings=tuple(_weighing(one) for one in row.weighings or ()),
    )


def _weighing(one: Mapping[str, Any]) -> Weighing:
    reasons = tuple(Reason(**reason) for reason in one["reasons"])
    return Weighing(datetime.fromisoformat(one["at"]), one["outcome"], one["score"], one["would"], reasons)


def _message(one: Mapping[str, Any]) -> MessageRecord:
    moments = {name: _moment(one[name]) for name in ("created_at", "expires_at", "ended_at")}
    typed = {
        "id": MessageId(one["id"]), "challenge_id": ChallengeId(one["challenge_id"]), "status": Status(one["status"]),
        "routes": tuple(one["routes"]), "handovers": tuple(_handover(each) for each in one["handovers"] or ()),
    }  # fmt: skip
    return MessageRecord(**{**one, **moments, **typed})


MOMENTS: Final = ("started_at", "ended_at", "receipt_at", "delivered_at", "undelivered_at")


def _handover(one: Mapping[str, Any]) -> Handover:
    moments = {name: _moment(one[name]) for name in MOMENTS}
    typed = {"status": Status(one["status"]), "outcome": Outcome(one["outcome"]) if one["outcome"] else None}
    return Handover(**{**one, **moments, **typed})


def _deed(one: Mapping[str, Any]) -> Deed:
    at = datetime.fromisoformat(one["at"])
    return Deed(at, Action(one["action"]), one["actor"], one["attempts"], one["message_id"])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
