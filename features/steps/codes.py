"""Typing codes: right ones, wrong ones, old ones, and those of others."""

from datetime import timedelta

from pytest_bdd import parsers, step, then

from features.hands.app import App
from features.hands.story import Story


@step(parsers.parse("{who:w} types the code"))
def types(story: Story, who: str) -> None:
    """The one that arrived last."""
    story.prove(who, story.code(who))


@step(parsers.parse('{who:w} types the code at "{tenant}"'))
def types_at(story: Story, who: str, tenant: str) -> None:
    """In the app of a tenant."""
    story.prove(who, story.code(who), of=tenant)


@step(parsers.parse('{who:w} types the code for "{address}"'))
def types_for(story: Story, who: str, address: str) -> None:
    """With the address written in another way."""
    story.prove(who, story.code(who), at=address)


@step(parsers.parse("{who:w} types the first code"))
def types_first(story: Story, who: str) -> None:
    """The one that arrived first."""
    story.prove(who, story.codes(who)[0])


@step(parsers.parse('{who:w} types the first code at "{tenant}"'))
def types_first_at(story: Story, who: str, tenant: str) -> None:
    """The one that arrived first, in the app of a tenant."""
    story.prove(who, story.codes(who)[0], of=tenant)


@step(parsers.parse("{who:w} types {owner:w}'s code"))
def types_code_of(story: Story, who: str, owner: str) -> None:
    """The one that arrived at somebody else's phone."""
    story.prove(who, story.code(owner))


@step(parsers.parse('{who:w} types "{code:w}"'))
def types_text(story: Story, who: str, code: str) -> None:
    """These digits."""
    story.prove(who, code)


@step(parsers.parse('{who:w} types "{code:w}" for "{address}"'))
def types_text_for(story: Story, who: str, code: str, address: str) -> None:
    """These digits, for another address."""
    story.prove(who, code, at=address)


@step(parsers.parse('{who:w} types "{code:w}" {times:d} times'))
def types_text_often(story: Story, who: str, code: str, times: int) -> None:
    """These digits, again and again."""
    story.prove(who, code, times=times)


@step(parsers.parse("{who:w} types a wrong code"))
def types_wrong(story: Story, who: str) -> None:
    """As long as the right one."""
    story.prove(who, story.wrong_code(who))


@step(parsers.parse("{who:w} types a wrong code {times:d} times"))
def types_wrong_often(story: Story, who: str, times: int) -> None:
    """The same wrong one, again and again."""
    story.prove(who, story.wrong_code(who), times=times)


@step(parsers.parse('{who:w} types a wrong code at "{tenant}"'))
def types_wrong_at(story: Story, who: str, tenant: str) -> None:
    """In the app of a tenant."""
    story.prove(who, story.wrong_code(who), of=tenant)


@step(parsers.parse('{who:w} types a wrong code at "{tenant}" {times:d} times'))
def types_wrong_at_often(story: Story, who: str, tenant: str, times: int) -> None:
    """In the app of a tenant, again and again."""
    story.prove(who, story.wrong_code(who), of=tenant, times=times)


@then(parsers.parse('after its ten minutes it is refused as "{reason:w}"'))
def refused_later(app: App, story: Story, reason: str) -> None:
    """The same digits as last time, when their time is over."""
    app.later(timedelta(minutes=10))
    story.prove("Ada", story.code("Ada"))

    assert reason == story.last.refused_as
