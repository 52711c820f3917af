"""What a tenant's own systems may hear of: the closed catalogue of events, version 1.

An event holds ids, never an address, a code or a token: who may know more asks the API with its key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from domain.rules import Schema

VERSION: Final = 1
ANYTHING: Final = "*"
CHANNELS: Final = ("sms", "whatsapp", "voice", "email")


def _text(description: str, example: str) -> Schema:
    return {"type": "string", "description": description, "examples": [example]}


def _words(*words: str) -> Schema:
    return {"type": "string", "enum": list(words), "examples": [words[0]]}


USER: Final = _text("The user.", "usr_01kafz7v3rfy8s6w2c0q4n5j7d")
CHANNEL: Final = _words(*CHANNELS)
KIND: Final = _words("phone", "email")
MESSAGE: Final = {
    "message_id": _text("The message.", "msg_01kafz7v3rfy8s6w2c0q4n5j7e"),
    "provider": {"type": ["string", "null"], "description": "Who had it last.", "examples": ["twilio"]},
}
TRIED: Final = {
    "channel": CHANNEL,
    "locked": {"type": "boolean", "description": "Whether the code is dead by its last try.", "examples": [False]},
}
SESSIONS: Final[Schema] = {
    "type": "array",
    "items": {"type": "string"},
    "description": "The sessions that ended.",
    "examples": [["ses_01kafz7v3rfy8s6w2c0q4n5j7f"]],
}
KEY_KIND: Final = {"kind": _words("secret", "publishable")}


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event: what it tells, whose id its `subject` is, and what its `data` holds.

    Fields named in `may_lack` are not always there.
    """

    name: str
    doc: str
    subject: str
    fields: Mapping[str, Schema] = field(default_factory=dict)
    may_lack: Sequence[str] = ()

    def schema(self) -> Schema:
        """The JSON Schema (2020-12) of the whole event as it is delivered."""
        required = [name for name in self.fields if name not in self.may_lack]
        data = {"type": "object", "properties": dict(self.fields), "required": required, "additionalProperties": False}
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.name,
            "description": self.doc,
            "type": "object",
            "properties": {
                "id": {"type": "string", "pattern": "^evt_[0-9a-z]{26}$"},
                "type": {"const": self.name},
                "version": {"const": VERSION},
                "timestamp": {"type": "string", "format": "date-time"},
                "tenant_id": {"type": "string", "pattern": "^tn_[0-9a-z]{26}$"},
                "subject": {"type": "string", "description": f"Id of the {self.subject}."},
                "data": data,
            },
            "required": ["id", "type", "version", "timestamp", "tenant_id", "subject", "data"],
            "additionalProperties": False,
        }

    def example(self) -> Mapping[str, Any]:
        """An event of this kind as it is delivered."""
        return {
            "id": "evt_01kafz7v3rfy8s6w2c0q4n5j7c",
            "type": self.name,
            "version": VERSION,
            "timestamp": "2026-11-24T12:00:00Z",
            "tenant_id": "tn_01kafz7v3rfy8s6w2c0q4n5j7b",
            "subject": f"{SUBJECTS[self.subject]}01kafz7v3rfy8s6w2c0q4n5j7a",
            "data": {name: schema["examples"][0] for name, schema in self.fields.items()},
        }


