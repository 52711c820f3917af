"""What messages of more than one line say, and what is peculiar to mailboxes."""

from pytest_bdd import parsers, then

from features.hands.app import App
from features.hands.story import Story


@then(parsers.parse("{who:w}'s {thing:w} reads:"))
def reads(story: Story, who: str, docstring: str) -> None:
    """The message that arrived last, to the letter, but for a break at its end."""
    assert story.filled(who, docstring) == story.texts(who)[-1].rstrip("\n")


@then(parsers.parse('{who:w}\'s mailbox shows "{subject}"'))
def mailbox_shows(app: App, story: Story, who: str, subject: str) -> None:
    """The subject of the mail that arrived last."""
    assert story.filled(who, subject) == app.subjects(story.inbox(who))[-1]


@then(parsers.parse("{who:w}'s mailbox has received {count:d} {:w}"))
def mailbox_has_received(story: Story, who: str, count: int) -> None:
    """At the canonical form of the address that they used last."""
    assert count == len(story.texts(who))
