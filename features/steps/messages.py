"""What phones and mailboxes show."""

from pytest_bdd import parsers, step, then

from features.hands.app import App
from features.hands.story import Story


@step("the worker rests")
def worker_rests(story: Story) -> None:
    """Nothing is sent until it goes on."""
    story.worker_rests = True


@step("the worker goes on")
def worker_goes_on(app: App, story: Story) -> None:
    """What is owed is sent."""
    story.worker_rests = False
    app.deliver()


@then(parsers.parse('{who:w}\'s phone shows "{text}"'))
def phone_shows(app: App, story: Story, who: str, text: str) -> None:
    """The message that arrived last, to the letter."""
    assert story.filled(who, text) == app.texts(story.people[who].address)[-1]


@then(parsers.parse("{who:w}'s phone has shown {count:d} {:w}"))
def phone_has_shown(app: App, story: Story, who: str, count: int) -> None:
    """How many messages arrived."""
    assert count == len(app.texts(story.people[who].address))


@then(parsers.parse("{who:w}'s phone stays silent"))
def phone_is_silent(app: App, story: Story, who: str) -> None:
    """No message arrived."""
    assert [] == app.texts(story.people[who].address)


@then(parsers.parse('"{address}" has received 1 message'))
def has_received(app: App, address: str) -> None:
    """One message arrived there."""
    assert 1 == len(app.texts(address))


@then(parsers.parse("the code has {count:d} digits"))
def code_has_digits(story: Story, count: int) -> None:
    """The code that Ada got last."""
    assert count == len(story.code("Ada"))


@then("both messages carry the same code")
def same_code(story: Story) -> None:
    """Two messages, one code."""
    assert [story.code("Ada")] * 2 == story.codes("Ada")


@then("both messages say the same, to the letter")
def same_words(story: Story) -> None:
    """Two messages, one text."""
    assert [story.texts("Ada")[-1]] * 2 == story.texts("Ada")


@then("the messages carry different codes")
def different_codes(story: Story) -> None:
    """As many codes as messages."""
    assert len(story.codes("Ada")) == len(set(story.codes("Ada"))) > 1
