"""A browser over HTTP: it reads pages, fills in their forms, and runs no script."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from werkzeug.test import TestResponse

from features.hands.outcome import Tenancy
from features.hands.seen import Seen
from features.hands.visitor import Sent, Sight, Visitor, Visits, Work
from tests.fixtures.browser import Browser
from tests.fixtures.worlds import World


class SpeakingBrowser(Browser):
    """One whose person prefers a language."""

    def __init__(self, world: World, ip: str, language: str) -> None:
        super().__init__(world, ip)
        self.language = language

    def open(self, path: str, *, method: str = "GET", data: Any = None, **headers: str) -> TestResponse:
        """See Browser."""
        return super().open(path, method=method, data=data, **{"Accept-Language": self.language, **headers})


class VisitorOverHttp(Visitor):
    """See Visitor."""

    def __init__(self, world: World, ip: str, language: str) -> None:
        self.browser = SpeakingBrowser(world, ip, language)
        self.sight, self.way = Sight("nowhere"), ""

    def come(self, tenant: Tenancy, sent: Sent) -> None:
        self._open(f"/t/{tenant.slug}/oauth/authorize", sent)

    def give(self, address: str) -> None:
        kind = "email" if "@" in address else "phone"
        if kind not in self.browser.form("/sign-in").fields:
            self._open(Seen(self.sight.html).more)
        self._submit("/sign-in", **{kind: address})

    def solve(self, work: Work) -> None:
        self._submit("/sign-in", proof=work(json.loads(Seen(self.sight.html).of("input", "data-challenge"))))

    def enter(self, code: str) -> None:
        self._submit("/sign-in/code", code=code)

    def again(self) -> None:
        self._submit("/sign-in/again")

    def decide(self, *, agrees: bool) -> None:
        self._submit("/sign-in/consent", decision="allow" if agrees else "deny")

    def stay(self) -> None:
        self._submit("/sign-in/choose", account=Seen(self.sight.html).of("button", "value"))

    def change(self) -> None:
        self._open(Seen(self.sight.html).more)

    def reload(self) -> None:
        self._open(self.way)

    def find(self, tenant: Tenancy, flow: str) -> None:
        self._open(f"/t/{tenant.slug}/sign-in", {"flow": flow})

    def leave(self, tenant: Tenancy, sent: Sent) -> None:
        self._open(f"/t/{tenant.slug}/oauth/logout", sent)

    def confirm(self) -> None:
        self._submit("/sign-out")

    def take(self, other: Visitor) -> None:
        assert isinstance(other, VisitorOverHttp)

        self.browser.page, self.sight, self.way = other.browser.page, other.sight, other.way

    def _open(self, path: str, sent: Sent | None = None) -> None:
        self.browser.open(f"{path}?{urlencode(sent)}" if sent else path)
        self._see()

    def _submit(self, ending: str, **fields: str) -> None:
        self.browser.submit(ending, **fields)
        self._see()

    def _see(self) -> None:
        """Read what is there now."""
        left, page = self.browser.left_for, self.browser.page
        if left is not None:
            self.sight = Sight("app", at=left, told=dict(parse_qsl(urlsplit(left).query)))
        elif page is not None:
            seen = Seen(page.text)
            self.sight = Sight(seen.place, seen.says, html=page.text)
            self.way = page.request.full_path if seen.place == "address" else self.way


class VisitsOverHttp(Visits):
    """See Visits."""

    @property
    def world(self) -> World:
        """The product as it stands."""
        raise NotImplementedError

    def visitor(self, ip: str, language: str) -> Visitor:
        return VisitorOverHttp(self.world, ip, language)
