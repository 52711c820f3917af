"""Where spans go: an OTLP collector, in batches, on a thread of its own."""

from functools import cache
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Tracer

SCOPE: Final = "auth1"
# What the library says where nobody named the service.
UNNAMED: Final = "unknown_service"


@cache
def tracer_of(endpoint: str, version: str) -> Tracer:
    """The tracer of this process; what the collector does not take in time is dropped, and nobody waits for it.

    OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER and OTEL_EXPORTER_OTLP_HEADERS are read by the
    library itself, as its users expect.
    """
    named = Resource.create({SERVICE_VERSION: version})
    if str(named.attributes[SERVICE_NAME]).startswith(UNNAMED):
        named = named.merge(Resource({SERVICE_NAME: SCOPE}))
    provider = TracerProvider(resource=named)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider.get_tracer(SCOPE, version)
