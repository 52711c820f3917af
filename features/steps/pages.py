"""What people type at a tenant's pages."""

import pytest
from pytest_bdd import given, parsers, step

from features.hands.app import App
from features.hands.at_pages import AtPages
from features.hands.story import Story
from features.steps.apps import scope_of
from features.steps.channels import LANGUAGES

ARABIC = {ord(str(digit)): chr(0x660 + digit) for digit in range(10)}


@pytest.fixture
def at_pages(app: App, story: Story) -> AtPages:
    """Nobody yet."""
    return AtPages(app, story)


@given(parsers.parse("{who:w}'s browser speaks {language}"))
def browser_speaks(at_pages: AtPages, who: str, language: str) -> None:
    """What its person prefers."""
    at_pages.languages[who] = LANGUAGES[language]


@step(parsers.re(r'(?P<who>\w+) has signed in to "(?P<name>\w+)"(?: with (?P<wants>.+))?'))
def has_signed_in(at_pages: AtPages, who: str, name: str, wants: str | None) -> None:
    """And the app has its tokens."""
    at_pages.sign_in(name, who, scope_of(wants))


@step(parsers.re(r"(?P<who>\w+) gives (?:her|his) number"))
def gives(at_pages: AtPages, who: str) -> None:
    """The one that they used last."""
    at_pages.give(who)


@step(parsers.re(r'(?P<who>\w+) gives the (?:number|mailbox) "(?P<address>[^"]+)"'))
def gives_address(at_pages: AtPages, who: str, address: str) -> None:
    """From now on it is the one that they use."""
    at_pages.give(who, address)


@step(parsers.re(r"(?P<who>\w+) gives (?:her|his) number and enters the code"))
def proves(at_pages: AtPages, who: str) -> None:
    """The one that arrives."""
    at_pages.prove(who)


@step(parsers.parse("{who:w} enters the code"))
def enters(at_pages: AtPages, story: Story, who: str) -> None:
    """The one that arrived last."""
    at_pages.browser(who).enter(story.code(who))


@step(parsers.parse("{who:w} enters the first code"))
def enters_first(at_pages: AtPages, story: Story, who: str) -> None:
    """The one that arrived first."""
    at_pages.browser(who).enter(story.codes(who)[0])


@step(parsers.parse("{who:w} enters {owner:w}'s code"))
def enters_code_of(at_pages: AtPages, story: Story, who: str, owner: str) -> None:
    """The one that arrived at somebody else's phone."""
    at_pages.browser(who).enter(story.code(owner))


@step(parsers.parse("{who:w} enters the code in Arabic digits"))
def enters_in_arabic(at_pages: AtPages, story: Story, who: str) -> None:
    """As an Arabic keyboard has them."""
    at_pages.browser(who).enter(story.code(who).translate(ARABIC))


@step(
    parsers.re(r"(?P<who>\w+) enters a wrong code(?: (?P<times>\d+) times)?"),
    converters={"times": lambda text: int(text or 1)},
)
def enters_wrong(at_pages: AtPages, story: Story, who: str, times: int) -> None:
    """As long as the right one, perhaps again and again."""
    for _ in range(times):
        at_pages.browser(who).enter(story.wrong_code(who))


@step(parsers.parse("{who:w} has the code sent again"))
def again(at_pages: AtPages, who: str) -> None:
    """Granted or refused."""
    at_pages.again(who)


@step(parsers.parse("{who:w}'s browser solves the puzzle"))
def solves(app: App, at_pages: AtPages, who: str) -> None:
    """As its script does."""
    at_pages.browser(who).solve(app.work)
    app.deliver()
