"""Secret keys that may do less."""

from pytest_bdd import given, parsers, step

from features.hands.accounts import Limits
from features.hands.app import App
from features.hands.story import Story
from features.hands.wire import Wire


@step(parsers.parse('{tenant:w} issues the key "{name}" that may "{scopes}"'))
def issues_scoped(app: App, story: Story, tenant: str, name: str, scopes: str) -> None:
    """Granted or refused."""
    story.last = app.issue_limited_key(story.tenants[tenant].secret, name, Limits(scopes.split(", ")))
    story.keys[name] = story.last.said


@step(parsers.parse('{tenant:w} issues the key "{name}" for the network "{network}"'))
def issues_for_network(app: App, story: Story, tenant: str, name: str, network: str) -> None:
    """Granted or refused."""
    story.last = app.issue_limited_key(story.tenants[tenant].secret, name, Limits(networks=[network]))
    story.keys[name] = story.last.said


@step(parsers.parse('{tenant:w} issues the key "{name}" for {count:d} calls a minute'))
def issues_metered(app: App, story: Story, tenant: str, name: str, count: int) -> None:
    """Granted or refused."""
    story.last = app.issue_limited_key(story.tenants[tenant].secret, name, Limits(rate_per_minute=count))
    story.keys[name] = story.last.said


@step(parsers.parse('whoever has the key "{giver}" issues the key "{name}" that may "{scopes}"'))
def gives_away(app: App, story: Story, giver: str, name: str, scopes: str) -> None:
    """Granted or refused."""
    story.last = app.issue_limited_key(story.keys[giver]["key"], name, Limits(scopes.split(", ")))
    story.keys[name] = story.last.said


@given(parsers.parse('the key "{name}" is used'))
def is_used(wire: Wire, story: Story, name: str) -> None:
    """Every further request carries it."""
    wire.headers["x-api-key"] = story.keys[name]["key"]


@step(parsers.parse('the requests come from "{ip}"'))
def come_from(wire: Wire, ip: str) -> None:
    """Every further one."""
    wire.ip = ip
