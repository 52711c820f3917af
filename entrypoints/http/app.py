"""The Flask application: doors from factories, checked at the entrance, deny by default."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Flask, Request, Response, g, request
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from application.ports.tally import Tally
from domain.ids import RequestId
from entrypoints.http import errors
from entrypoints.http.body import MAX_BYTES
from entrypoints.http.caller import Callers, client_request_id
from entrypoints.http.cors import Cors
from entrypoints.http.doors import EMPTY, door_of, require_known_query
from entrypoints.http.late_rule import LateRule

log = logging.getLogger("auth1.http")
HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
QUIET: Final = ("/health", "/metrics", "/dev/inbox")


@dataclass(frozen=True, slots=True)
class Entrance:
    """What stands before every door."""

    callers: Callers
    cors: Cors
    now: Callable[[], datetime]
    roll: Callable[[int], bytes]
    app_url: str
    tally: Tally


def create_app(entrance: Entrance, blueprints: Sequence[Blueprint]) -> Flask:
    """An application of its own: two in one process share nothing."""
    app = Flask(__name__, static_folder=None, template_folder="templates")
    app.url_rule_class = LateRule
    app.config["MAX_CONTENT_LENGTH"] = MAX_BYTES
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    errors.register(app, entrance.app_url, entrance.callers.remember_foreign)
    _register_entrance(app, entrance)
    return app


def _register_entrance(app: Flask, entrance: Entrance) -> None:
    @app.before_request
    def enter() -> Response | None:
        # The things themselves: each look through Flask's proxies costs a microsecond, and this runs for every call.
        asked, here = request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined]
        here.started = asked.environ.get("auth1.arrived", time.perf_counter())
        here.request_id = RequestId.make(entrance.now(), entrance.roll(10))
        here.client_request_id = client_request_id(asked)
        if asked.method == "OPTIONS" and asked.url_rule is not None:
            return entrance.cors.preflight()
        if (
            isinstance(asked.routing_exception, RequestRedirect)
            or "\0" in asked.path
            or asked.environ["PATH_INFO"].startswith("//")
        ):
            raise NotFound
        if asked.routing_exception is not None:
            raise asked.routing_exception
        door = door_of(app, asked.endpoint)
        entrance.callers.admit(door.credential, door.scope)
        entrance.cors.check(here.tenant)
        require_known_query(door)
        return None

    @app.after_request
    def leave(response: Response) -> Response:
        asked, here = request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined]
        headers = response.headers
        for name, value in HEADERS.items():
            if name not in headers:
                headers.add(name, value)
        # WSGI's headers are text, and nothing that only looks like it.
        headers.add("X-Request-Id", str.__str__(here.request_id))
        if response.status_code in EMPTY:
            headers.remove("Content-Type")
        _log(asked, here, response, entrance.tally)
        return entrance.cors.mark(response)


def _log(asked: Request, here: Any, response: Response, tally: Tally) -> None:
    """One line and one count a request, by its route: addresses and query strings stay out."""
    rule = asked.url_rule.rule if asked.url_rule else "(none)"
    known, refusal, seconds = here.get("tenant"), here.get("refusal"), time.perf_counter() - here.started
    tally.observe_request(
        method=asked.method, route=rule, status=response.status_code, code=refusal or "", seconds=seconds
    )
    log.log(
        logging.DEBUG if rule.startswith(QUIET) else logging.INFO,
        "request",
        extra={
            "method": asked.method,
            "route": rule,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "request_id": here.request_id,
            "client_request_id": here.client_request_id,
            "tenant_id": known.tenant.id if known else None,
            "refusal": refusal,
        },
    )
