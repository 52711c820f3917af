"""GET /openapi.json, /docs and /errors: made from the doors and from the types that validate."""

import re
from typing import Any, Final

import msgspec
from flask import Blueprint, Flask, Response, current_app, render_template
from werkzeug.routing import Rule

from domain.branding import Branding
from domain.history import RequestStatus
from domain.rules import schema_of
from domain.stats import By
from domain.tenant_settings import TenantSettings
from entrypoints.http.body import FORM
from entrypoints.http.doors import Door, answered, door_of, opens
from entrypoints.http.errors import ERRORS, PROBLEM

REF: Final = "#/components/schemas/{name}"
SECURITY: Final[dict[str, list[dict[str, list[str]]]]] = {
    "open": [],
    "signed": [],
    "metrics": [{"metrics": []}],
    "key": [{"apiKey": []}],
    "secret": [{"apiKey": []}],
    "admin": [{"admin": []}],
    "user": [{"user": []}],
}
ALWAYS: Final = {
    "open": (),
    "signed": (),
    "metrics": (),
    "key": ("missing_credentials", "invalid_credentials", "forbidden", "origin_not_allowed"),
    "secret": ("missing_credentials", "invalid_credentials", "forbidden"),
    "admin": ("missing_credentials", "invalid_credentials", "forbidden", "not_found"),
    "user": (
        "missing_credentials",
        "invalid_token",
        "token_expired",
        "session_revoked",
        "invalid_credentials",
        "forbidden",
        "origin_not_allowed",
    ),
}
QUERY: Final[dict[str, dict[str, Any]]] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    "status": {"type": "string", "enum": list(RequestStatus)},
    "by": {"type": "string", "enum": list(By), "default": "day"},
    "from": {"type": "string", "description": "A date in UTC or a moment (RFC 3339); 30 days before the end."},
    "to": {"type": "string", "description": "A date in UTC, included, or a moment (RFC 3339); now."},
    "phone": {"type": "string", "maxLength": 64, "description": "E.164, or as people write it; + is written %2B."},
    "email": {"type": "string", "maxLength": 254},
    "blocked": {"type": "boolean"},
    "since": {"type": "string", "description": "next_since of an earlier answer."},
    "revoke_after": {"type": "integer", "minimum": 0, "maximum": 2592000, "default": 0},
}
WITH_BODY: Final = ("malformed_request", "too_large", "unsupported_media_type", "invalid_request")
PAGE: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
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
        "limit": {"enum": ["resend", "address", "failures", "ip", "key"]},
        "attempts_remaining": {"type": "integer", "minimum": 0},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": {"type": "string"}, "message": {"type": "string"}}},
        },
    },
}


def blueprint(*, app_url: str, version: str) -> Blueprint:
    """The documentation's doors."""
    docs = Blueprint("docs", __name__)

    @docs.get("/")
    @opens("open")
    def start() -> Response:
        """Lead a person to the documentation."""
        return Response(status=302, headers={"Location": f"{app_url}/docs"})

    @docs.get("/openapi.json")
    @opens("open")
    def show_openapi() -> Response:
        """This description, in OpenAPI 3.1."""
        return answered(describe(current_app, app_url, version), 200)

    @docs.get("/docs")
    @opens("open")
    def show_docs() -> Response:
        """The description for people."""
        described = describe(current_app, app_url, version)
        return Response(render_template("docs.html", api=described, errors=ERRORS), headers=PAGE)

    @docs.get("/errors")
    @opens("open")
    def show_errors() -> Response:
        """Every error code, with what to do."""
        return Response(render_template("errors.html", errors=ERRORS), headers=PAGE)

    return docs


def describe(app: Flask, app_url: str, version: str) -> dict[str, Any]:
    """The OpenAPI document of an application."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    doors = [(rule, door_of(app, rule.endpoint)) for rule in rules]
    shown = [(rule, door) for rule, door in doors if not rule.rule.startswith("/dev")]
    types = [kind for _, door in shown for kind in (door.body, door.answer) if kind is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    by_type = {id(kind): schema for kind, schema in zip(types, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for rule, door in shown:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = _operation(app, rule, door, by_type)
    settings = {"TenantSettings": schema_of(TenantSettings), "Branding": schema_of(Branding)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Auth1", "version": version, "description": "Authentication that you run yourself."},
        "servers": [{"url": app_url}],
        "paths": paths,
        "components": {
            "schemas": {**components, **settings, "Problem": PROBLEM_SCHEMA},
            "securitySchemes": {
                "apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"},
                "admin": {"type": "http", "scheme": "bearer"},
                "metrics": {"type": "http", "scheme": "bearer"},
                "user": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            },
        },
    }


def _operation(app: Flask, rule: Rule, door: Door, by_type: dict[int, Any]) -> dict[str, Any]:
    summary, _, more = (app.view_functions[rule.endpoint].__doc__ or "").strip().partition("\n")
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": summary,
        "description": " ".join(more.split()),
        "security": SECURITY[door.credential],
        "x-credential": door.credential,
        **({"x-scope": door.scope} if door.scope else {}),
        "parameters": _parameters(rule, door),
        "responses": _responses(rule, door, by_type),
    }
    if door.body is not None:
        kinds = ("application/json", *((FORM,) if door.form else ()))
        content = {kind: {"schema": by_type[id(door.body)]} for kind in kinds}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(rule: Rule, door: Door) -> list[dict[str, Any]]:
    text = {"type": "string"}
    named = [{"name": name, "in": "path", "required": True, "schema": text} for name in sorted(rule.arguments)]
    asked = [{"name": name, "in": "query", "schema": QUERY.get(name, text)} for name in door.query]
    return [*named, *asked]


def _codes(rule: Rule, door: Door) -> dict[str, None]:
    """Every refusal that a door can say."""
    named = ("not_found",) if rule.arguments else ()
    stores = () if door.credential == "open" else ("unavailable", "invalid_request")
    body = WITH_BODY if door.body else ()
    return dict.fromkeys((*door.refusals, *ALWAYS[door.credential], *body, *named, *stores, "malformed_request"))


def _responses(rule: Rule, door: Door, by_type: dict[int, Any]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done."}
    if door.answer is not None:
        good["content"] = {"application/json": {"schema": by_type[id(door.answer)]}}
    found: dict[str, Any] = {str(door.status): good}
    for code in _codes(rule, door):
        status = str(ERRORS[code][0])
        said = f"{found[status]['description']}, {code}" if status in found else code
        problem = {PROBLEM: {"schema": {"$ref": REF.format(name="Problem")}}}
        found[status] = {"description": said, "content": problem}
    return found
