"""The doors that a proxy calls: for nginx's auth_request, Traefik's ForwardAuth, and those that do as they do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, request

from application.oidc.forward_auth import ForwardAuth
from application.oidc.id_tokens import told_of
from application.ports.known_keys import KnownTenant
from application.ports.sessions import HeldSession
from domain.guarded import Guarded
from domain.oauth_error import OAuthError
from domain.refusal import Forbidden, InvalidToken
from domain.token import issuer_of
from entrypoints.http.caller import Callers
from entrypoints.http.doors import answered, opens
from entrypoints.http.oidc.cookies import Cookies
from entrypoints.http.oidc.doors import Issuers

SESSION: Final = "__Host-auth1-forward"
SECRET: Final = "__Host-auth1-forward-way"  # noqa: S105 - a cookie's name
# The claims that a scope opens, as headers for the app.
TOLD: Final = {"phone_number": "X-Auth-Phone", "email": "X-Auth-Email", "name": "X-Auth-Name"}
TEXT: Final = "text/plain"
LONGEST: Final = 512
REFUSALS: Final = ("forbidden", "unavailable")
# What the tenant's pages tell a client (RFC 6749 section 4.1.2, RFC 9207).
BACK: Final = ("code", "state", "iss", "error", "error_description")


@dataclass(frozen=True, slots=True)
class Guard:
    """What the doors do."""

    forward: ForwardAuth
    issuers: Issuers
    cookies: Cookies
    callers: Callers

    def check(self, known: KnownTenant, client_id: str) -> Response:
        """200 with who is there; else the way to sign in, or 401 for nginx, which asks for that way by itself."""
        guarded = self.forward.guarded(known, client_id, asked_for())
        held = self.forward.who(known, guarded, request.cookies.get(SESSION, ""))
        if held:
            return _who(held)
        if "X-Original-URL" in request.headers:
            raise InvalidToken("Sign in first.")
        return self.start(known, guarded)

    def start(self, known: KnownTenant, guarded: Guarded) -> Response:
        """To the tenant's pages, with a secret for the way back; 401 for a call that cannot be led there."""
        if not _is_led():
            raise InvalidToken("Sign in first.")
        secret = request.cookies.get(SECRET) or self.cookies.new_secret()
        response = _led(self.forward.start(known, guarded, secret))
        self.cookies.keep(response, SECRET, secret)
        return response

    def finish(self, known: KnownTenant) -> Response:
        """Back at the app, signed in."""
        sent: Mapping[str, str] = dict(request.args.items())
        secret, before = request.cookies.get(SECRET, ""), request.cookies.get(SESSION, "")
        try:
            cookie, url = self.forward.finish(known, sent, secret, before, self.callers.person())
        except OAuthError as error:
            raise Forbidden(error.description) from None
        response = _led(url)
        self.cookies.keep_until(response, SESSION, cookie, self.issuers.now())
        return response

    def leave(self, known: KnownTenant, client_id: str) -> Response:
        """The app's session ends, but by a link of another site, and the tenant's page asks whether the rest shall."""
        if request.headers.get("Sec-Fetch-Site") != "cross-site":
            self.forward.leave(known, request.cookies.get(SESSION, ""), self.callers.person())
        issuer = issuer_of(self.issuers.app_url, known.tenant.slug)
        response = _led(f"{issuer}/oauth/logout?client_id={quote(client_id, safe='')}")
        self.cookies.drop(response, SESSION)
        return response


def asked_for() -> str:
    """The address that somebody wants to see, as nginx or as Traefik tells it; it is only compared."""
    told = request.headers.get("X-Original-URL")
    if told is not None:
        return told
    parts = [request.headers.get(f"X-Forwarded-{name}", "") for name in ("Proto", "Host", "Uri")]
    return f"{parts[0]}://{parts[1]}{parts[2]}"


def _is_led() -> bool:
    """Whether the browser shows what it is answered: a call of a script cannot sign in."""
    method, mode = request.headers.get("X-Forwarded-Method", "GET"), request.headers.get("Sec-Fetch-Mode")
    return method in ("GET", "HEAD") and mode in (None, "navigate")


def _who(held: HeldSession) -> Response:
    session, user = held.session, held.user
    response = answered(None, 200)
    about = told_of(user, session.scope)
    told = {
        "X-Auth-Subject": user.id,
        "X-Auth-Session": session.id,
        "X-Auth-Scope": " ".join(session.scope),
        "X-Auth-Methods": " ".join(session.amr),
        **{header: str(about[claim]) for claim, header in TOLD.items() if claim in about},
    }
    for name, value in told.items():
        # What is no ASCII is percent-encoded UTF-8, since proxies and apps read headers in many ways.
        written = quote(str.__str__(value), safe=" !#$&'()*+,/:;=?@[]~|")
        # nginx answers 500 where all headers are over its buffer.
        if len(written) <= LONGEST:
            response.headers[name] = written
    return response


def _led(location: str) -> Response:
    return Response(status=303, headers={"Location": location}, mimetype=TEXT)


def blueprint(guard: Guard) -> Blueprint:
    """The doors of forward authentication."""
    doors = Blueprint("forward_auth", __name__, url_prefix="/t/<slug>/forward-auth")

    def known(slug: str) -> KnownTenant:
        return guard.issuers.known(slug)

    @doors.get("")
    @opens("browser", query=("client_id",), media=TEXT, further=(303,), refusals=("invalid_token", *REFUSALS))
    def check(slug: str) -> Response:
        """Tell a proxy who is there, in `X-Auth-` headers; Traefik is told where to sign in, nginx 401."""
        return guard.check(known(slug), request.args.get("client_id", ""))

    @doors.get("/sign-in")
    @opens("browser", query=("client_id",), media=TEXT, status=303, refusals=("invalid_token", *REFUSALS))
    def start(slug: str) -> Response:
        """To the tenant's pages, and afterwards back to `X-Original-URL`."""
        tenant = known(slug)
        return guard.start(tenant, guard.forward.guarded(tenant, request.args.get("client_id", ""), asked_for()))

    @doors.get("/callback")
    @opens("browser", query=BACK, media=TEXT, status=303, refusals=REFUSALS)
    def finish(slug: str) -> Response:
        """Back from the tenant's pages, on the app's own host."""
        return guard.finish(known(slug))

    @doors.get("/sign-out")
    @opens("browser", query=("client_id",), media=TEXT, status=303, refusals=REFUSALS)
    def leave(slug: str) -> Response:
        """Sign out of the app, and be asked about the rest."""
        return guard.leave(known(slug), request.args.get("client_id", ""))

    return doors
