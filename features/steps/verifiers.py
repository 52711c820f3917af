"""Servers of a tenant's that check tokens."""

from pytest_bdd import parsers, step, then

from features.hands.app import App
from features.hands.signed_in import SignedIn
from features.hands.story import Story


@step(parsers.re(r"(?P<tenant>\w+)'s server asks about (?P<who>\w+)'s (?P<kind>access|refresh) token"))
def asks_about(app: App, story: Story, signed_in: SignedIn, tenant: str, who: str, kind: str) -> None:
    """With its secret key."""
    token = signed_in.device(who).tokens["token" if kind == "access" else "refresh_token"]
    story.last = app.introspect(story.tenants[tenant], token)


@then(parsers.re(r"the token is (?P<what>active|inactive)"))
def is_active(story: Story, what: str) -> None:
    """Of one that is not, nothing else is said."""
    assert story.last.said["active"] is (what == "active")
    assert what == "active" or {"active": False} == story.last.said


@then(parsers.parse("it is {who:w}'s"))
def is_of(story: Story, signed_in: SignedIn, who: str) -> None:
    """Subject, session and tenant."""
    told, tokens = story.last.said, signed_in.device(who).tokens

    assert (tokens["user_id"], tokens["session_id"], signed_in.tenant.id) == (told["sub"], told["sid"], told["aud"])


@then(parsers.re(r"(?P<tenant>\w+)'s feed tells of (?P<who>\w+)'s session"))
def feed_tells_of(app: App, story: Story, signed_in: SignedIn, tenant: str, who: str) -> None:
    """And of no other."""
    told = app.revocations(story.tenants[tenant]).said

    assert [signed_in.device(who).tokens["session_id"]] == told["sessions"]


@then(parsers.re(r"(?P<tenant>\w+)'s feed tells of nobody"))
def feed_tells_of_nobody(app: App, story: Story, tenant: str) -> None:
    """Neither sessions nor users."""
    assert {"sessions": [], "users": {}} == app.revocations(story.tenants[tenant]).said


@then(parsers.re(r"(?P<tenant>\w+)'s feed names (?P<who>\w+) as \"(?P<reason>\w+)\""))
def feed_names(app: App, story: Story, signed_in: SignedIn, tenant: str, who: str, reason: str) -> None:
    """Nothing of the user counts."""
    assert {signed_in.user_id(who): reason} == app.revocations(story.tenants[tenant]).said["users"]
