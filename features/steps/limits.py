"""Windows, networks, and waits that are true."""

from datetime import timedelta

from pytest_bdd import parsers, step, then

from features.hands.app import App
from features.hands.story import Story


@step(parsers.parse("an installation that allows {count:d} calls per network and hour"))
def calls_per_network(app: App, count: int) -> None:
    """Calls of asking and typing, per tenant."""
    app.install(rate_limit_max=count)


@step(parsers.parse("an installation that sends an address {count:d} codes an hour"))
def codes_everywhere(app: App, count: int) -> None:
    """Over all tenants."""
    app.install(address_max_per_hour=count)


@step("an installation that serves the public")
def serves_the_public(app: App) -> None:
    """As `auth1 serve` does, not as on a developer's laptop."""
    app.install(must_end=True)


@step(parsers.parse('{who:w} calls from "{ip}"'))
def calls_from(story: Story, who: str, ip: str) -> None:
    """From another network."""
    story.people[who].ip = ip


@step(parsers.parse('{count:d} people at "{ip}" ask for a code'))
def people_ask(story: Story, count: int, ip: str) -> None:
    """Each for their own phone."""
    story.crowd(count, ip)


@step(parsers.parse('1 person at "{ip}" asks for a code'))
def person_asks(story: Story, ip: str) -> None:
    """For a phone that nobody asked for before."""
    story.crowd(1, ip)


@step(parsers.parse('{count:d} people at "{ip}" sign in'))
def people_sign_in(story: Story, count: int, ip: str) -> None:
    """Each with their own phone."""
    story.crowd(count, ip, signs_in=True)


@step(parsers.parse("{tenant:w}'s server asks for {count:d} people"))
def server_asks(story: Story, tenant: str, count: int) -> None:
    """Without saying where they are."""
    story.crowd(count, None, server=True)


@step(parsers.parse('{tenant:w}\'s server asks for {count:d} people at "{ip}"'))
def server_asks_at(story: Story, tenant: str, count: int, ip: str) -> None:
    """And says where they are."""
    story.crowd(count, ip, server=True)


@step(parsers.parse("{times:d} times {count:d} seconds go by and {who:w} asks for a code"))
def asks_at_intervals(story: Story, times: int, count: int, who: str) -> None:
    """Each time, first the wait."""
    story.ask(who, times=times, after=timedelta(seconds=count))


@step(parsers.parse("somebody guesses at {who:w}'s number for {hours:d} hours"))
def guesses(story: Story, who: str, hours: int) -> None:
    """Ten wrong codes an hour."""
    story.guess_for(who, hours)


@then(parsers.parse('the limit "{limit:w}" stands for {seconds:d} {:w}'))
def limit_stands(story: Story, limit: str, seconds: int) -> None:
    """The last call was refused, by this limit, for this long."""
    last = story.last

    assert ("rate_limited", limit, seconds) == (last.refused_as, last.said.get("limit"), last.wait)
