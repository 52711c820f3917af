"""People with browsers at the pages of a tenant, and the apps that lead them there."""

from dataclasses import dataclass, field

from features.hands.app import App
from features.hands.led_app import LedApp
from features.hands.story import Story
from features.hands.visitor import Sight, Visitor

NOWHERE = "198.51.100.99"


@dataclass(slots=True)
class AtPages:
    """Speaks of browsers by their owner, and of apps by their name; messages arrive as in the story."""

    app: App
    story: Story
    browsers: dict[str, Visitor] = field(default_factory=dict)
    apps: dict[str, LedApp] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)

    def browser(self, who: str) -> Visitor:
        """A person's browser, a new one if there is none yet."""
        if who not in self.browsers:
            ip = self.story.people[who].ip or NOWHERE
            self.browsers[who] = self.app.visitor(ip, self.languages.get(who, "en"))
        return self.browsers[who]

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
