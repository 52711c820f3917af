"""The product says no."""

from pytest_bdd import parsers, then

from features.hands.story import Story


@then(parsers.parse('the {thing:w} is refused as "{reason:w}"'))
def it_is_refused(story: Story, thing: str, reason: str) -> None:
    """The last call was refused, and why."""
    assert reason == story.last.refused_as


@then(parsers.parse('the fields named are "{names}"'))
def fields_are_named(story: Story, names: str) -> None:
    """The refusal names exactly these fields."""
    assert names == story.last.fields
