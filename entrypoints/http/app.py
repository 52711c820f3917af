"""The Flask application: doors from factories, checked at the entrance, deny by default."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Blueprint, Flask, Response, g, request
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from application.ports.tally import Tally
from domain.ids import RequestId
from entrypoints.http import errors
from entrypoints.http.body import MAX_BYTES
from entrypoints.http.caller import Callers, client_request_id
from entrypoints.http.cors import Cors
from entrypoints.http.doors import EMPTY, door_of, require_known_query

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
        g.started = request.environ.get("auth1.arrived", time.perf_counter())
        g.request_id = RequestId.make(entrance.now(), entrance.roll(10))
        g.client_request_id = client_request_id()
        if request.method == "OPTIONS" and request.url_rule is not None:
            return entrance.cors.preflight()
        if (
            isinstance(request.routing_exception, RequestRedirect)
            or "\0" in request.path
            or request.environ["PATH_INFO"].startswith("//")
        ):
            raise NotFound
        if request.routing_exception is not None:
            raise request.routing_exception
        door = door_of(app, request.endpoint)
        entrance.callers.admit(door.credential, door.scope)
        entrance.cors.check(g.tenant)
        require_known_query(door)
        return None

    @app.after_request
    def leave(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # WSGI's headers are text, and nothing that only looks like it.
        response.headers["X-Request-Id"] = str.__str__(g.request_id)
        if response.status_code in EMPTY:
            response.headers.remove("Content-Type")
        _log(response, entrance.tally)
        return entrance.cors.mark(response)


def _log(response: Response, tally: Tally) -> None:
    """One line and one count a request, by its route: addresses and query strings stay out."""
    rule = request.url_rule.rule if request.url_rule else "(none)"
    known, refusal, seconds = g.get("tenant"), g.get("refusal"), time.perf_counter() - g.started
    tally.observe_request(
        method=request.method, route=rule, status=response.status_code, code=refusal or "", seconds=seconds
    )
    log.log(
        logging.DEBUG if rule.startswith(QUIET) else logging.INFO,
        "request",
        extra={
            "method": request.method,
            "route": rule,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "request_id": g.request_id,
            "client_request_id": g.client_request_id,
            "tenant_id": known.tenant.id if known else None,
            "refusal": refusal,
        },
    )
