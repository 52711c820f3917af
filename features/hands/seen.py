"""A page as a person sees it."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from markupsafe import Markup

from features.hands.sight import Own, Place
from tests.fixtures.browser import Forms

# Where the first form of a page leads.
PLACES: Final[dict[str, Place]] = {
    "sign-in": "address", "code": "code", "consent": "consent", "choose": "choice", "sign-out": "question",
    "mail": "mail", "address": "new address", "stop": "account", "end": "account", "export": "account",
}  # fmt: skip
ELSEWHERE: Final = "You can go on where you began"
UNSEEN: Final = re.compile(r"<head>.*?</head>|<noscript>.*?</noscript>", re.S)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is read off a page."""

    html: str = field(repr=False)

    @property
    def place(self) -> Place:
        """Which page it is."""
        forms = Forms(self.html).found
        if not forms:
            return "trouble" if "req_" in self.html else "elsewhere" if self.heading == ELSEWHERE else "signed out"
        action, fields = forms[0].action.rpartition("/")[2], forms[0].fields
        if action == "link":
            return "number" if "number" in fields else "button"
        return "puzzle" if "proof" in fields else PLACES[action]

    @property
    def says(self) -> str:
        """What is the matter, and what to do."""
        if self.place != "trouble":
            return self._read('<p class="wrong" id="wrong"[^>]*>(.*?)</p>')
        return f"{self.heading}. {self._read('</h1>.*?<p>(.*?)</p>')}"

    @property
    def heading(self) -> str:
        """The line above all."""
        return self._read("<h1>(.*?)</h1>")

    @property
    def number(self) -> str:
        """What other devices ask for."""
        return self._read('<p class="number"[^>]*>(.*?)</p>')

    @property
    def own(self) -> Own:
        """What the account page shows."""
        coming = re.findall(r'<bdi dir="ltr">([^<]*)</bdi> \(', self.html)
        shown = re.findall(r'<p class="value"><bdi dir="ltr">(.*?)</bdi>', self.html)
        devices = re.findall(r'<p class="value"><bdi>(.*?)</bdi></p>\s*(<p class="this">)?', self.html)
        return Own(shown, coming, [name for name, _ in devices], [bool(mark) for _, mark in devices])

    @property
    def text(self) -> str:
        """Everything that is read."""
        return Markup(UNSEEN.sub("", self.html)).striptags()

    @property
    def language(self) -> tuple[str, str]:
        """What the page says of its language and its direction."""
        return self._raw('<html lang="([^"]*)"'), self._raw('<html [^>]*dir="([^"]*)"')

    @property
    def links(self) -> dict[str, str]:
        """Where words lead."""
        found = re.findall('<a [^>]*?href="([^"]*)">(.*?)</a>', self.html, re.S)
        return {Markup(words).striptags(): unescape(address) for address, words in found}

    @property
    def more(self) -> str:
        """Where the other way leads."""
        return self._raw('<p class="more"><a href="([^"]*)">')

    def of(self, tag: str, name: str) -> str:
        """What the first such element has under a name."""
        return self._raw(f'<{tag} [^>]*{name}="([^"]*)"')

    def _read(self, pattern: str) -> str:
        return Markup(self._raw(pattern)).striptags()

    def _raw(self, pattern: str) -> str:
        found = re.search(pattern, self.html, re.S)
        return unescape(found[1]) if found else ""
