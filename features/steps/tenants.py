"""Tenants and their settings."""

from pytest_bdd import given, parsers, step, then

from features.hands.app import App
from features.hands.settings_table import settings_from
from features.hands.story import Story

Table = list[list[str]]


@step(parsers.parse('an installation that lets pages of "{origin}" call'))
def lets_pages_call(app: App, origin: str) -> None:
    """Where a tenant lists none of its own."""
    app.install(cors_origins=(origin,))


@given(parsers.parse('tenant "{name}"'))
def tenant(story: Story, name: str) -> None:
    """With every setting at its default."""
    story.given_tenant(name, {})


@given(parsers.parse('tenant "{name}" with:'))
def tenant_with(app: App, story: Story, name: str, datatable: Table) -> None:
    """With some settings of its own."""
    story.given_tenant(name, settings_from(datatable, app.now()))


@step(parsers.parse('the administrator creates tenant "{name}" under "{slug}"'))
def creates(story: Story, name: str, slug: str) -> None:
    """Granted or refused."""
    story.create_tenant(name, slug, {})


@step(parsers.parse('the administrator creates tenant "{name}" with:'))
def creates_with(app: App, story: Story, name: str, datatable: Table) -> None:
    """Granted or refused."""
    story.create_tenant(name, name.lower(), settings_from(datatable, app.now()))


@step(parsers.parse("the administrator deletes {name:w}"))
def deletes(app: App, story: Story, name: str) -> None:
    """Granted or refused."""
    story.last = app.delete_tenant(story.tenants[name])


@step(parsers.parse("{name:w}'s settings change to:"))
def changes(app: App, story: Story, name: str, datatable: Table) -> None:
    """Granted or refused."""
    story.last = app.change_tenant(story.tenants[name], settings_from(datatable, app.now()))


@then(parsers.parse("{name:w}'s settings show:"))
def settings_show(app: App, story: Story, name: str, datatable: Table) -> None:
    """Among others, these."""
    shown, told = app.settings_of(story.tenants[name]), settings_from(datatable, app.now())

    assert told == {setting: shown[setting] for setting in told}
