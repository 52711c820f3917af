"""A browser on the use cases: what the pages would keep in cookies is kept here."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from application.oidc.authorize import Leave, Stay, Word
from application.oidc.browsers import Browser
from application.ports.known_keys import KnownTenant
from domain.address import Address
from domain.caller import Caller
from domain.email import EmailAddress
from domain.network import network_of, parse_ip
from domain.oauth_error import OAuthError
from domain.refusal import Refusal
from domain.risk import ChallengeRequired
from features.hands.memory_house import MemoryHouse
from features.hands.outcome import Tenancy
from features.hands.trouble import told
from features.hands.visitor import Place, Sent, Sight, Visitor, Visits, Work

PLACES: Final[dict[str, Place]] = {"sign_in": "address", "choose": "choice", "consent": "consent"}


class VisitorByUseCase(Visitor):
    """See Visitor."""

    def __init__(self, house: MemoryHouse, ip: str, language: str, secret: str) -> None:
        self.sight, self.slug, self.flow = Sight("nowhere"), "", ""
        self.address: Address | None = None
        self._house, self._browser, self._leaving = house, Browser(secret), dict[str, str]()
        self._words = house.use_cases.languages().choose([language])
        self._puzzle: Any = None
        network = parse_ip(ip)
        self._caller = Caller("anonymous", "req_test", ip, network_of(network) if network else None)

    def come(self, tenant: Tenancy, sent: Sent) -> None:
        self.slug = tenant.slug
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

    @property
    def _cases(self) -> Any:
        return self._house.use_cases

    @property
    def _who(self) -> dict[str, Any]:
        return {"browser": self._browser, "caller": self._caller}

    @property
    def _known(self) -> KnownTenant:
        found: KnownTenant = self._house.container.adapters.known_keys().by_slug(self.slug, now=self._house.clock.now())
        return found

    def _find(self) -> Any:
        return self._cases.authorize().find(self._known, self.flow, self._browser)

    def _other(self) -> Sight:
        self._find()
        return Sight("address")

    def _deny(self) -> Leave:
        left: Leave = self._cases.authorize().deny(self._known, self.flow, browser=self._browser)
        return left

    def _go_on(self, word: Word | None = None) -> Sight:
        return self._next(self._cases.authorize().go_on(self._known, self.flow, word=word, **self._who))

    def _next(self, step: Leave | Stay) -> Sight:
        if isinstance(step, Leave):
            return in_app(step.location)
        self.flow = step.authorization.id
        return Sight(PLACES[step.step])

    def _read(self, text: str) -> Address:
        if "@" in text:
            return EmailAddress.parse(text)
        return self._known.tenant.phone(text, self._house.clock.now())

    def _ask(self, address: Address | None, proof: str | None = None) -> Sight:
        self._find()
        self.address = address
        self._cases.request_otp()(
            tenant=self._known.tenant, address=address, caller=self._caller, locale=self._words.tag, proof=proof
        )
        return Sight("code")

    def _prove(self, code: str) -> Sight:
        self._find()
        cookie = self._cases.sign_in_here()(known=self._known, address=self.address, code=code, **self._who)
        self._browser = replace(self._browser, token=cookie.text)
        return self._go_on()

    def _sign_out(self, sent: Sent, *, asks: bool) -> Sight:
        log_out = self._cases.log_out()
        asked = log_out.look(self._known, sent, self._browser)
        if asks and asked.held and not asked.is_meant:
            return Sight("question")
        if asked.held:
            log_out(self._known, asked.held, self._caller)
        self._browser = replace(self._browser, token=None)
        return in_app(asked.location) if asked.location else Sight("signed out")

    def _see(self, act: Callable[[], Sight]) -> None:
        """What comes of it, or what a refusal looks like."""
        try:
            self.sight = act()
        except ChallengeRequired as wanted:
            self._puzzle, self.sight = wanted.members["challenge"], Sight("puzzle")
        except (Refusal, OAuthError) as trouble:
            self.sight = told(trouble, self.sight, self._words, self._known.tenant.display_name)


class VisitsByUseCase(Visits):
    """See Visits."""

    _house: MemoryHouse

    def visitor(self, ip: str, language: str) -> Visitor:
        return VisitorByUseCase(self._house, ip, language, self._house.container.adapters.dice().roll(32).hex())


def in_app(location: str) -> Sight:
    """Back in an app, or in the browser's next page at an address of its."""
    return Sight("app", at=location, told=dict(parse_qsl(urlsplit(location).query)))
