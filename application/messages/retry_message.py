"""An operator lets a message be sent once more."""

from dataclasses import dataclass

from application.audit.scribe import Scribe
from application.ports.history import History
from application.ports.retries import Retries
from domain.audit import Action
from domain.caller import Caller
from domain.history import MessageRecord, RequestRecord
from domain.ids import MessageId, TenantId
from domain.refusal import Conflict, NotFound
from domain.retry import why_not_retry


@dataclass(frozen=True, slots=True)
class RetryMessage:
    """Make a message that did not arrive due at once, if its code still lives and the caps allow one more hand-over.

    Raises NotFound, and Conflict that says what stands against it.
    """

    history: History
    retries: Retries
    scribe: Scribe

    def __call__(self, *, tenant_id: TenantId, message_id: MessageId | None, caller: Caller) -> MessageRecord:
        request, message = self._found(tenant_id, message_id)
        now = self.scribe.now()
        reason = why_not_retry(request.at(now), message)
        if reason:
            raise Conflict(reason)
        audit = self.scribe.audit(
            caller,
            Action.MESSAGE_RETRIED,
            at=now,
            tenant_id=tenant_id,
            subject=request.id,
            details={"message_id": message.id},
        )
        if not self.retries.retry(tenant_id=tenant_id, message_id=message.id, now=now, audit=audit):
            raise Conflict("The message or its code changed at this very moment. Look at it again.")
        return message

    def _found(self, tenant_id: TenantId, message_id: MessageId | None) -> tuple[RequestRecord, MessageRecord]:
        id = self.history.message(tenant_id=tenant_id, id=message_id) if message_id else None
        request = self.history.request(tenant_id=tenant_id, id=id) if id else None
        if request is None:
            raise NotFound("There is no message of that id.")
        return request, next(one for one in request.messages if one.id == message_id)
