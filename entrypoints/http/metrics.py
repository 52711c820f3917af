"""GET /metrics."""

from collections.abc import Callable
from hmac import compare_digest
from typing import Final

from flask import Blueprint, Response, request

from domain.refusal import InvalidCredentials, MissingCredentials
from entrypoints.http.doors import opens

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


def blueprint(*, scrape: Callable[[], bytes], token: str) -> Blueprint:
    """What Prometheus reads, with METRICS_TOKEN as the bearer."""
    metrics = Blueprint("metrics", __name__)
    wanted = b"Bearer " + token.encode()

    @metrics.get("/metrics")
    @opens("metrics", media="text/plain", refusals=("missing_credentials", "invalid_credentials"))
    def show_metrics() -> Response:
        """Counters, spans and gauges of this instance, in Prometheus's text format."""
        given = request.headers.get("Authorization")
        if given is None:
            raise MissingCredentials("Send METRICS_TOKEN as Authorization: Bearer.")
        if not compare_digest(given.encode(), wanted):
            raise InvalidCredentials("This is not METRICS_TOKEN.")
        return Response(scrape(), content_type=CONTENT_TYPE)

    return metrics
