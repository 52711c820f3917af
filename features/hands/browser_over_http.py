"""What a browser over HTTP shows: it reads pages, fills in their forms, and runs no script."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from werkzeug.test import TestResponse

from features.hands.seen import Seen
from features.hands.sight import Sent, Sight
from tests.fixtures.browser import Browser
from tests.fixtures.worlds import World


class SpeakingBrowser(Browser):
    """One that says what it is, and which language its person prefers."""

    def __init__(self, world: World, ip: str, language: str, agent: str) -> None:
        super().__init__(world, ip)
        self.says = {"Accept-Language": language, "User-Agent": agent}

    def open(self, path: str, *, method: str = "GET", data: Any = None, **headers: str) -> TestResponse:
        """See Browser."""
        return super().open(path, method=method, data=data, **{**self.says, **headers})


class BrowserOverHttp:
    """What it shows now, and the way that it is on."""

    def __init__(self, world: World, ip: str, language: str, agent: str) -> None:
        self.browser = SpeakingBrowser(world, ip, language, agent)
        self.sight, self.way = Sight("nowhere"), ""

    @property
    def _seen(self) -> Seen:
        return Seen(self.sight.html)

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
            self.sight = Sight(seen.place, seen.says, number=seen.number, own=seen.own, html=page.text)
            self.way = page.request.full_path if seen.place == "address" else self.way
