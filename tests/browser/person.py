"""Somebody who signs in with a real browser, and notes whatever the browser complained of."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from tests.browser import axe
from tests.clients.conftest import ClientTenant

DESK: Final = {"width": 1_000, "height": 800}
# Milliseconds until what should be there is missed.
PATIENCE: Final = 15_000
# What a browser asks for by itself; a small app need not have one.
ICON: Final = "/favicon.ico"
CODE_PAGE: Final = "/sign-in/code"
REFUSED: Final = "the server responded with a status of 400"


@dataclass
class Person:
    """A window with one tab.

    `troubles` are complaints of console and policy, strange hosts, and what axe finds.
    `met` are the headings of the pages that were looked at, `refused` the codes that a page did not take.
    """

    context: Any
    page: Any
    known: Collection[str]
    scripts: bool = True
    troubles: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    refused: int = 0

    @classmethod
    def come(cls, running: Any, known: Collection[str], **wishes: Any) -> "Person":
        """With a browser that nobody has used; `known` are the origins that it may ask."""
        context = running.new_context(**{"viewport": DESK, "locale": "en-GB", **wishes})
        context.set_default_timeout(PATIENCE)
        person = cls(context, context.new_page(), known, wishes.get("java_script_enabled", True))
        context.on("request", person._hear_request)
        context.on("console", person._hear_console)
        context.on("weberror", lambda raised: person.troubles.append(str(raised.error)))
        return person

    def leave(self) -> None:
        """The window is closed."""
        self.context.close()

    def click(self, words: str) -> None:
        """A link or a button with these words."""
        role = "link" if self.page.get_by_role("link", name=words, exact=True).count() else "button"
        self.page.get_by_role(role, name=words, exact=True).click()

    def come_to(self, app: str, tenant: ClientTenant) -> None:
        """Open an app, press its button, and be at the tenant's page."""
        self.page.goto(app)
        self.click("Sign in")
        self.page.wait_for_url(f"**/t/{tenant.slug}/sign-in?*")

    def prove(self, tenant: ClientTenant, *, wrong: str | None = None) -> None:
        """Type the number and the code, after a wrong one where that is given; each page is looked at."""
        self.page.get_by_label("Phone number").fill(tenant.phone)
        self.look()
        self.click("Send code")
        if wrong:
            self._type(wrong)
            self.page.get_by_role("alert").wait_for()
        self._type(tenant.code)

    def agree(self) -> None:
        """Look at what the client wants, and allow it."""
        self.page.get_by_role("button", name="Allow", exact=True).wait_for()
        self.look()
        self.click("Allow")

    def sees(self, words: str) -> None:
        """Wait until that stands there."""
        self.page.get_by_text(words, exact=True).wait_for()

    def look(self) -> None:
        """What a machine sees of WCAG on the page in front of us."""
        heading = self.page.get_by_role("heading", level=1).inner_text()
        self.met.append(heading)
        # axe is a script, and waits for ever where scripts are off.
        found = axe.findings(self.page, axe.source()) if self.scripts else ()
        self.troubles += [f"{heading}: {finding}" for finding in found]

    def cookies(self) -> list[str]:
        """The names of those that are kept."""
        return sorted(cookie["name"] for cookie in self.context.cookies())

    def _type(self, code: str) -> None:
        self.page.get_by_label("One-time code").fill(code)
        self.look()
        self.click("Sign in")

    def _hear_request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" not in self.known:
            self.troubles.append(f"asks {request.url}")

    def _hear_console(self, said: Any) -> None:
        at = said.location["url"]
        if said.type not in ("error", "warning") or at.endswith(ICON):
            return
        # The page that says so has a status that says so, too, and browsers note that.
        if at.endswith(CODE_PAGE) and REFUSED in said.text:
            self.refused += 1
        else:
            self.troubles.append(f"{said.text} ({at})")
