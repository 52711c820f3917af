"""The parameters of the description: what a door reads from the path, the query string and the headers."""

from typing import Any, Final

from werkzeug.routing import Rule

from domain.history import RequestStatus
from domain.stats import By
from domain.webhook import DeliveryStatus
from entrypoints.http.doors import Door

TEXT: Final = {"type": "string"}
# By name; where two doors mean different things by one, the blueprint's name stands before it.
QUERY: Final[dict[str, dict[str, Any]]] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    "cursor": {"type": "string", "description": "next_cursor of the page before."},
    "status": {"type": "string", "enum": list(RequestStatus)},
    "webhook_deliveries.status": {"type": "string", "enum": list(DeliveryStatus)},
    "by": {"type": "string", "enum": list(By), "default": "day"},
    "from": {"type": "string", "description": "A date in UTC or a moment (RFC 3339); 30 days before the end."},
    "to": {"type": "string", "description": "A date in UTC, included, or a moment (RFC 3339); now."},
    "audit.from": {"type": "string", "description": "A moment (RFC 3339), included."},
    "audit.to": {"type": "string", "description": "A moment (RFC 3339), not included."},
    "phone": {"type": "string", "maxLength": 64, "description": "E.164, or as people write it; + is written %2B."},
    "email": {"type": "string", "maxLength": 254},
    "blocked": {"type": "boolean"},
    "since": {"type": "string", "description": "next_since of an earlier answer."},
    "revoke_after": {"type": "integer", "minimum": 0, "maximum": 2592000, "default": 0},
}
ONCE: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key with the same body has one effect and gets the same answer for 24 hours.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "description": "An ETag of ours: change it only where it is as it was read.",
    "schema": {"type": "string", "pattern": r'^(\*|"v[0-9]{1,18}")$'},
}
IF_NONE_MATCH: Final = {
    "name": "If-None-Match",
    "in": "header",
    "description": "ETags: answer 304 where nothing is new.",
    "schema": TEXT,
}


def parameters_of(rule: Rule, door: Door) -> list[dict[str, Any]]:
    """Everything that a route reads beside its body."""
    roof = rule.endpoint.partition(".")[0]
    named = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in sorted(rule.arguments)]
    asked = [
        {"name": name, "in": "query", "schema": QUERY.get(f"{roof}.{name}", QUERY.get(name, TEXT))}
        for name in door.query
    ]
    return [*named, *asked, *_headers(door)]


def _headers(door: Door) -> list[dict[str, Any]]:
    """Those that a door can answer in a way of its own."""
    read = (
        (ONCE, "idempotency_mismatch" in door.refusals),
        (IF_MATCH, "precondition_failed" in door.refusals),
        (IF_NONE_MATCH, 304 in door.further),
    )
    return [header for header, is_read in read if is_read]
