"""Providers, their troubles, what they tell later, and the worker who asks them in turn."""

import re
from datetime import timedelta

from pytest_bdd import parsers, step, then

from domain.message import Outcome, Status
from features.hands.app import App
from features.hands.story import Story

TROUBLES = {
    "is well again": Outcome.ACCEPTED,
    "is out of order": Outcome.UNAVAILABLE,
    "hangs": Outcome.TIMEOUT,
    "is asked too often": Outcome.RATE_LIMITED,
    "refuses the message": Outcome.REFUSED_BY_PROVIDER,
    "rejects our credentials": Outcome.AUTHENTICATION_FAILED,
    "answers nonsense": Outcome.UNKNOWN,
    "knows no such number": Outcome.INVALID_DESTINATION,
    "says that its owner opted out": Outcome.OPTED_OUT,
}
SECONDS = {"second": 1, "minute": 60}
TROUBLE = f"(?P<trouble>{'|'.join(TROUBLES)})"
NEWS = {"is on its way": Status.SENT, "was delivered": Status.DELIVERED, "was not delivered": Status.UNDELIVERED}


@step(parsers.re(r"the (?:SMS )?providers (?P<names>\S+(?:, \S+)* and \S+)"))
def providers(app: App, story: Story, names: str) -> None:
    """The first one is the first choice; all carry SMS but those that are named after another channel."""
    story.providers = re.split(", | and ", names)
    app.employ(story.providers)


@step(parsers.re(rf"the (?P<name>\S+) provider {TROUBLE}"))
def is_in_trouble(app: App, name: str, trouble: str) -> None:
    """From now on."""
    app.instruct(name, TROUBLES[trouble])


@step(parsers.re(f"every provider {TROUBLE}"))
def all_are_in_trouble(app: App, story: Story, trouble: str) -> None:
    """From now on."""
    for name in story.providers:
        app.instruct(name, TROUBLES[trouble])


@step("every provider is out of reach")
def all_are_out_of_reach(app: App, story: Story) -> None:
    """No connection can be made, so nobody can have got anything."""
    for name in story.providers:
        app.instruct(name, Outcome.UNAVAILABLE, reached=False)


@step(parsers.parse("the {name:w} provider is known for its receipts"))
def is_known_for_receipts(app: App, story: Story, name: str) -> None:
    """It told of another message, to Grace's country, a minute ago."""
    story.ask("Grace")
    story.report(Status.DELIVERED, of=name)
    app.later(timedelta(minutes=1))


@step(parsers.re(r"the worker is at work for (?P<count>\d+) (?P<unit>second|minute)s?"), converters={"count": int})
def worker_works(app: App, story: Story, count: int, unit: str) -> None:
    """A look each second, also when nothing is due."""
    story.worker_rests = False
    app.deliver()
    for _ in range(count * SECONDS[unit]):
        app.later(timedelta(seconds=1))
        app.deliver()


@step(parsers.re(rf"a receipt (?:of the (?P<name>\S+) provider )?says that the message (?P<news>{'|'.join(NEWS)})"))
def receipt_says(app: App, story: Story, name: str | None, news: str) -> None:
    """Of the last hand-over; the worker is awake."""
    story.report(NEWS[news], of=name)
    app.deliver()


@step("a receipt says that the number is not in service")
def receipt_says_for_good(app: App, story: Story) -> None:
    """Not delivered, and nobody else could do better."""
    story.report(Status.UNDELIVERED, permanent=True)
    app.deliver()


@then("the message was handed to:")
def was_handed_to(story: Story, datatable: list[list[str]]) -> None:
    """Every hand-over of the newest message, oldest first: the provider and what it answered."""
    newest = story.explain()["messages"][-1]

    assert datatable == [[made["provider"], made["outcome"]] for made in newest["attempts"]]


@then("the message was handed to nobody")
def was_handed_to_nobody(story: Story) -> None:
    """No provider was asked."""
    assert [] == story.explain()["messages"][-1]["attempts"]
