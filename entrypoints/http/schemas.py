"""The schemas of the description: bodies, answers, problems and headers, in JSON Schema's own dialect."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from domain.branding import Branding
from domain.otp import WORDS
from domain.rules import schema_of
from domain.tenant_settings import TenantSettings
from entrypoints.http.body import FORM
from entrypoints.http.doors import JSON, Door
from entrypoints.http.errors import ERRORS
from entrypoints.http.oidc.answers import OAuthTold

REF: Final = "#/components/schemas/{name}"
LIMITS: Final = (*WORDS, "key")
FIELD: Final = {
    "type": "object",
    "required": ["field", "message"],
    "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
}
PROBLEM_SCHEMA: Final = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": list(ERRORS)},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "limit": {"enum": list(LIMITS), "description": "With rate_limited: which."},
        "attempts_remaining": {"type": "integer", "minimum": 0, "description": "With invalid_code."},
        "reason": {"enum": ["country", "type"], "description": "With phone_not_allowed."},
        "challenge": {"type": "object", "description": "With challenge_required: ALTCHA's, version 2."},
        "errors": {"type": "array", "items": FIELD, "description": "With invalid_request: every field to mend."},
    },
}
HEADERS: Final[dict[str, dict[str, Any]]] = {
    "X-Request-Id": {"required": True, "schema": {"type": "string"}, "description": "Ours; it is in the logs, too."},
    "Retry-After": {
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
        "description": "Seconds after which that limit lets the same call through.",
    },
    "ETag": {"required": True, "schema": {"type": "string"}, "description": "For If-Match, or If-None-Match."},
    "Location": {"required": True, "schema": {"type": "string", "format": "uri"}, "description": "Where it is."},
    "Idempotent-Replayed": {
        "schema": {"const": "true"},
        "description": "The answer is that of an earlier call with this Idempotency-Key.",
    },
}


class Schemas:
    """What doors read and answer, as references into `components`."""

    def __init__(self, doors: Sequence[Door]) -> None:
        types = [kind for door in doors for kind in (door.body, door.answer) if kind is not None]
        types = [*types, *([OAuthTold] if any(door.oauth for door in doors) else [])]
        found, components = msgspec.json.schema_components(types, ref_template=REF)
        self._by_type = {id(kind): _in_dialect(schema) for kind, schema in zip(types, found, strict=True)}
        self._open = {name: _in_dialect(schema) for name, schema in components.items()}
        self._read = {self._name(door.body): _closed(door.body) for door in doors if door.body is not None}

    def answer(self, kind: Any) -> Any:
        """The schema of an answer."""
        return self._by_type[id(kind)]

    def body(self, kind: type[msgspec.Struct], media: str = JSON) -> Any:
        """The schema of a body; in a form, fields that nobody knows are passed over."""
        return self._open[self._name(kind)] if media == FORM else self._by_type[id(kind)]

    def components(self) -> dict[str, Any]:
        """Every named schema; a body has no field but its own."""
        named = {name: {**schema, **self._read.get(name, {})} for name, schema in self._open.items()}
        settings = {"TenantSettings": schema_of(TenantSettings), "Branding": schema_of(Branding)}
        return {**named, **settings, "Problem": PROBLEM_SCHEMA}

    def _name(self, kind: type[msgspec.Struct]) -> str:
        return str(self._by_type[id(kind)]["$ref"]).rpartition("/")[2]


def _closed(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """What a body's schema says beyond its fields: there are no others, and of some exactly one."""
    either = [{"required": [name]} for name in getattr(kind, "exactly_one", ())]
    return {"additionalProperties": False, **({"oneOf": either} if either else {})}


def _in_dialect(schema: Any) -> Any:
    r"""JSON Schema writes patterns as JavaScript does: its `$` is the end alone, and `\Z` a letter."""
    if isinstance(schema, dict):
        return {
            name: inner.replace(r"\Z", "$") if name == "pattern" and isinstance(inner, str) else _in_dialect(inner)
            for name, inner in schema.items()
        }
    return [_in_dialect(inner) for inner in schema] if isinstance(schema, list) else schema
