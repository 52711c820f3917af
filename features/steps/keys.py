"""Keys of a tenant's programs."""

from datetime import timedelta

from pytest_bdd import parsers, step, then

from features.hands.app import App
from features.hands.story import Story


@step(parsers.parse('{tenant:w} issues a {kind:w} key "{name}"'))
def issues(app: App, story: Story, tenant: str, kind: str, name: str) -> None:
    """One that does not end by itself."""
    story.keys[name] = app.issue_key(story.tenants[tenant], kind, name, None).said


@step(parsers.parse('{tenant:w} issues a {kind:w} key "{name}" that ends in {hours:d} hours'))
def issues_for_a_while(app: App, story: Story, tenant: str, kind: str, name: str, hours: int) -> None:
    """Granted or refused."""
    ends = app.now() + timedelta(hours=hours)
    story.last = app.issue_key(story.tenants[tenant], kind, name, ends)
    story.keys[name] = story.last.said


@step(parsers.parse('{tenant:w} revokes the key "{name}"'))
def revokes(app: App, story: Story, tenant: str, name: str) -> None:
    """At once."""
    story.last = app.revoke_key(story.tenants[tenant], story.keys[name]["id"], timedelta(0))


@step(parsers.parse('{tenant:w} revokes the key "{name}" {minutes:d} minutes from now'))
def revokes_later(app: App, story: Story, tenant: str, name: str, minutes: int) -> None:
    """With an overlap to change over in."""
    story.last = app.revoke_key(story.tenants[tenant], story.keys[name]["id"], timedelta(minutes=minutes))


@step(parsers.parse('{tenant:w} revokes {owner:w}\'s key "{name}"'))
def revokes_of_another(app: App, story: Story, tenant: str, owner: str, name: str) -> None:
    """Granted or refused."""
    story.last = app.revoke_key(story.tenants[tenant], story.keys[name]["id"], timedelta(0))


@step(parsers.parse('{who:w} makes up the key "{secret}"'))
def makes_up(story: Story, who: str, secret: str) -> None:
    """And tries it."""
    story.use_key(secret)


@step(parsers.parse('the key "{name}" opens the door'))
def opens(story: Story, name: str) -> None:
    """A code can be asked for with it."""
    assert story.use_key(story.keys[name]["key"]).refused_as is None


@then(parsers.parse('the key "{name}" opens nothing'))
def opens_nothing(story: Story, name: str) -> None:
    """Not even the door of sign-in."""
    assert "invalid_credentials" == story.use_key(story.keys[name]["key"]).refused_as


@then(parsers.parse('the key "{name}" begins with "{beginning}"'))
def begins_with(story: Story, name: str, beginning: str) -> None:
    """So that people and scanners see what it is; 192 random bits follow."""
    key = story.keys[name]["key"]

    assert (beginning, 48) == (key[: len(beginning)], len(key) - len(beginning))


@then(parsers.parse('{tenant:w}\'s list of keys shows "{names}"'))
def list_shows(app: App, story: Story, tenant: str, names: str) -> None:
    """Newest first."""
    assert names == ", ".join(key["name"] for key in app.keys_of(story.tenants[tenant]))


@then(parsers.parse("no secret is in {tenant:w}'s list of keys"))
def no_secret_is_listed(app: App, story: Story, tenant: str) -> None:
    """Neither of the first keys nor of the later ones."""
    known, listed = story.tenants[tenant], str(app.keys_of(story.tenants[tenant]))

    assert not [
        secret
        for secret in (known.publishable, known.secret, *(key["key"] for key in story.keys.values()))
        if secret in listed
    ]
