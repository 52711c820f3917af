"""Tenants as files in version control."""

from pytest_bdd import parsers, step, then

from features.hands.app import App
from features.hands.story import Story


@step("the operator applies:")
def applies(app: App, story: Story, docstring: str) -> None:
    """Whole, or refused."""
    story.file = docstring
    story.last = app.apply_file(docstring)


@step("the operator applies the same file")
def applies_again(app: App, story: Story) -> None:
    """Whole, or refused."""
    story.last = app.apply_file(story.file)


@step("the operator applies the export")
def applies_export(app: App, story: Story) -> None:
    """What there is, as a file."""
    story.last = app.apply_file(app.export_file())


@then(parsers.re(r'what changed is "(?P<changes>[^"]*)"'))
def what_changed(story: Story, changes: str) -> None:
    """Values by their tenant and path, in order."""
    assert (None, changes) == (story.last.refused_as, ", ".join(story.last.said["changes"]))


@then(parsers.re(r'the new keys are "(?P<names>[^"]*)"'))
def new_keys(story: Story, names: str) -> None:
    """By their names, in order."""
    assert names == ", ".join(story.last.said["keys"])
