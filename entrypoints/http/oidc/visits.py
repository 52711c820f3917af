"""One browser at a tenant's pages: who it is, how the pages look and speak to it, and how trouble is told."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from flask import Response, g, request

from application.oidc.browsers import Browser
from application.ports.known_keys import KnownTenant
from application.ports.page_words import Languages, PageWords
from domain.hook import SignUpRefused
from domain.oauth_error import OAuthError
from domain.refusal import AuthorizationOver, Forbidden, NotFound, RateLimited, Refusal, Unavailable
from domain.risk import RequestBlocked
from domain.tenant import Tenant
from entrypoints.http.oidc.cookies import SECRET, Cookies
from entrypoints.http.oidc.doors import Issuers
from entrypoints.http.oidc.sent import form
from entrypoints.pages.form import Form, Problem
from entrypoints.pages.leave import Trouble
from entrypoints.pages.look import PageLook
from entrypoints.pages.render import Page, policy, render

HTML: Final = "text/html"
NONCE_BYTES: Final = 18
MOST_LANGUAGES: Final = 10
# What a page answers where somebody cannot go on.
STATUSES: Final = (400, 403, 404, 429, 503)


class StrangeForm(Refusal):
    """A form that we did not give this browser, or a browser that brought no cookie."""

    code = "strange_form"


@dataclass(frozen=True, slots=True)
class Visit:
    """A call of a browser at one tenant's pages."""

    known: KnownTenant
    browser: Browser
    words: PageWords
    look: PageLook
    cookies: Cookies
    root: str

    @property
    def tenant(self) -> Tenant:
        """Whose pages these are."""
        return self.known.tenant

    def introduced(self) -> "Visit":
        """The same with a browser that has a secret of ours: a new one, where it brought none."""
        if self.browser.secret:
            return self
        return replace(self, browser=replace(self.browser, secret=self.cookies.new_secret()))

    def path(self, page: str, **more: str) -> str:
        """The address of a page; nothing in it is secret or personal."""
        return f"{self.root}/{page}{'?' if more else ''}{urlencode(more)}"

    def form(self, page: str, flow: str, **more: str) -> Form:
        """A form of this browser's, on this way."""
        csrf = self.cookies.csrf(self.browser.secret, flow)
        return Form(f"{self.root}/{page}", {"csrf": csrf, "flow": flow, **more})

    def sent(self) -> dict[str, str]:
        """What a form of ours brought back; raises StrangeForm and OAuthError."""
        fields = form()
        if not self.cookies.is_csrf(fields.get("csrf", ""), self.browser.secret, fields.get("flow", "")):
            raise StrangeForm("This form was not given to this browser.")
        return fields

    def show(self, page: Page, *, status: int = 200, leads_to: str | None = None) -> Response:
        """The page; `leads_to` is where its form may end, which browsers check (CSP form-action)."""
        nonce = secrets.token_urlsafe(NONCE_BYTES)
        response = Response(render(page, self.look, self.words, nonce), status, mimetype=HTML)
        response.headers["Content-Security-Policy"] = policy(nonce, *_targets(leads_to))
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Vary"] = "Accept-Language, Cookie"
        return response

    def go(self, location: str) -> Response:
        """Elsewhere, by GET (RFC 9110 section 15.4.4); a browser that was introduced just now keeps its secret."""
        response = Response(status=303, headers={"Location": location}, mimetype=HTML)
        if self.browser.secret and not request.cookies.get(SECRET):
            self.cookies.keep_secret(response, self.browser.secret)
        return response


@dataclass(frozen=True, slots=True)
class Reception:
    """Meets browsers."""

    issuers: Issuers
    cookies: Cookies
    languages: Languages
    look: Callable[[Tenant, PageWords], PageLook]

    def visit(self, slug: str) -> Visit:
        """This call, in the language that the client asked for, or the browser prefers; raises NotFound."""
        known = self.issuers.known(slug)
        told = request.args.get("ui_locales", "").split() or self.cookies.locales()
        words = self.languages.choose([*told[:MOST_LANGUAGES], *accepted()])
        root = f"{self.issuers.app_url}/t/{slug}"
        browser = self.cookies.browser(slug)
        return Visit(known, browser, words, self.look(known.tenant, words), self.cookies, root)


def at_pages(reception: Reception) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let trouble be told on a page, by what people can do about it."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answering(slug: str, **values: Any) -> Any:
            visit = reception.visit(slug)
            try:
                return view(visit=visit, **values)
            except (Refusal, OAuthError) as trouble:
                return _told(visit, trouble)

        return answering

    return declare


def problem_of(refusal: Refusal) -> Problem:
    """A refusal beside its field."""
    wait, left = getattr(refusal, "retry_after", None), refusal.members.get("attempts_remaining")
    return Problem(refusal.code, attempts_left=left, wait=wait)


def _told(visit: Visit, trouble: Refusal | OAuthError) -> Response:
    g.refusal = trouble.error if isinstance(trouble, OAuthError) else trouble.code
    wait = getattr(trouble, "retry_after", None)
    kinds: tuple[tuple[type[Exception], Any, int], ...] = (
        (OAuthError, "bad_request", 400),
        (AuthorizationOver, "expired", 400),
        (StrangeForm, "expired" if visit.browser.secret else "no_cookies", 403),
        (RateLimited, "rate_limited", 429),
        (RequestBlocked, "blocked", 403),
        (SignUpRefused, "sign_up_refused", 403),
        (Forbidden, "blocked", 403),
        (NotFound, "not_found", 404),
        (Unavailable, "unavailable", 503),
        (Refusal, "bad_request", 400),
    )
    kind, status = next((kind, status) for what, kind, status in kinds if isinstance(trouble, what))
    response = visit.show(Trouble(kind, str(g.request_id), wait=wait), status=status)
    if status in (429, 503):
        response.headers["Retry-After"] = str(wait or 1)
    return response


def accepted() -> list[str]:
    """The languages that the browser prefers, the best first."""
    return [tag for tag, _ in list(request.accept_languages)[:MOST_LANGUAGES]]


def _targets(leads_to: str | None) -> tuple[str, ...]:
    """The origin of an address, or its scheme where it is an app's own."""
    if leads_to is None:
        return ()
    parts = urlsplit(leads_to)
    return (f"{parts.scheme}://{parts.netloc}",) if parts.netloc else (f"{parts.scheme}:",)
