"""A browser on the use cases, with all that its person does at the pages."""

from dataclasses import replace
from typing import Any

from application.oidc.authorize import Leave
from domain.address import Address
from features.hands.browser_by_use_case import in_app
from features.hands.links_by_use_case import LinksByUseCase
from features.hands.memory_house import MemoryHouse
from features.hands.outcome import Tenancy
from features.hands.own_account_by_use_case import OwnAccountByUseCase
from features.hands.sight import Sent, Sight
from features.hands.visitor import Visitor, Visits, Work


class VisitorByUseCase(LinksByUseCase, OwnAccountByUseCase, Visitor):
    """See Visitor."""

    def __init__(self, house: MemoryHouse, ip: str, language: str, agent: str, secret: str) -> None:
        super().__init__(house, ip, language, agent, secret)
        self._leaving = dict[str, str]()

    def come(self, tenant: Tenancy, sent: Sent) -> None:
        self.slug, self.changes = tenant.slug, False
        listed = {name: [value] for name, value in sent.items()}
        self._see(lambda: self._next(self._cases.authorize().start(self._known, listed, **self._who)))

    def give(self, address: str) -> None:
        self._see(lambda: self._ask(self._read(address)))

    def solve(self, work: Work) -> None:
        self._see(lambda: self._ask(self.address, work(self._puzzle)))

    def again(self) -> None:
        self._see(lambda: self._ask(self.address))

    def enter(self, code: str) -> None:
        self._see(lambda: self._prove(code))

    def decide(self, *, agrees: bool) -> None:
        self._see(lambda: self._go_on("agrees") if agrees else self._next(self._deny()))

    def stay(self) -> None:
        self._see(lambda: self._go_on("chooses"))

    def change(self) -> None:
        self._see(self._other)

    def reload(self) -> None:
        self._see(self._go_on)

    def find(self, tenant: Tenancy, flow: str) -> None:
        self.slug, self.flow = tenant.slug, flow
        self.reload()

    def leave(self, tenant: Tenancy, sent: Sent) -> None:
        self.slug = tenant.slug
        # The page asks again with what the app sent, but for the ID token.
        self._leaving = {name: value for name, value in sent.items() if name != "id_token_hint"}
        self._see(lambda: self._sign_out(sent, asks=True))

    def confirm(self) -> None:
        self._see(lambda: self._sign_out(self._leaving, asks=False))

    def take(self, other: Visitor) -> None:
        assert isinstance(other, VisitorByUseCase)

        self.sight, self.slug, self.flow, self.address = other.sight, other.slug, other.flow, other.address

    def _other(self) -> Sight:
        self._find()
        return Sight("address")

    def _deny(self) -> Leave:
        left: Leave = self._cases.authorize().deny(self._known, self.flow, browser=self._browser)
        return left

    def _ask(self, address: Address | None, proof: str | None = None) -> Sight:
        self.address = address
        if self.changes and address:
            return self._ask_new(address, proof)
        tenant, caller, link = self._known.tenant, self._caller, self._link(address)
        self._find()
        challenge = self._cases.request_otp()(
            tenant=tenant, address=address, caller=caller, locale=self._words.tag, proof=proof, **link
        )
        return self._asked(challenge.id, is_link=bool(link))

    def _prove(self, code: str) -> Sight:
        if self.changes and self.address:
            return self._prove_new(self.address, code)
        self._find()
        proven: dict[str, Any] = {"known": self._known, "address": self.address, "code": code}
        return self._keep(self._cases.sign_in_here()(**proven, **self._who))

    def _sign_out(self, sent: Sent, *, asks: bool) -> Sight:
        log_out = self._cases.log_out()
        asked = log_out.look(self._known, sent, self._browser)
        if asks and asked.held and not asked.is_meant:
            return Sight("question")
        if asked.held:
            log_out(self._known, asked.held, self._caller)
        self._browser = replace(self._browser, token=None)
        return in_app(asked.location) if asked.location else Sight("signed out")


class VisitsByUseCase(Visits):
    """See Visits."""

    _house: MemoryHouse

    def visitor(self, ip: str, language: str, agent: str) -> Visitor:
        secret = self._house.container.adapters.dice().roll(32).hex()
        return VisitorByUseCase(self._house, ip, language, agent, secret)
