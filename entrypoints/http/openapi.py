"""GET /openapi.json, /docs and /errors: made from the doors and from the types that validate."""

import re
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, render_template
from werkzeug.routing import Rule

from domain.brand_image import SHOWN_AS
from entrypoints.http.body import FORM
from entrypoints.http.doors import EMPTY, JSON, UNKEYED, Door, answered, door_of, opens
from entrypoints.http.errors import ERRORS, PROBLEM
from entrypoints.http.parameters import parameters_of
from entrypoints.http.schemas import HEADERS, REF, Schemas

SECURITY: Final[dict[str, list[dict[str, list[str]]]]] = {
    "open": [],
    "signed": [],
    "metrics": [{"metrics": []}],
    "browser": [],
    "client": [{"client": []}, {}],
    "bearer": [{"user": []}],
    "key": [{"apiKey": []}],
    "secret": [{"apiKey": []}],
    "admin": [{"admin": []}],
    "user": [{"user": []}],
    "owner": [{"apiKey": []}, {"admin": []}],
}
# A key's tenant or a token's user may have been deleted while the call was on its way: `not_found`.
ALWAYS: Final = {
    "open": (),
    "signed": (),
    "metrics": (),
    "browser": (),
    "client": (),
    "bearer": (),
    "key": ("missing_credentials", "invalid_credentials", "forbidden", "origin_not_allowed", "rate_limited"),
    "secret": ("missing_credentials", "invalid_credentials", "forbidden", "rate_limited", "not_found"),
    "admin": ("missing_credentials", "invalid_credentials", "forbidden", "not_found"),
    "owner": ("missing_credentials", "invalid_credentials", "forbidden", "rate_limited", "not_found"),
    "user": (
        "missing_credentials",
        "invalid_token",
        "token_expired",
        "session_revoked",
        "invalid_credentials",
        "forbidden",
        "origin_not_allowed",
        "not_found",
    ),
}
WITH_BODY: Final = ("malformed_request", "too_large", "unsupported_media_type", "invalid_request")
PAGE: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
HTML: Final = "text/html"
FILE: Final = {"type": "string", "format": "binary"}
PLAIN: Final = {SHOWN_AS: FILE}
WAITS: Final = (429, 503)
SAID: Final = {
    400: "What to do about it.",
    403: "What to do about it.",
    404: "What to do about it.",
    429: "When to try again.",
    304: "Nothing is new.",
    302: "It is elsewhere.",
    303: "Go on there.",
    503: "As when all is well, with what is not.",
}


def blueprint(*, app_url: str, version: str) -> Blueprint:
    """The documentation's doors."""
    docs = Blueprint("docs", __name__)

    @docs.get("/")
    @opens("open", status=302, headers=("Location",))
    def start() -> Response:
        """Lead a person to the documentation."""
        return Response(status=302, headers={"Location": f"{app_url}/docs"})

    @docs.get("/openapi.json")
    @opens("open", answer=dict[str, Any])
    def show_openapi() -> Response:
        """This description, in OpenAPI 3.1."""
        return answered(describe(current_app, app_url, version), 200)

    @docs.get("/docs")
    @opens("open", media=HTML)
    def show_docs() -> Response:
        """The description for people."""
        described = describe(current_app, app_url, version)
        return Response(render_template("docs.html", api=described, errors=ERRORS), headers=PAGE)

    @docs.get("/errors")
    @opens("open", media=HTML)
    def show_errors() -> Response:
        """Every error code, with what to do."""
        return Response(render_template("errors.html", errors=ERRORS), headers=PAGE)

    return docs


def describe(app: Flask, app_url: str, version: str) -> dict[str, Any]:
    """The OpenAPI document of an application."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    doors = [(rule, door_of(app, rule.endpoint)) for rule in rules]
    shown = [(rule, door) for rule, door in doors if not rule.rule.startswith("/dev")]
    schemas = Schemas([door for _, door in shown])
    paths: dict[str, dict[str, Any]] = {}
    for rule, door in shown:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = _operation(app, rule, door, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Auth1", "version": version, "description": "Authentication that you run yourself."},
        "servers": [{"url": app_url}],
        "paths": paths,
        "components": {
            "schemas": schemas.components(),
            "headers": HEADERS,
            "securitySchemes": {
                "apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"},
                "admin": {"type": "http", "scheme": "bearer"},
                "metrics": {"type": "http", "scheme": "bearer"},
                "client": {"type": "http", "scheme": "basic", "description": "An OpenID client's id and secret."},
                "user": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            },
        },
    }


def _operation(app: Flask, rule: Rule, door: Door, schemas: Schemas) -> dict[str, Any]:
    summary, _, more = (app.view_functions[rule.endpoint].__doc__ or "").strip().partition("\n")
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": summary,
        "description": " ".join(more.split()),
        "security": SECURITY[door.credential],
        "x-credential": door.credential,
        **({"x-scope": door.scope} if door.scope else {}),
        "parameters": parameters_of(rule, door),
        "responses": _responses(rule, door, schemas),
    }
    if door.body is not None:
        kinds = (FORM,) if door.form == "only" else (JSON, *((FORM,) if door.form else ()))
        content = {kind: {"schema": schemas.body(door.body, kind)} for kind in kinds}
        operation["requestBody"] = {"required": not door.may_be_empty, "content": content}
    if door.uploads:
        said, content = (
            f"The file itself, at most {door.most} bytes.",
            {kind: {"schema": FILE} for kind in door.uploads},
        )
        operation["requestBody"] = {"required": True, "description": said, "content": content}
    return operation


def _codes(rule: Rule, door: Door) -> dict[str, None]:
    """Every refusal that a door can say."""
    named = ("not_found",) if rule.arguments else ()
    known = () if door.credential in UNKEYED else ("unavailable", "invalid_request")
    body = WITH_BODY if (door.body and door.form != "only") or door.uploads else ()
    return dict.fromkeys((*door.refusals, *ALWAYS[door.credential], *body, *named, *known, "malformed_request"))


def _responses(rule: Rule, door: Door, schemas: Schemas) -> dict[str, Any]:
    found = {status: _good(door, status, schemas) for status in (door.status, *door.further)}
    for status in door.oauth:
        schema = {"$ref": REF.format(name="OAuthTold")}
        found[status] = {
            "description": "An OAuth error.",
            "headers": _headers(status),
            "content": {JSON: {"schema": schema}},
        }
    for code in _codes(rule, door):
        status = ERRORS[code][0]
        answer = found.setdefault(status, {"description": code, "headers": _headers(status)})
        if code not in answer["description"]:
            answer["description"] += f", {code}"
        answer.setdefault("content", {})[PROBLEM] = {"schema": {"$ref": REF.format(name="Problem")}}
    return {str(status): answer for status, answer in found.items()}


def _good(door: Door, status: int, schemas: Schemas) -> dict[str, Any]:
    """An answer that is no problem document."""
    again = ("Idempotent-Replayed",) if "idempotency_mismatch" in door.refusals else ()
    good = {"description": SAID.get(status, "Done."), "headers": _headers(status, *door.headers, *again)}
    if status in EMPTY:
        return good
    schema = PLAIN.get(door.media, {"type": "string"}) if door.answer is None else schemas.answer(door.answer)
    return {**good, "content": {door.media: {"schema": schema}}}


def _headers(status: int, *more: str) -> dict[str, Any]:
    """Those of every answer, of its status, and some more."""
    named = ("X-Request-Id", *(("Retry-After",) if status in WAITS else ()), *more)
    return {name: {"$ref": f"#/components/headers/{name}"} for name in named}
