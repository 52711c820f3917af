"""Blocking hooks: what a tenant's own system is asked, and what it may say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from domain.ids import TenantId, WebhookId
from domain.metadata import metadata_errors
from domain.refusal import FieldError, InvalidRequest, Refusal
from domain.webhook import SealedSecret

SECONDS: Final = 2.0
# Of one instance: who waits for hooks stands in nobody else's way.
MOST_WAITING: Final = 2
BREAKS_AFTER: Final = 5
BREAK: Final = timedelta(seconds=10)
LONGEST_REASON: Final = 200


class Before(StrEnum):
    """What a hook may be asked before."""

    USER_CREATED = "user.create"
    CODE_SENT = "code.send"


class OnFailure(StrEnum):
    """What is done where the hook does not answer."""

    ALLOW = "allow"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Hook:
    """The one URL of a tenant that is asked; `id` is what its secret is sealed for."""

    tenant_id: TenantId
    id: WebhookId
    url: str = field(repr=False)
    before: tuple[Before, ...]
    on_failure: OnFailure
    secret: SealedSecret = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided: `app_metadata` goes to the new user; `failed` says why the hook did not decide itself."""

    allows: bool
    reason: str | None = None
    app_metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)
    failed: str | None = None


class SignUpRefused(Refusal):
    """The tenant's own system wants no user of that address."""

    code = "sign_up_refused"

    def __init__(self) -> None:
        super().__init__("The code was right, but a new account is not allowed for this address.")


def require_before(texts: Sequence[str]) -> tuple[Before, ...]:
    """What somebody wants the hook to be asked before; raises InvalidRequest."""
    if not texts or not all(text in tuple(Before) for text in texts):
        raise InvalidRequest([FieldError("before", f"One or both of {', '.join(Before)}.")])
    return tuple(dict.fromkeys(Before(text) for text in texts))


def read_answer(document: Any) -> Decision:
    """`{"decision": "allow"|"refuse", "reason"?, "app_metadata"?}`; raises ValueError for anything else."""
    if not isinstance(document, dict) or document.get("decision") not in ("allow", "refuse"):
        raise ValueError("answer")
    reason, noted = document.get("reason"), document.get("app_metadata", {})
    if not isinstance(noted, dict) or not (reason is None or isinstance(reason, str)):
        raise ValueError("answer")
    if metadata_errors("app_metadata", noted) or not _is_plain(noted):
        raise ValueError("answer")
    shown = "".join(letter for letter in reason or "" if letter.isprintable())[:LONGEST_REASON]
    return Decision(document["decision"] == "allow", shown or None, noted)


def _is_plain(value: Any) -> bool:
    """Without NUL and halves of characters, which no database keeps."""
    if isinstance(value, dict):
        return all(_is_plain(name) and _is_plain(inner) for name, inner in value.items())
    if isinstance(value, list):
        return all(_is_plain(inner) for inner in value)
    return not isinstance(value, str) or not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value)
