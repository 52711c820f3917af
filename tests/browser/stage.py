"""A browser without a network: it gets our pages, with their policy, as if from a server."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import sync_playwright

from entrypoints.pages.assets import assets
from entrypoints.pages.render import policy
from tests.fixtures.pages import NONCE

CHROMIUM: Final = "/usr/bin/chromium"
# Scripts may use cryptography on https only, as in production.
ORIGIN: Final = "https://auth.test"
LOGO: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="180" height="48"><rect width="180" height="48" rx="8" '
    b'fill="#0f766e"/><circle cx="28" cy="24" r="10" fill="#fff"/><rect x="50" y="18" width="110" height="12" '
    b'rx="6" fill="#fff"/></svg>'
)


@dataclass
class Stage:
    """A browser's window with one tab; `troubles` are what its console and its network complained of, `posts` what was sent, by address."""

    context: Any
    page: Any
    troubles: list[str] = field(default_factory=list)
    posts: list[tuple[str, str]] = field(default_factory=list)
    _shown: Mapping[str, str] = field(default_factory=dict)

    def show(self, html: str) -> None:
        """Open a page that is this text."""
        self._shown = {"/page": html}
        # The page before may be sending itself just now, as a puzzle does: that would stand in the way.
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(f"{ORIGIN}/page")
        self.page.evaluate("document.fonts.ready")

    def hear(self, said: Any) -> None:
        """What the console says, if it complains: a policy that is broken, a script that fails."""
        if said.type in ("error", "warning"):
            self.troubles.append(said.text)

    def answer(self, route: Any) -> None:
        """What the server would answer; anything else is trouble."""
        request = route.request
        path = request.url.removeprefix(ORIGIN)
        if request.method == "POST":
            self.posts.append((path, request.post_data or ""))
            route.fulfill(status=204)
        elif path in self._shown:
            headers = {"Content-Security-Policy": policy(NONCE), "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(status=200, headers=headers, body=self._shown[path])
        elif path in (assets().style, assets().script):
            media, body = ("text/css", assets().css) if path == assets().style else ("text/javascript", assets().js)
            route.fulfill(status=200, content_type=media, body=body)
        elif path == "/logo":
            route.fulfill(status=200, content_type="image/svg+xml", body=LOGO)
        else:
            if path != "/favicon.ico":
                self.troubles.append(f"asks for {request.url}")
            route.fulfill(status=404)


@contextmanager
def browser() -> Iterator[Any]:
    """Debian's Chromium, without a window; its sandbox needs rights that a container's root has not."""
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield running
        finally:
            running.close()


@contextmanager
def stage(running: Any, **context: Any) -> Iterator[Stage]:
    """A tab of its own, with these wishes of its user: size, colour scheme, scripts or none."""
    opened = running.new_context(**context)
    set_up = Stage(opened, opened.new_page())
    opened.route("**/*", set_up.answer)
    opened.on("console", set_up.hear)
    opened.on("weberror", lambda raised: set_up.troubles.append(str(raised.error)))
    try:
        yield set_up
    finally:
        opened.close()
