"""Hooks, and what comes in from other houses."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import parsers, step, then, when

from adapters.imports.formats import FORMATS
from application.imports.import_users import Report
from domain.caller import Caller
from features.hands.app import App
from features.hands.ears import Ears
from features.hands.signed_in import SignedIn
from features.hands.story import Story
from tests.fixtures.loopback import Reply
from tests.fixtures.receiver import Receiver
from tests.fixtures.worlds import make_memory_world

FILES = Path(__file__).parents[2] / "tests" / "data" / "imports"
OPERATOR = Caller(actor="cli:test", request_id="cli_test")


@dataclass(slots=True)
class Moved:
    """What an import came to, and what left this house and another one."""

    report: Report = field(default_factory=Report)
    here: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)


@pytest.fixture
def moved() -> Moved:
    """Nothing yet."""
    return Moved()


def _hook(
    app: App, story: Story, ears: Ears, tenant: str, before: str, reply: Reply, on_failure: str = "refuse"
) -> None:
    made = ears.receivers["hook"] = Receiver(lambda _: reply)
    said = app.set_hook(story.tenants[tenant], made.url, before, on_failure)
    assert said.refused_as is None, said.said
    made.secret = said.said["secret"]


@step(parsers.parse('{tenant}\'s system allows new users, noting {name:w} "{value}"'))
def allows(app: App, story: Story, ears: Ears, tenant: str, name: str, value: str) -> None:
    """Each of them."""
    reply = Reply.of(200, {"decision": "allow", "app_metadata": {name: value}})
    _hook(app, story, ears, tenant, "user.create", reply)


@step(parsers.re(r"(?P<tenant>\w+)'s system refuses (?P<what>new users|codes)"))
def refuses(app: App, story: Story, ears: Ears, tenant: str, what: str) -> None:
    """Each of them."""
    before = "user.create" if what == "new users" else "code.send"
    _hook(app, story, ears, tenant, before, Reply.of(200, {"decision": "refuse", "reason": "no"}))


@step(parsers.re(r"(?P<tenant>\w+)'s system is down, and (?P<what>letting|nothing) is meant to happen then"))
def is_down(app: App, story: Story, ears: Ears, tenant: str, what: str) -> None:
    """It answers 503 to everything."""
    _hook(app, story, ears, tenant, "user.create", Reply(503), "allow" if what == "letting" else "refuse")


@then(parsers.parse('{tenant}\'s notes on {who:w} say {name:w} "{value}"'))
def notes_say(app: App, story: Story, signed_in: SignedIn, tenant: str, who: str, name: str, value: str) -> None:
    """What its system noted."""
    notes = {user["id"]: user["app_metadata"] for user in app.users_of(story.tenants[tenant])}

    assert {name: value} == notes[signed_in.user_id(who)]


def _run(app: App, signed_in: SignedIn, moved: Moved, file: str, system: str, *, dry: bool) -> None:
    cases = app.cases()
    tenant = cases.show_tenant()(signed_in.tenant.slug)
    *_, report = cases.import_users()(tenant, FORMATS[system](FILES / file), source=system, caller=OPERATOR, dry=dry)
    moved.report = report


@step(parsers.parse('the operator imports "{file}" from {system:w}'))
def imports(app: App, signed_in: SignedIn, moved: Moved, file: str, system: str) -> None:
    """With the command line."""
    _run(app, signed_in, moved, file, system, dry=False)


@when(parsers.parse('the operator reads "{file}" from {system:w}'))
def reads(app: App, signed_in: SignedIn, moved: Moved, file: str, system: str) -> None:
    """Without --apply."""
    _run(app, signed_in, moved, file, system, dry=True)


@then(parsers.re(r"(?P<count>\d+) users (?:are|would be) added"))
def are_added(moved: Moved, count: str) -> None:
    """By the report."""
    assert int(count) == moved.report.counts["added"]


@then(parsers.parse("{tenant:w} has {count:d} users"))
def has_users(app: App, story: Story, tenant: str, count: int) -> None:
    """As the tenant sees it."""
    assert count == len(app.users_of(story.tenants[tenant]))


@then("Grace is known, and Mallory's mailbox opens nothing")
def is_known(app: App, signed_in: SignedIn) -> None:
    """Her number was proven there, that mailbox was not."""
    found = app.users_of(signed_in.tenant)

    assert 1 == sum(user["phone"] == "+12015550124" for user in found)
    assert not any(user["email"] == "mallory@example.com" for user in found)
    assert any(user["app_metadata"].get("unproven") == {"email": "mallory@example.com"} for user in found)


@when(parsers.parse("the operator moves {tenant:w} to another house"))
def moves(app: App, story: Story, moved: Moved, tenant: str) -> None:
    """As a file, twice for good measure."""
    slug = story.tenants[tenant].slug
    moved.here = _written(app.cases(), slug)
    other = make_memory_world().container.use_cases
    for _ in range(2):
        list(other.import_tenant()([json.loads(line) for line in moved.here], caller=OPERATOR))
    moved.there = _written(other, slug)


def _written(cases: Any, slug: str) -> list[str]:
    lines = cases.export_tenant()(cases.show_tenant()(slug), secrets=True)
    return [json.dumps(line, sort_keys=True) for line in lines]


@then("not a line differs there")
def is_whole(moved: Moved) -> None:
    """Settings, keys, users, notes."""
    assert len(moved.here) > 4
    assert moved.here == moved.there
