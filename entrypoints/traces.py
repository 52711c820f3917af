"""Traces, where OTEL_EXPORTER_OTLP_ENDPOINT names a collector; elsewhere nothing of it is loaded."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from application.ports.messages import Channel
from application.ports.tally import Tally
from application.ports.webhooks import WebhookPost
from entrypoints.settings import Settings
from entrypoints.version import auth1_version

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer


def tracer_for(settings: Settings) -> "Tracer | None":
    """The tracer of this process; None where nobody collects."""
    if not settings.otel_exporter_otlp_endpoint:
        return None
    from adapters.otel.traces import tracer_of

    return tracer_of(settings.otel_exporter_otlp_endpoint, auth1_version())


def traced_tally(tally: Tally, settings: Settings) -> Tally:
    """A tally that writes into spans, too."""
    tracer = tracer_for(settings)
    if tracer is None:
        return tally
    from adapters.otel.tally import TracedTally

    return TracedTally(tally, tracer)


def traced_channels(channels: Mapping[str, Channel], settings: Settings) -> Mapping[str, Channel]:
    """Providers whose hand-overs are spans."""
    tracer = tracer_for(settings)
    if tracer is None:
        return channels
    from adapters.otel.sending import TracedChannel

    return {route: TracedChannel(channel, tracer) for route, channel in channels.items()}


def traced_post(post: WebhookPost, settings: Settings) -> WebhookPost:
    """A line to webhooks whose posts are spans."""
    tracer = tracer_for(settings)
    if tracer is None:
        return post
    from adapters.otel.sending import TracedPost

    return TracedPost(post, tracer)


def traced_app(app: Any, settings: Settings) -> Any:
    """A WSGI application whose requests are spans."""
    tracer = tracer_for(settings)
    if tracer is None:
        return app
    from adapters.otel.requests import TracedApp

    return TracedApp(app, tracer)
