"""Whether a message that did not arrive may be sent once more."""

from domain.delivery import MOST_PER_CHALLENGE, MOST_PER_MESSAGE, candidates
from domain.history import MessageRecord, RequestRecord, RequestStatus
from domain.message import Status


def why_not_retry(request: RequestRecord, message: MessageRecord) -> str | None:
    """What stands against sending this message of a code (as it stands now) once more, in a sentence; None: nothing."""
    if message.status not in (Status.FAILED, Status.UNDELIVERED):
        return f"The message is {message.status.value}; only a failed or undelivered one can be sent again."
    if message.is_due:
        return "The message is in a worker's hands, or will be in a moment: there is nothing to do."
    if request.status is not RequestStatus.PENDING or request.handovers is None:
        return f"The code is {request.status.value}; the person must ask for a new one."
    if message.spent >= MOST_PER_MESSAGE:
        return f"The message has been handed over {MOST_PER_MESSAGE} times, which is the most; ask for the code again."
    if request.handovers >= MOST_PER_CHALLENGE:
        return f"The code has been handed over {MOST_PER_CHALLENGE} times, which is the most; wait for it to expire."
    if not candidates(message.routes, [one.tried for one in message.handovers]):
        return "No provider is left for it: each has taken it once, or refused it in a way that would not change."
    return None
