"""A span for each request, continued from the caller's own trace (W3C Trace Context)."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind, Tracer

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
CARRIED: Final = {"HTTP_TRACEPARENT": "traceparent", "HTTP_TRACESTATE": "tracestate"}
# Nobody wants to see a balancer's question every second.
QUIET: Final = ("/health", "/metrics")


class TracedApp:
    """A WSGI application whose requests are spans; route, status and refusal are set by the tally, which knows them.

    Paths, query strings, addresses and bodies are in no span.
    """

    def __init__(self, app: Wsgi, tracer: Tracer) -> None:
        self._app, self._tracer = app, tracer

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(QUIET):
            return self._app(environ, start_response)
        carried = {name: environ[header] for header, name in CARRIED.items() if header in environ}
        with self._tracer.start_as_current_span(
            str(environ["REQUEST_METHOD"]), extract(carried), SpanKind.SERVER, record_exception=False
        ) as span:

            def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
                for name, value in headers:
                    if name.lower() == "x-request-id":
                        span.set_attribute("auth1.request_id", value)
                return start_response(status, headers, *more)

            # The whole answer is made inside of the span: bodies are small, and nothing is streamed.
            return [b"".join(self._app(environ, started))]
