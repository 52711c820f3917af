"""Apps that a tenant registers."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from pytest_bdd import parsers, step, then

from domain.oauth_client import OAuthClient
from features.hands.app import App
from features.hands.story import AT_ONCE, Story

Table = list[list[str]]
METHODS = {"web": "client_secret_basic", "phone": "none"}
NEW = r'(?P<tenant>\w+) registers the (?P<kind>web|phone) app "(?P<name>\w+)" that leads back to "(?P<uri>.*)"'
LISTS = ("redirect_uris", "grant_types", "scopes")


@dataclass(slots=True)
class Registered:
    """The apps of a scenario: whose they are, their ids, and their secrets, the newest last."""

    app: App
    story: Story
    owners: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def keep(self, tenant: str, name: str) -> None:
        """Remember what the last call made, if it made something."""
        said = self.story.last.said
        if self.story.last.refused_as is None:
            self.owners[name], self.ids[name] = tenant, said["id"]
            self.secrets.setdefault(name, []).extend([said["secret"]] if "secret" in said else [])

    def found(self, name: str) -> OAuthClient | None:
        """What a sign-in would find."""
        return self.app.found_client(self.story.tenants[self.owners[name]], self.ids[name])

    def client(self, name: str) -> OAuthClient:
        """The app, which is there."""
        found = self.found(name)
        assert found is not None

        return found

    def is_proven_by(self, name: str, place: int) -> bool:
        """Whether an app is known by its last secret but so many."""
        return self.client(name).matches(self.secrets[name][-1 - place], self.app.now())


@pytest.fixture
def registered(app: App, story: Story) -> Registered:
    """None yet."""
    return Registered(app, story)


@step(parsers.re(NEW))
def registers(app: App, story: Story, registered: Registered, tenant: str, kind: str, name: str, uri: str) -> None:
    """Granted or refused."""
    values = {"name": name, "auth_method": METHODS[kind], "redirect_uris": [uri]}
    story.last = app.register(story.tenants[tenant], values)
    registered.keep(tenant, name)


@step(parsers.parse("{tenant:w} registers an app with:"))
def registers_with(app: App, story: Story, tenant: str, datatable: Table) -> None:
    """Granted or refused."""
    values: dict[str, Any] = {name: value.split(", ") if name in LISTS else value for name, value in datatable}
    story.last = app.register(story.tenants[tenant], values)


@step(parsers.parse('{tenant:w} gives the app "{name}" a new secret'))
def gives_secret(app: App, story: Story, registered: Registered, tenant: str, name: str) -> None:
    """The one before ends at once."""
    story.last = app.rotate_client_secret(story.tenants[tenant], registered.ids[name], AT_ONCE)
    registered.keep(tenant, name)


@step(parsers.parse('{tenant:w} gives the app "{name}" a new secret, with an overlap of {minutes:d} minutes'))
def gives_secret_in_peace(app: App, story: Story, registered: Registered, tenant: str, name: str, minutes: int) -> None:
    """Both are good for a while."""
    overlap = timedelta(minutes=minutes)
    story.last = app.rotate_client_secret(story.tenants[tenant], registered.ids[name], overlap)
    registered.keep(tenant, name)


@step(parsers.parse('{tenant:w} lets the app "{name}" lead back to "{uri}"'))
def lets_lead_back(app: App, story: Story, registered: Registered, tenant: str, name: str, uri: str) -> None:
    """There and nowhere else."""
    story.last = app.change_client(story.tenants[tenant], registered.ids[name], {"redirect_uris": [uri]})


@step(parsers.parse('{tenant:w} deletes the app "{name}"'))
def deletes_app(app: App, story: Story, registered: Registered, tenant: str, name: str) -> None:
    """Granted or refused."""
    story.last = app.delete_client(story.tenants[tenant], registered.ids[name])


@then(parsers.parse('the app "{name}" proves itself by its secret'))
def proves_itself(registered: Registered, name: str) -> None:
    """By the one that it got last."""
    assert registered.is_proven_by(name, 0)


@then(parsers.parse('the app "{name}" proves itself by the secret before'))
def proves_itself_still(registered: Registered, name: str) -> None:
    """Its server has not changed over yet."""
    assert registered.is_proven_by(name, 1)


@then(parsers.parse('the app "{name}" does not prove itself by the secret before'))
def proves_itself_no_more(registered: Registered, name: str) -> None:
    """Its time is over."""
    assert not registered.is_proven_by(name, 1)


@then(parsers.parse('the app "{name}" has no secret'))
def has_no_secret(registered: Registered, name: str) -> None:
    """It got none, and none is kept of it."""
    assert ([], ()) == (registered.secrets[name], registered.client(name).secrets)


@then(parsers.parse('the app "{name}" may lead back to "{uri}"'))
def may_lead_back(registered: Registered, name: str, uri: str) -> None:
    """A browser is sent there."""
    assert registered.client(name).may_redirect_to(uri)


@then(parsers.parse('the app "{name}" may not lead back to "{uri}"'))
def may_not_lead_back(registered: Registered, name: str, uri: str) -> None:
    """No browser is sent there."""
    assert not registered.client(name).may_redirect_to(uri)


@then(parsers.parse('the app "{name}" is not there'))
def is_not_there(registered: Registered, name: str) -> None:
    """A sign-in finds nothing."""
    assert registered.found(name) is None


@then(parsers.parse("no secret is in {tenant:w}'s list of apps"))
def no_secret_is_listed_of_apps(app: App, story: Story, registered: Registered, tenant: str) -> None:
    """The list has the apps, and how their secrets begin."""
    listed = app.clients(story.tenants[tenant]).said["data"]
    secrets = [secret for each in registered.secrets.values() for secret in each]

    assert len(registered.ids) == len(listed)
    assert [] == [secret for secret in secrets if secret in str(listed)]
