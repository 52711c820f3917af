"""Time goes by."""

from datetime import timedelta

from pytest_bdd import parsers, step

from features.hands.app import App
from features.hands.story import Story


@step(parsers.parse("{count:d} {unit:w} go by"))
def time_goes_by(app: App, count: int, unit: str) -> None:
    """Seconds, minutes, hours or days."""
    app.later(timedelta(**{unit: count}))


@step("1 minute goes by")
def a_minute_goes_by(app: App) -> None:
    """One."""
    app.later(timedelta(minutes=1))


@step("exactly that long goes by")
def the_wait_goes_by(app: App, story: Story) -> None:
    """As long as the last refusal said."""
    app.later(story.wait)


@step("one second less than that goes by")
def almost_the_wait_goes_by(app: App, story: Story) -> None:
    """Not as long as the last refusal said."""
    app.later(story.wait - timedelta(seconds=1))
