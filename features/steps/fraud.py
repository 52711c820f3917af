"""Figures of fraud, and policies that are tried on what was recorded."""

from dataclasses import dataclass

import pytest
import yaml
from pytest_bdd import parsers, then, when

from domain.replay import Replay
from features.hands.app import App
from features.hands.story import Story


@dataclass(slots=True)
class Tried:
    """The replay of the scenario."""

    replay: Replay | None = None

    @property
    def found(self) -> Replay:
        """What came of it."""
        assert self.replay is not None

        return self.replay


@pytest.fixture
def tried() -> Tried:
    """Nothing yet."""
    return Tried()


@when("the policy that there is is replayed")
def replay_own(app: App, story: Story, tried: Tried) -> None:
    """As if it bit."""
    tried.replay = app.replay(next(iter(story.tenants.values())), {})


@when(parsers.parse('the policy "{policy}" is replayed'))
def replay_policy(app: App, story: Story, tried: Tried, policy: str) -> None:
    """With these thresholds."""
    tried.replay = app.replay(next(iter(story.tenants.values())), yaml.safe_load(f"{{{policy}}}"))


@then(parsers.parse("{count:d} asks were judged"))
def asks_were_judged(tried: Tried, count: int) -> None:
    """All that were recorded."""
    assert count == tried.found.asks


@then(parsers.parse("at least {count:d} more would have been refused"))
def more_refused(tried: Tried, count: int) -> None:
    """Of those that got a code."""
    assert count <= tried.found.newly_refused


@then(parsers.parse("at most {count:d} more would have been refused"))
def no_more_refused(tried: Tried, count: int) -> None:
    """Of those that got a code."""
    assert tried.found.newly_refused <= count


@then(parsers.parse("it would have made {count:d} mistakes"))
def mistakes(tried: Tried, count: int) -> None:
    """Blocked people who proved their code."""
    assert count == tried.found.mistakes


@then(parsers.parse("it would have saved at least {micros:d} micros"))
def saved(tried: Tried, micros: int) -> None:
    """Codes that were sent and never proven."""
    assert micros <= tried.found.saved_micros


@then(parsers.parse("the figures say {asked:d} asks and {allowed:d} codes"))
def figures_say(app: App, story: Story, asked: int, allowed: int) -> None:
    """Of the tenant's last days."""
    found = app.fraud(next(iter(story.tenants.values())))

    assert (asked, allowed) == (found["asked"], found["allowed"])


@then(parsers.parse('"{rule:w}" would have refused at least {count:d} of them'))
def rule_would(app: App, story: Story, rule: str, count: int) -> None:
    """By its line of the figures."""
    found = app.fraud(next(iter(story.tenants.values())))["by_rule"]

    assert count <= next(line["shadow"] for line in found if line["rule"] == rule)
