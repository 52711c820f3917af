"""Apps that lead people to a tenant's pages, and send them out again."""

from pytest_bdd import given, parsers, step

from features.hands.at_pages import AtPages
from features.hands.story import Story

WANTED = {"her phone number": "phone", "her profile": "profile", "lasting access": "offline_access"}
SENDS = r'"(?P<name>\w+)" sends (?P<who>\w+) to sign in(?: and wants (?P<wants>.+))?'


def scope_of(wants: str | None) -> str:
    """What is wanted, under its name in OAuth."""
    return " ".join(["openid", *(WANTED[one] for one in (wants or "").split(" and ") if one)])


@given(parsers.re(r'(?P<tenant>\w+)\'s own app "(?P<name>\w+)"'))
def own_app(at_pages: AtPages, tenant: str, name: str) -> None:
    """Nobody is asked whether it may."""
    at_pages.let_in(tenant, name, needs_consent=False)


@given(parsers.re(r'somebody else\'s app "(?P<name>\w+)" at (?P<tenant>\w+)'))
def foreign_app(at_pages: AtPages, tenant: str, name: str) -> None:
    """People are asked whether it may."""
    at_pages.let_in(tenant, name, needs_consent=True)


@step(parsers.re(SENDS))
def sends(at_pages: AtPages, name: str, who: str, wants: str | None) -> None:
    """In the person's browser."""
    at_pages.send(name, who, scope_of(wants))


@step(parsers.parse('"{name:w}" sends {who:w} to sign in anew'))
def sends_anew(at_pages: AtPages, name: str, who: str) -> None:
    """Whoever is signed in."""
    at_pages.send(name, who, prompt="login")


@step(parsers.parse('"{name:w}" sends {who:w} to sign in, unless she did within {minutes:d} minutes'))
def sends_unless(at_pages: AtPages, name: str, who: str, minutes: int) -> None:
    """An older proof does not do."""
    at_pages.send(name, who, max_age=str(minutes * 60))


@step(parsers.parse('"{name:w}" sends {who:w} to choose an account and wants her phone number'))
def sends_to_choose(at_pages: AtPages, name: str, who: str) -> None:
    """Whoever is signed in."""
    at_pages.send(name, who, "openid phone", prompt="select_account")


@step(parsers.parse('"{name:w}" asks {who:w}\'s browser, without a word to her, whether she is signed in'))
def asks_silently(at_pages: AtPages, name: str, who: str) -> None:
    """No page is shown."""
    at_pages.send(name, who, prompt="none")


@step(parsers.parse('"{name:w}" sends {who:w} to sign out'))
def sends_out(at_pages: AtPages, name: str, who: str) -> None:
    """With the ID token that it got."""
    led = at_pages.apps[name]
    at_pages.browser(who).leave(led.tenant, led.parts(shows_token=True))


@step(parsers.parse('"{name:w}" sends {who:w} to sign out, and shows no ID token'))
def sends_out_unproven(at_pages: AtPages, name: str, who: str) -> None:
    """As any link can."""
    led = at_pages.apps[name]
    at_pages.browser(who).leave(led.tenant, led.parts(shows_token=False))


@step(parsers.parse('"{name:w}" sends {who:w} to sign out to "{uri}"'))
def sends_out_to(at_pages: AtPages, name: str, who: str, uri: str) -> None:
    """With the ID token, and to somewhere else."""
    led = at_pages.apps[name]
    at_pages.browser(who).leave(led.tenant, {**led.parts(shows_token=True), "post_logout_redirect_uri": uri})


@step(parsers.parse('"{name:w}" sends {who:w} to sign in, and back to "{uri}"'))
def sends_back_to(at_pages: AtPages, name: str, who: str, uri: str) -> None:
    """To somewhere else."""
    at_pages.send(name, who, redirect_uri=uri)


@step(parsers.parse('"{name:w}" sends {who:w} to sign in at {tenant:w}'))
def sends_to(at_pages: AtPages, story: Story, name: str, who: str, tenant: str) -> None:
    """Whoever's app it is."""
    at_pages.browser(who).come(story.tenants[tenant], at_pages.apps[name].asks("openid"))
