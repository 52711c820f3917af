"""What a browser on the use cases keeps, and how it goes from page to page."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from application.oidc.authorize import Leave, Stay, Word
from application.oidc.browsers import Browser
from application.oidc.sign_in_here import NewCookie
from application.ports.known_keys import KnownTenant
from domain.address import Address
from domain.caller import Caller
from domain.email import EmailAddress
from domain.network import network_of, parse_ip
from domain.oauth_error import OAuthError
from domain.refusal import Refusal
from domain.risk import ChallengeRequired
from features.hands.memory_house import MemoryHouse
from features.hands.sight import Place, Sight
from features.hands.trouble import told

PLACES: Final[dict[str, Place]] = {"sign_in": "address", "choose": "choice", "consent": "consent"}
HOUSE: Final = "https://auth.test/"


class BrowserByUseCase:
    """What the pages would keep in cookies is kept here."""

    def __init__(self, house: MemoryHouse, ip: str, language: str, agent: str, secret: str) -> None:
        self.sight, self.slug, self.flow = Sight("nowhere"), "", ""
        self.address: Address | None = None
        self._house, self._browser = house, Browser(secret)
        self._words = house.use_cases.languages().choose([language])
        self._puzzle: Any = None
        network = parse_ip(ip)
        self._caller = Caller("anonymous", "req_test", ip, network_of(network) if network else None, agent)

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

    def _go_on(self, word: Word | None = None) -> Sight:
        return self._next(self._cases.authorize().go_on(self._known, self.flow, word=word, **self._who))

    def _next(self, step: Leave | Stay) -> Sight:
        if isinstance(step, Leave):
            return self._arrive(step.location)
        self.flow = step.authorization.id
        return Sight(PLACES[step.step])

    def _arrive(self, location: str) -> Sight:
        """Back in an app, or in the browser's next page at an address of its."""
        return in_app(location)

    def _keep(self, cookie: NewCookie) -> Sight:
        """The browser has a session from now on."""
        self._browser = replace(self._browser, token=cookie.text)
        return self._go_on()

    def _read(self, text: str) -> Address:
        if "@" in text:
            return EmailAddress.parse(text)
        return self._known.tenant.phone(text, self._house.clock.now())

    def _see(self, act: Callable[[], Sight]) -> None:
        """What comes of it, or what a refusal looks like."""
        try:
            self.sight = act()
        except ChallengeRequired as wanted:
            self._puzzle, self.sight = wanted.members["challenge"], Sight("puzzle")
        except (Refusal, OAuthError) as trouble:
            self.sight = told(trouble, self.sight, self._words, self._known.tenant.display_name)


def in_app(location: str) -> Sight:
    """What an app is told in the address that a browser is led back to."""
    return Sight("app", at=location, told=dict(parse_qsl(urlsplit(location).query)))
