"""A browser over HTTP, with all that its person does at the pages."""

import json

from features.hands.outcome import Tenancy
from features.hands.own_account_over_http import OwnAccountOverHttp
from features.hands.sight import Sent
from features.hands.visitor import Visitor, Visits, Work
from tests.fixtures.worlds import World


class VisitorOverHttp(OwnAccountOverHttp, Visitor):
    """See Visitor."""

    def come(self, tenant: Tenancy, sent: Sent) -> None:
        self._open(f"/t/{tenant.slug}/oauth/authorize", sent)

    def give(self, address: str) -> None:
        kind = "email" if "@" in address else "phone"
        # Whatever it is for, the page that asks for an address has one form.
        if kind not in self.browser.form("").fields:
            self._open(self._seen.more)
        self._submit("", **{kind: address})

    def solve(self, work: Work) -> None:
        self._submit("/sign-in", proof=work(json.loads(self._seen.of("input", "data-challenge"))))

    def enter(self, code: str) -> None:
        self._submit("/code", code=code)

    def again(self) -> None:
        self._submit("/again")

    def follow(self, link: str) -> None:
        self._open(link)

    def press(self, number: str = "") -> None:
        self._submit("/link", **({"number": number} if number else {}))

    def go_on(self) -> None:
        self._submit("/sign-in/mail")

    def decide(self, *, agrees: bool) -> None:
        self._submit("/sign-in/consent", decision="allow" if agrees else "deny")

    def stay(self) -> None:
        self._submit("/sign-in/choose", account=self._seen.of("button", "value"))

    def change(self) -> None:
        self._open(self._seen.more)

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


class VisitsOverHttp(Visits):
    """See Visits."""

    @property
    def world(self) -> World:
        """The product as it stands."""
        raise NotImplementedError

    def visitor(self, ip: str, language: str, agent: str) -> Visitor:
        return VisitorOverHttp(self.world, ip, language, agent)
