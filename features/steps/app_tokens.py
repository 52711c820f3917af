"""What apps get for what people brought from a tenant's pages."""

from pytest_bdd import parsers, step, then

from features.hands.app import App
from features.hands.at_pages import AtPages
from features.hands.story import Story
from features.hands.tokens import claims_of, verifies


@step(parsers.parse('"{name:w}" gets tokens for what {who:w} brought'))
def gets_tokens(app: App, story: Story, at_pages: AtPages, name: str, who: str) -> None:
    """An ID token that the tenant's published keys verify, meant for this app."""
    led = at_pages.apps[name]
    got = led.exchange(at_pages.sight(who).told["code"])
    assert got.refused_as is None, got

    token = got.said["id_token"]
    assert (f"https://auth.test/t/{led.tenant.slug}", led.id) == (claims_of(token)["iss"], claims_of(token)["aud"])
    assert verifies(token, app.published_keys(led.tenant.slug))


@then(parsers.parse('"{name:w}" gets no tokens for what {who:w} brought'))
def gets_no_tokens(at_pages: AtPages, name: str, who: str) -> None:
    """The code is worth nothing."""
    assert "invalid_grant" == at_pages.apps[name].exchange(at_pages.sight(who).told["code"]).refused_as


@then(parsers.re(r'"(?P<name>\w+)" is told the number "(?P<number>[^"]+)"'))
def is_told_number(at_pages: AtPages, name: str, number: str) -> None:
    """In the ID token, and when it asks; as a number that was proven."""
    led, proven = at_pages.apps[name], (number, True)

    for told in (claims_of(led.tokens["id_token"]), led.ask_who().said):
        assert proven == (told.get("phone_number"), told.get("phone_number_verified"))


@then(parsers.parse('nothing that "{name:w}" is told has {who:w}\'s number in it'))
def is_told_no_number(story: Story, at_pages: AtPages, name: str, who: str) -> None:
    """Neither its tokens nor an answer."""
    led, number = at_pages.apps[name], story.people[who].address.lstrip("+")
    told = [claims_of(led.tokens["id_token"]), claims_of(led.tokens["access_token"]), led.ask_who().said]

    assert [True, True, True] == ["sub" in one for one in told]
    assert [] == [one for one in told if number in str(one)]


@then(parsers.parse('"{one:w}" and "{other:w}" know the same person'))
def know_the_same(at_pages: AtPages, one: str, other: str) -> None:
    """By their ID tokens."""
    first, second = (claims_of(at_pages.apps[name].tokens["id_token"]) for name in (one, other))

    assert first["sub"] == second["sub"]


@then(parsers.parse('"{name:w}" hears "{error:w}" of {who:w}'))
def hears_error(at_pages: AtPages, name: str, error: str, who: str) -> None:
    """In the address that the browser is led back to, and no code."""
    sight = at_pages.sight(who)

    assert at_pages.apps[name].back == sight.at.partition("?")[0]
    assert (error, None) == (sight.told.get("error"), sight.told.get("code"))


@step(parsers.parse('"{name:w}" renews its tokens'))
def renews(at_pages: AtPages, name: str) -> None:
    """With its refresh token."""
    assert at_pages.apps[name].renew().refused_as is None


@then(parsers.parse('"{name:w}" is shut out'))
def is_shut_out(at_pages: AtPages, name: str) -> None:
    """Its refresh token gives nothing, its access token opens nothing."""
    led = at_pages.apps[name]

    assert ("invalid_grant", "invalid_token") == (led.renew().refused_as, led.ask_who().refused_as)
