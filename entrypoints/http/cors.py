"""Which browsers' pages may call: CORS_ORIGINS, or the tenant's own list; never with credentials."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import Response, g, request

from application.ports.known_keys import KnownKey, KnownTenant
from domain.refusal import OriginNotAllowed, Unavailable

CLOSED: Final = ("/api/admin", "/dev", "/metrics")
METHODS: Final = "GET, POST, PATCH, DELETE"
HEADERS: Final = "authorization, content-type, idempotency-key, if-match, if-none-match, x-api-key, x-request-id"
EXPOSED: Final = "ETag, Idempotent-Replayed, Retry-After, WWW-Authenticate, X-Request-Id"
MAX_AGE: Final = "600"


@dataclass(frozen=True, slots=True)
class Cors:
    """Answers preflights and marks answers; `origins` are the installation's, `any_tenant` those that tenants list."""

    origins: tuple[str, ...]
    app_url: str
    any_tenant: Callable[[], frozenset[str]]

    def preflight(self) -> Response:
        """A preflight carries no key, so an origin of any tenant passes; its tenant then checks the request itself."""
        response = Response(status=204)
        response.headers["Vary"] = "Origin"
        if self._passes_preflight(request.headers.get("Origin")):
            self._allow(response)
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = HEADERS
            response.headers["Access-Control-Max-Age"] = MAX_AGE
        return response

    def check(self, known: KnownTenant | None) -> None:
        """Refuse a request from a page whose origin its tenant does not list."""
        origin = request.headers.get("Origin")
        if origin is not None and known is not None and not self._passes(origin, known):
            raise OriginNotAllowed("This tenant does not allow calls from pages of that origin.")

    def mark(self, response: Response) -> Response:
        """Say that the page may read the answer, where it may."""
        asked = request._get_current_object()  # type: ignore[attr-defined]
        if asked.path.startswith(CLOSED) or asked.method == "OPTIONS" or response.mimetype == "text/html":
            return response
        response.headers.add("Vary", "Origin")
        origin = asked.headers.get("Origin")
        if origin is None:
            return response
        known = g.get("tenant")
        if isinstance(known, KnownKey) and known.key.kind == "secret":
            return response
        if origin and (self._passes(origin, known) if known else self._passes_preflight(origin)):
            self._allow(response)
        return response

    def _passes(self, origin: str, known: KnownTenant) -> bool:
        allowed = known.tenant.settings.cors_origins or self.origins
        return "*" in allowed or origin in allowed or self._is_ours(origin)

    def _passes_preflight(self, origin: str | None) -> bool:
        if origin is None or request.path.startswith(CLOSED):
            return False
        return "*" in self.origins or origin in self.origins or self._is_ours(origin) or self._of_a_tenant(origin)

    def _of_a_tenant(self, origin: str) -> bool:
        try:
            return origin in self.any_tenant()
        except Unavailable:
            return False

    def _is_ours(self, origin: str) -> bool:
        """Our own pages, which live at APP_URL."""
        own = urlsplit(self.app_url)
        return origin == f"{own.scheme}://{own.netloc}"

    def _allow(self, response: Response) -> None:
        everyone = (self.origins == ("*",) and not g.get("tenant")) or self._tenant_is_open()
        response.headers["Access-Control-Allow-Origin"] = "*" if everyone else request.headers["Origin"]
        response.headers["Access-Control-Expose-Headers"] = EXPOSED

    def _tenant_is_open(self) -> bool:
        known = g.get("tenant")
        return known is not None and not known.tenant.settings.cors_origins and self.origins == ("*",)
