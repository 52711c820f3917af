"""A web process: settings, container, application."""

from collections.abc import Callable, Sequence

from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException

from adapters.postgres.secret_ids import is_secret_of
from domain.refusal import Unavailable
from entrypoints.container import Container
from entrypoints.http.blueprints import Parts, build_app
from entrypoints.http.body import MAX_BYTES
from entrypoints.http.doors import door_of
from entrypoints.metrics import scrape_of
from entrypoints.run_folder import is_draining
from entrypoints.settings import Settings
from entrypoints.traces import traced_app
from entrypoints.version import auth1_version

WORKER_CONNECTIONS = 5
SHED = "(shed)"


def web_pool_size(settings: Settings) -> int:
    """Connections of one web process: the instance's, without the worker's, shared among its web processes."""
    return max(1, (settings.db_pool_size - WORKER_CONNECTIONS) // settings.web_workers)


def app_of(container: Container, settings: Settings, further: Sequence[Blueprint] = ()) -> Flask:
    """The application of a container."""
    adapters = container.adapters
    parts = Parts(
        use_cases=container.use_cases,
        known_keys=adapters.known_keys(),
        places=adapters.places(),
        clock=adapters.clock(),
        dice=adapters.dice(),
        settings=settings,
        version=auth1_version(),
        tally=adapters.tally(),
        scrape=scrape_of(adapters.counted()) if settings.has_metrics else None,
        is_ready=readiness(container),
    )
    app = build_app(parts, further)
    app.wsgi_app = traced_app(app.wsgi_app, settings)  # type: ignore[method-assign]
    return app


def most_of(app: Flask) -> Callable[[str, str], int]:
    """How many bytes a body may have, by method and path, as the door declares."""
    routes = app.url_map.bind("")

    def most(method: str, path: str) -> int:
        # The router takes two slashes for one; no door does.
        if path.startswith("//"):
            return MAX_BYTES
        try:
            endpoint, _ = routes.match(path, method)
            return door_of(app, endpoint).most or MAX_BYTES
        except HTTPException:
            return MAX_BYTES

    return most


def shed_by(container: Container) -> Callable[[str], None]:
    """Counts requests that were turned away before any route was looked for."""
    tally = container.adapters.tally()
    return lambda method: tally.observe_request(method=method, route=SHED, status=503, code="unavailable", seconds=0.0)


def readiness(container: Container) -> Callable[[], bool]:
    """Whether traffic may come: this node's JWT_SECRET is the database's, once true, true for good; and it goes on."""
    seen: list[bool] = []

    def is_ready() -> bool:
        if not seen:
            adapters = container.adapters
            try:
                known = is_secret_of(adapters.database(), adapters.ring(), adapters.clock().now())
            except Unavailable:
                return False
            seen.extend([True] * known)
        return bool(seen) and not is_draining()

    return is_ready
