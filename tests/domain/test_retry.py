"""Whether a message may be sent once more."""

from dataclasses import replace
from typing import Any

import pytest

from domain.history import MessageRecord, RequestRecord, RequestStatus
from domain.message import Status
from domain.retry import why_not_retry
from tests.domain.test_timeline import handover, message, refused, request

FAILED: MessageRecord = message(refused(), status=Status.FAILED)


def why_not(record: RequestRecord, **values: Any) -> str:
    """The reason, or nothing."""
    return why_not_retry(record, replace(FAILED, **values)) or ""


def test_a_failed_message_with_a_provider_left_may_go() -> None:
    """One refused it for good, the other was not asked."""
    assert "" == why_not(request())
    assert "" == why_not(request(), status=Status.UNDELIVERED)


@pytest.mark.parametrize("status", [Status.QUEUED, Status.SENDING, Status.SENT, Status.DELIVERED, Status.DROPPED])
def test_what_is_under_way_or_over_is_left_alone(status: Status) -> None:
    """Only what failed or did not arrive is sent again, and the reason names the status."""
    assert status.value in why_not(request(), status=status)


@pytest.mark.parametrize(
    ("record", "values", "word"),
    [
        (request(), {"is_due": True}, "worker"),
        (request(status=RequestStatus.EXPIRED), {}, "expired"),
        (request(handovers=None), {}, "ask for a new one"),
        (request(), {"spent": 3}, "3 times"),
        (request(handovers=6), {}, "6 times"),
        (request(), {"routes": ("twilio",)}, "No provider is left"),
        (request(), {"handovers": (refused(), handover(2, "sns"))}, "No provider is left"),
    ],
    ids=["due", "expired", "ended", "message cap", "code cap", "refused for good", "taken once"],
)
def test_a_reason_is_said_in_words(record: RequestRecord, values: dict[str, Any], word: str) -> None:
    """Whoever may not send it again hears why."""
    assert word in why_not(record, **values)