SUBJECTS: Final = {
    "request": "otp_",
    "user": "usr_",
    "session, or of the user or tenant whose sessions they are": "ses_",
    "session": "ses_",
    "tenant": "tn_",
    "key": "key_",
    "signing key": "",
    "webhook": "wh_",
}
SOME_SESSIONS: Final = "session, or of the user or tenant whose sessions they are"
_TYPES: Final = (
    EventType("otp.requested", "A code is to be sent.", "request", {
        "channel": CHANNEL, "resent": {"type": "boolean", "examples": [False]},
    }),
    EventType("otp.verified", "A code was right.", "request", TRIED),
    EventType("otp.failed", "A code was wrong.", "request", TRIED),
    EventType("request.blocked", "Somebody asked for a code and gets none.", "request", {
        "reason": _words("block", "challenge", "budget"),
        "score": {"type": "integer", "minimum": 0, "maximum": 100, "examples": [85]},
        "signals": {"type": "array", "items": {"type": "string"}, "examples": [["prefix"]]},
    }),
    EventType("message.sent", "A provider has the message after all, whose answer was lost.", "request", MESSAGE),
    EventType("message.delivered", "The message arrived.", "request", MESSAGE),
    EventType("message.undelivered", "It did not arrive; another provider tries.", "request", MESSAGE),
    EventType("message.failed", "It did not arrive, and nobody tries again.", "request", {
        **MESSAGE, "outcome": {"type": ["string", "null"], "examples": ["unavailable"]},
    }, may_lack=("outcome",)),
    EventType("user.created", "Somebody is new.", "user"),
    EventType("user.changed", "Metadata or addresses were changed by the tenant or the user.", "user", {
        "fields": {"type": "array", "items": {"type": "string"}, "examples": [["user_metadata"]]},
    }),
    EventType("user.blocked", "Nobody gets in as this user.", "user"),
    EventType("user.unblocked", "The user may come back.", "user"),
    EventType("user.deleted", "The user is gone.", "user"),
    EventType("user.erased", "Everything personal of the user is gone.", "user"),
    EventType("user.address_proven", "Another address was proven and takes effect later.", "user", {
        "kind": KIND, "in": {"type": "integer", "description": "Seconds until then.", "examples": [86400]},
    }),
    EventType("user.address_changed", "Another address opens the account from now on.", "user", {"kind": KIND}),
    EventType("user.address_kept", "A change of address was stopped, or came too late.", "user", {
        "kind": KIND, "reason": _words("stopped", "taken"),
    }),
    EventType("user.address_recycled", "After a long absence the address opens a new account.", "user", {
        "kind": KIND, "new_user_id": USER,
    }),
    EventType("user.restored", "Who had lost an address by absence has it back.", "user", {"from_user_id": USER}),
    EventType("session.created", "Somebody signed in.", "session", {"user_id": USER}),
    EventType("session.revoked", "Sessions ended before their time.", SOME_SESSIONS, {
        "user_id": USER, "reason": _text("Why.", "logout"), "sessions": SESSIONS,
    }, may_lack=("user_id",)),
    EventType("session.reuse_detected", "A spent refresh token was used again; the session is over.", "session", {
        "user_id": USER, "generation": {"type": "integer", "examples": [3]},
    }),
    EventType("key.issued", "The tenant has a new API key.", "key", KEY_KIND),
    EventType("key.changed", "An API key may do something else now.", "key", KEY_KIND),
    EventType("key.revoked", "An API key ends.", "key", {
        "revoked_at": {"type": ["string", "null"], "format": "date-time", "examples": ["2026-11-24T12:00:00Z"]},
    }),
    EventType("key.rotated", "Another key signs tokens, or is about to.", "signing key"),
    EventType("budget.reached", "80 % of a budget is spent.", "tenant", {
        "scope": _text("Of what.", "tenant"), "span": _words("hour", "day", "month"),
        "since": {"type": "string", "format": "date-time", "examples": ["2026-11-24T00:00:00+00:00"]},
        "reached": {"type": "number", "examples": [0.8]},
    }),
    EventType("tenant.created", "The tenant is there.", "tenant"),
    EventType("tenant.changed", "Name, settings, branding, logo or favicon were changed.", "tenant"),
    EventType("tenant.deleted", "The tenant is gone.", "tenant"),
    EventType("webhook.disabled", "A webhook is asked no more.", "webhook", {
        "reason": _words("failing", "gone"),
    }),
)  # fmt: skip
CATALOGUE: Final[Mapping[str, EventType]] = {one.name: one for one in _TYPES}


def is_filter(text: str) -> bool:
    """Whether a text chooses events: `*`, a name of the catalogue, or a family such as `otp.*`."""
    family = text.removesuffix(".*")
    return (
        text == ANYTHING or text in CATALOGUE or (text != family and any(n.startswith(f"{family}.") for n in CATALOGUE))
    )


def chosen(filters: Sequence[str], type: str) -> bool:
    """Whether filters choose an event of that type."""
    return any(one in (ANYTHING, type, f"{type.partition('.')[0]}.*") for one in filters)
