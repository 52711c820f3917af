"""Traces at a collector of OpenTelemetry's own format, read by its own library; off, nothing of it is loaded."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.instance import CODE, ROOT, environment, eventually, serving
from tests.fixtures.loopback import Arrival, Listener, Reply
from tests.fixtures.servers import empty
from tests.fixtures.twilio import FakeTwilio
from tests.fixtures.worlds import ADA

CALLER = "4bf92f3577b34da6a3ce929d0e0e4736"
LOADED = "import sys, entrypoints.wsgi; print([name for name in sys.modules if name.startswith('opentelemetry')])"


class Collector:
    """Takes spans, gzipped or not, and keeps them."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.raw = b""
        self.services: set[str] = set()
        self.server = Listener(self._take)

    def _take(self, arrival: Arrival) -> Reply:
        sent = ExportTraceServiceRequest.FromString(arrival.body)
        self.raw += arrival.body
        for resource in sent.resource_spans:
            self.services |= {
                one.value.string_value for one in resource.resource.attributes if one.key == "service.name"
            }
            self.spans += [span for scope in resource.scope_spans for span in scope.spans]
        return Reply(200)

    def named(self, name: str) -> list[Span]:
        """The spans of that name."""
        return [span for span in list(self.spans) if span.name == name]


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector on this machine."""
    made = Collector()
    yield made
    made.server.stop()


def values_of(span: Span) -> dict[str, object]:
    """A span's attributes."""
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


def test_a_sign_in_is_traced(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, twilio: FakeTwilio, collector: Collector, tmp_path: Path
) -> None:
    """A request is a span in the caller's trace, with Postgres and Redis inside; a hand-over is one; nothing personal."""
    empty(postgres_18)
    values = {
        "DATABASE_URL": postgres_18.serving_url, "DATABASE_OWNER_URL": postgres_18.owner_url,
        "REDIS_URL": valkey_9.url, "OTEL_EXPORTER_OTLP_ENDPOINT": collector.server.url, "OTEL_BSP_SCHEDULE_DELAY": "200",
        **twilio.environment(),
    }  # fmt: skip
    with serving(tmp_path / "log", **values) as instance:
        acme = instance.tenant("acme")
        parent = {"traceparent": f"00-{CALLER}-00f067aa0ba902b7-01"}
        asked = instance.call("POST", "/api/auth/request", {"phone": ADA}, key=acme["api_key"], headers=parent)
        code = CODE.search(eventually(lambda: twilio.texts_to(ADA))[0])
        assert code is not None
        instance.call("POST", "/api/auth/verify", {"phone": ADA, "code": code[1]}, key=acme["api_key"])
        [request] = eventually(lambda: collector.named("POST /api/auth/request"))
        [sent] = eventually(lambda: collector.named("send by twilio"))
        eventually(lambda: collector.named("POST /api/auth/verify"))
        inside = eventually(lambda: [one for one in collector.spans if one.parent_span_id == request.span_id])

    assert (CALLER, "00f067aa0ba902b7") == (request.trace_id.hex(), request.parent_span_id.hex())
    assert {
        "http.request.method": "POST", "http.route": "/api/auth/request", "http.response.status_code": 200,
        "auth1.request_id": {name.lower(): value for name, value in asked.headers.items()}["x-request-id"],
    } == values_of(request)  # fmt: skip
    assert {"postgres", "redis"} == {one.name for one in inside}
    assert ("accepted", acme["tenant_id"]) == (values_of(sent)["auth1.outcome"], values_of(sent)["auth1.tenant_id"])
    assert {"auth1"} == collector.services
    assert not [one for one in collector.spans if "/health" in one.name]
    secrets = (ADA[1:], code[1], acme["api_key"], "127.0.0.1")
    assert [] == [secret for secret in secrets if secret.encode() in collector.raw]


def test_a_collector_that_is_away_costs_nothing(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, tmp_path: Path
) -> None:
    """Spans are dropped where nobody takes them; calls are answered as ever."""
    empty(postgres_18)
    values = {
        "DATABASE_URL": postgres_18.serving_url, "DATABASE_OWNER_URL": postgres_18.owner_url,
        "REDIS_URL": valkey_9.url, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1",
    }  # fmt: skip
    with serving(tmp_path / "log", "--no-worker", **values) as instance:
        assert 201 == instance.call("POST", "/api/admin/tenants", {"name": "A", "slug": "a"}, bearer=_admin()).status


def _admin() -> str:
    return environment()["ADMIN_TOKEN"]


def test_off_it_is_not_loaded() -> None:
    """Where no collector is named, a web process has nothing of OpenTelemetry in memory."""
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1"}
    said = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=environment(**nowhere),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )

    assert (0, "[]") == (said.returncode, said.stdout.strip()), said.stderr
