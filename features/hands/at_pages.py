"""People with browsers at the pages of a tenant, and the apps that lead them there."""

from dataclasses import dataclass, field

from features.hands.app import App
from features.hands.led_app import LedApp
from features.hands.sight import Kind, Sight
from features.hands.story import USER_AGENTS, Story
from features.hands.visitor import Visitor

NOWHERE = "198.51.100.99"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass(slots=True)
class AtPages:
    """Speaks of browsers by their owner, and of apps by their name; messages arrive as in the story.

    Who has several devices has one at hand.
    """

    app: App
    story: Story
    browsers: dict[tuple[str, str], Visitor] = field(default_factory=dict)
    at_hand: dict[str, str] = field(default_factory=dict)
    apps: dict[str, LedApp] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)

    def browser(self, who: str) -> Visitor:
        """The browser of a person's device, a new one if there is none yet."""
        device = self.at_hand.get(who, "")
        if (who, device) not in self.browsers:
            ip, language = self.story.people[who].ip or NOWHERE, self.languages.get(who, "en")
            self.browsers[who, device] = self.app.visitor(ip, language, USER_AGENTS.get(device, AGENT))
        return self.browsers[who, device]

    def turn(self, who: str) -> None:
        """A person's device has a browser that has not been here; the one before stays as it is."""
        self.browsers.pop((who, self.at_hand.get(who, "")))

    def sight(self, who: str) -> Sight:
        """What a person sees."""
        return self.browser(who).sight

    def let_in(self, tenant: str, name: str, *, needs_consent: bool) -> None:
        """A tenant lets an app lead people to its pages."""
        self.apps[name] = LedApp(self.app, self.story.tenants[tenant], f"{name.lower()}.example.com")
        self.apps[name].register(name, needs_consent=needs_consent)

    def send(self, name: str, who: str, scope: str = "openid", **more: str) -> None:
        """An app sends a person to sign in."""
        led = self.apps[name]
        self.browser(who).come(led.tenant, led.asks(scope, **more))

    def give(self, who: str, address: str | None = None) -> None:
        """A person types an address, the own one if none is named; the worker sends the code."""
        self.story.people[who].address = address or self.story.people[who].address
        self.browser(who).give(self.story.people[who].address)
        self.app.deliver()

    def again(self, who: str) -> None:
        """A person has the code sent again."""
        self.browser(who).again()
        self.app.deliver()

    def prove(self, who: str) -> None:
        """A person types an address and the code that arrives there."""
        self.give(who)
        self.browser(who).enter(self.story.code(who))

    def sign_in(self, name: str, who: str, scope: str) -> None:
        """All of it, up to the app's tokens; who is signed in already is not asked."""
        self.send(name, who, scope)
        if self.sight(who).place == "address":
            self.prove(who)
        got = self.apps[name].exchange(self.sight(who).told["code"])

        assert got.refused_as is None, got

    @property
    def number(self) -> str:
        """What the page shows that was last to wait for a link."""
        return next(one.sight.number for one in reversed(self.browsers.values()) if one.sight.number)

    def come_home(self, tenant: str, who: str) -> None:
        """A person goes to the account page, and signs in where that is asked."""
        self.browser(who).look_after(self.story.tenants[tenant])
        if self.sight(who).place == "address":
            self.prove(who)

    def replace_address(self, who: str, address: str) -> None:
        """A person who is at the account page gives a new address; the worker sends the code."""
        kind: Kind = "email" if "@" in address else "phone"
        self.story.people[who].wanted = address
        self.browser(who).replace_address(kind)
        self.browser(who).give(address)
        self.app.deliver()
