"""What people decide at a tenant's pages, and where they go there by themselves."""

from pytest_bdd import parsers, step

from features.hands.at_pages import AtPages
from features.hands.story import Story


@step(parsers.parse("{who:w} agrees"))
def agrees(at_pages: AtPages, who: str) -> None:
    """The app may."""
    at_pages.browser(who).decide(agrees=True)


@step(parsers.parse("{who:w} does not agree"))
def denies(at_pages: AtPages, who: str) -> None:
    """The app may not."""
    at_pages.browser(who).decide(agrees=False)


@step(parsers.parse("{who:w} goes on as who she is"))
def goes_on(at_pages: AtPages, who: str) -> None:
    """With the account that is signed in."""
    at_pages.browser(who).stay()


@step(parsers.parse("{who:w} uses another account"))
def uses_another(at_pages: AtPages, who: str) -> None:
    """Which one, is asked next."""
    at_pages.browser(who).change()


@step(parsers.parse("{who:w} says that she means it"))
def confirms(at_pages: AtPages, who: str) -> None:
    """To be signed out."""
    at_pages.browser(who).confirm()


@step(parsers.re(r"(?P<who>\w+) gets (?P<owner>\w+)'s page into a browser of (?:his|her) own"))
def takes_page(at_pages: AtPages, who: str, owner: str) -> None:
    """All that is on it, and its address; no cookie."""
    at_pages.browser(who).take(at_pages.browser(owner))


@step(parsers.re(r"(?P<who>\w+) (?:loads the page again|goes back to the page that asked for her number)"))
def reloads(at_pages: AtPages, who: str) -> None:
    """By its address."""
    at_pages.browser(who).reload()


@step(parsers.parse("{who:w} gets to a page of {tenant:w}'s that is over"))
def gets_to_old_page(at_pages: AtPages, story: Story, who: str, tenant: str) -> None:
    """By an address that was kept."""
    at_pages.browser(who).find(story.tenants[tenant], "kept for long")


@step(parsers.parse("{who:w} turns to another browser"))
def turns(at_pages: AtPages, who: str) -> None:
    """One that has not been here; the one before stays as it is."""
    at_pages.turn(who)


@step(parsers.re(r"(?P<who>\w+) takes (?:her|his) (?P<device>phone|laptop|tablet)"))
def takes_device(at_pages: AtPages, who: str, device: str) -> None:
    """From now on it is the one at hand; the others stay as they are."""
    at_pages.at_hand[who] = device
