"""What Twilio posts about a message or a call, believed only with its signature."""

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl

from adapters.twilio.outcomes import CODES
from adapters.twilio.signature import Pairs, bases_of, signature_of
from adapters.twilio.status_url import OVERRIDES, PATH, ROUTES
from application.ports.messages import CallbackReader
from domain.delivery import DeliveryReport
from domain.ids import MessageId, TenantId
from domain.message import Status
from domain.refusal import Forbidden

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
# https://www.twilio.com/docs/voice/api/call-resource#call-status-values
# What Twilio has at all it has accepted, so that an answer of its API that was lost is made up for.
STATUSES: Final = {
    **dict.fromkeys(("queued", "accepted", "scheduled", "sending", "sent"), Status.SENT),
    **dict.fromkeys(("initiated", "ringing", "in-progress", "answered"), Status.SENT),
    **dict.fromkeys(("delivered", "read", "completed"), Status.DELIVERED),
    **dict.fromkeys(("undelivered", "failed", "busy", "no-answer", "canceled"), Status.UNDELIVERED),
}
SID: Final = re.compile(r"(SM|MM|CA)[0-9a-fA-F]{32}")
NUMBER: Final = re.compile(r"[1-9][0-9]{0,2}")
ERROR: Final = re.compile(r"[1-9][0-9]{3,5}")
FIELDS: Final = ("MessageStatus", "SmsStatus", "CallStatus", "MessageSid", "CallSid", "ErrorCode")
BODY_DIGEST: Final = "bodySHA256"


class TwilioCallbacks(CallbackReader):
    """Reads the receipts that `status_url` asked for.

    `auth_tokens` are all that Twilio may sign with: the primary, and while it is changed, the secondary.
    The URL that is signed is made from `app_url`, never from what a request says of its host.
    """

    def __init__(self, auth_tokens: Sequence[str], app_url: str) -> None:
        self._tokens = tuple(auth_tokens)
        self._bases = bases_of(app_url)

    def read(self, *, query: str, form: Pairs, body: bytes, signature: str) -> DeliveryReport | None:
        """See CallbackReader."""
        names = parse_qsl(query, keep_blank_values=True)
        is_json = _one(names, BODY_DIGEST) is not None
        if is_json:
            self._check_body(names, body)
        if not self._is_signed(query, () if is_json else form, signature):
            raise Forbidden("X-Twilio-Signature is not Twilio's for this URL and these fields.")
        return _report(names, _members(body) if is_json else form)

    def _check_body(self, names: Pairs, body: bytes) -> None:
        """A JSON body is signed by its digest, in the query."""
        said = (_one(names, BODY_DIGEST) or "").lower().encode()
        if not hmac.compare_digest(said, hashlib.sha256(body).hexdigest().encode()):
            raise Forbidden("The body is not the one that bodySHA256 was made of.")

    def _is_signed(self, query: str, form: Pairs, signature: str) -> bool:
        """Whether one of our tokens signs it; each is tried, whichever fits."""
        given = signature.encode(errors="replace")
        asked = f"?{query}" if query else ""
        urls = [f"{base}{PATH}{asked}{end}" for base in self._bases for end in ("", OVERRIDES)]
        try:
            wanted = [signature_of(token, url, form).encode() for token in self._tokens for url in urls]
        except UnicodeEncodeError:
            return False
        return any(hmac.compare_digest(each, given) for each in wanted)


def _members(body: bytes) -> Pairs:
    """The texts of a JSON object as fields, none of anything else."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    members = document.items() if isinstance(document, dict) else ()
    return [(name, value) for name, value in members if isinstance(value, str)]


def _one(pairs: Pairs, name: str) -> str | None:
    """A field's value; None where it is missing, or there with several: the signature tells no order."""
    values = {value for key, value in pairs if key == name}
    return values.pop() if len(values) == 1 else None


def _report(names: Pairs, form: Pairs) -> DeliveryReport | None:
    tenant_id, message_id = TenantId.parse(_one(names, "t") or ""), MessageId.parse(_one(names, "m") or "")
    number, route = _one(names, "n") or "", _one(names, "r")
    said = {name: _one(form, name) for name in FIELDS}
    word = said["MessageStatus"] or said["SmsStatus"] or said["CallStatus"] or ""
    status = STATUSES.get(word)
    if not (tenant_id and message_id and NUMBER.fullmatch(number) and route in ROUTES and status):
        return None
    error = said["ErrorCode"] if ERROR.fullmatch(said["ErrorCode"] or "") else None
    sid = said["MessageSid"] or said["CallSid"] or ""
    return DeliveryReport(
        tenant_id=tenant_id, message_id=message_id, number=int(number), provider=route, status=status,
        reference=sid if SID.fullmatch(sid) else None,
        error_code=error or (word if status is Status.UNDELIVERED and said["CallStatus"] else None),
        is_permanent=status is Status.UNDELIVERED and _is_permanent(error),
    )  # fmt: skip


def _is_permanent(error: str | None) -> bool:
    outcome = CODES.get(int(error)) if error else None
    return outcome is not None and outcome.is_permanent
