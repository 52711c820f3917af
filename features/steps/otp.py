"""Asking for codes, signing in, and what is answered."""

from pytest_bdd import parsers, step, then

from features.hands.story import Story


@step(parsers.parse("{who:w} asks for a code"))
def asks(story: Story, who: str) -> None:
    """At the address that they used last."""
    story.ask(who)


@step(parsers.parse("{who:w} asks for a code {times:d} times"))
def asks_times(story: Story, who: str, times: int) -> None:
    """One ask after the other, without waiting, at the address that they used last."""
    story.ask(who, times=times)


@step(parsers.parse('{who:w} asks for a code at "{address}"'))
def asks_at(story: Story, who: str, address: str) -> None:
    """At another address."""
    story.ask(who, at=address)


@step(parsers.parse('{who:w} asks for a code at "{address}" {times:d} times'))
def asks_often(story: Story, who: str, address: str, times: int) -> None:
    """One ask after the other, without waiting."""
    story.ask(who, at=address, times=times)


@step(parsers.parse('{who:w} asks "{tenant}" for a code'))
def asks_tenant(story: Story, who: str, tenant: str) -> None:
    """In the app of a tenant."""
    story.ask(who, of=tenant)


@step(parsers.parse('{who:w} asks "{tenant}" for a code at "{address}"'))
def asks_tenant_at(story: Story, who: str, tenant: str, address: str) -> None:
    """In the app of a tenant, at another address."""
    story.ask(who, of=tenant, at=address)


@step(parsers.parse("{who:w} signs in"))
def signs_in(story: Story, who: str) -> None:
    """Asks, and types what arrives."""
    story.sign_in(who)


@step(parsers.parse("{who:w} signs in {times:d} times"))
def signs_in_often(story: Story, who: str, times: int) -> None:
    """One sign-in after the other."""
    story.sign_in(who, times=times)


@then("a code is on its way")
def is_on_its_way(story: Story) -> None:
    """The last ask was granted."""
    assert (None, True) == (story.last.refused_as, "request_id" in story.last.said)


@then(parsers.parse("the code lives for {seconds:d} seconds"))
def code_lives(story: Story, seconds: int) -> None:
    """What the answer to the last ask says."""
    assert seconds == story.asks[-1].said["expires_in"]


@then(parsers.parse("the tries left are {count:d}"))
def tries_left(story: Story, count: int) -> None:
    """What the last answer says, to an ask or to a wrong code."""
    assert count == story.last.said["attempts_remaining"]


@then("it is the same request")
def same_request(story: Story) -> None:
    """The last two asks were granted, and got one id."""
    assert [None, None] == [ask.refused_as for ask in story.asks[-2:]]
    assert story.asks[-2].said["request_id"] == story.asks[-1].said["request_id"]


@then("it is a new request")
def new_request(story: Story) -> None:
    """The last two asks got two ids."""
    assert story.asks[-2].said["request_id"] != story.asks[-1].said["request_id"]
