"""Links of mails: who opens them, where, and what is entered there."""

from pytest_bdd import parsers, step

from features.hands.app import App
from features.hands.at_pages import AGENT, NOWHERE, AtPages
from features.hands.story import Story


@step(parsers.re(r"(?P<who>\w+) opens the (?P<first>first )?link"))
def opens(at_pages: AtPages, story: Story, who: str, first: str | None) -> None:
    """The one that arrived last, or first."""
    at_pages.browser(who).follow(story.links(who)[0 if first else -1])


@step(parsers.parse("{who:w} opens the link at {tenant:w}"))
def opens_at(at_pages: AtPages, story: Story, who: str, tenant: str) -> None:
    """As if another tenant had sent it."""
    start, _, text = story.links(who)[-1].rpartition("/link/")
    at_pages.browser(who).follow(f"{start.rpartition('/')[0]}/{story.tenants[tenant].slug}/link/{text}")


@step(parsers.parse("a program opens {owner:w}'s link {times:d} times"))
def program_opens(app: App, story: Story, owner: str, times: int) -> None:
    """As programs do that look into mails, each time as somebody new."""
    for _ in range(times):
        app.visitor(NOWHERE, "en", AGENT).follow(story.links(owner)[-1])


@step(parsers.parse("{who:w} presses the button"))
def presses(at_pages: AtPages, who: str) -> None:
    """And does nothing else."""
    at_pages.browser(who).press()


@step(parsers.parse("{who:w} enters the number"))
def enters_number(at_pages: AtPages, who: str) -> None:
    """The one that the waiting page shows."""
    at_pages.browser(who).press(at_pages.number)


@step(
    parsers.re(r"(?P<who>\w+) enters a wrong number(?: (?P<times>\d+) times)?"),
    converters={"times": lambda text: int(text or 1)},
)
def enters_wrong_number(at_pages: AtPages, who: str, times: int) -> None:
    """Others than the waiting page shows, one after the other."""
    wrong = [str(number) for number in range(10, 100) if str(number) != at_pages.number]
    for number in wrong[:times]:
        at_pages.browser(who).press(number)


@step(parsers.parse("{who:w} goes on"))
def goes_on(at_pages: AtPages, who: str) -> None:
    """In the browser that waits."""
    at_pages.browser(who).go_on()


@step(parsers.parse("{who:w} has the link sent again"))
def again(at_pages: AtPages, who: str) -> None:
    """Granted or refused."""
    at_pages.again(who)
