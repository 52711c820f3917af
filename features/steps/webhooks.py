"""Systems of a tenant's own that listen."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pytest_bdd import parsers, step, then, when

from domain.event_catalogue import CATALOGUE
from features.hands.app import App
from features.hands.ears import Ears
from features.hands.story import PEOPLE, Story
from tests.fixtures.loopback import Reply
from tests.fixtures.receiver import Receiver, is_signed


@pytest.fixture
def ears() -> Iterator[Ears]:
    """Ended with the scenario."""
    made = Ears()
    yield made
    for receiver in made.receivers.values():
        receiver.server.stop()


@step(parsers.re(r"(?P<tenant>\w+)'s (?P<name>receiver|witness) listens for \"(?P<events>[^\"]*)\""))
def listens(app: App, story: Story, ears: Ears, tenant: str, name: str, events: str) -> None:
    """A webhook on this machine, which the operator has opened."""
    receiver = ears.receivers[name] = Receiver()
    made = app.webhook(story.tenants[tenant], receiver.url, events.split(", "))
    assert made.refused_as is None, made.said
    ears.ids[name], receiver.secret = made.said["id"], made.said["secret"]


@step(parsers.parse("the receiver answers {status:d}"))
def answers(ears: Ears, status: int) -> None:
    """From now on."""
    ears.receiver.judge = lambda _: Reply(status)


@step(parsers.parse("the receiver answers {status:d} and asks for {seconds:d} seconds"))
def answers_later(ears: Ears, status: int, seconds: int) -> None:
    """With Retry-After."""
    ears.receiver.judge = lambda _: Reply(status, headers={"Retry-After": str(seconds)})


@step("the worker tells webhooks")
def worker_tells(app: App) -> None:
    """Everything that is due."""
    app.post_webhooks()


@step(parsers.parse("{times:d} times {hours:d} hours go by and the worker tells webhooks"))
def worker_tells_often(app: App, times: int, hours: int) -> None:
    """Again and again."""
    for _ in range(times):
        app.later(timedelta(hours=hours))
        app.post_webhooks()


@step("the receiver forgets everything")
def forgets(ears: Ears) -> None:
    """As a system that was restored from an old copy."""
    ears.receiver.arrivals.clear()


@then(parsers.re(r"the (?P<name>receiver|witness) has heard \"(?P<types>[^\"]*)\""))
def has_heard(ears: Ears, name: str, types: str) -> None:
    """These events and no other, in whatever order."""
    assert types.split(", ") == sorted(ears.receivers[name].types)


@then("the receiver has heard nothing")
def has_heard_nothing(ears: Ears) -> None:
    """Not one request came."""
    assert [] == ears.receiver.arrivals


@then("every event fits its schema")
def fits(ears: Ears) -> None:
    """By a foreign validator."""
    for event in ears.receiver.events:
        Draft202012Validator(CATALOGUE[event["type"]].schema()).validate(event)


@then("no event names an address")
def names_no_address(ears: Ears) -> None:
    """Ids alone."""
    bodies = b"".join(arrival.body for arrival in ears.receiver.arrivals).decode()

    assert not any(address in bodies for pair in PEOPLE.values() for address in pair)


@step(parsers.parse("the receiver was asked {times:d} times"))
def was_asked(ears: Ears, times: int) -> None:
    """So many requests came."""
    assert times == len(ears.receiver.arrivals)


@then("it was the same event each time")
def same_event(ears: Ears) -> None:
    """`webhook-id` is constant, the timestamp is not."""
    headers = [arrival.headers for arrival in ears.receiver.arrivals]

    assert 1 == len({one["webhook-id"] for one in headers})
    assert len(headers) == len({one["webhook-timestamp"] for one in headers})


@then(parsers.parse('the delivery is "{status:w}" after {attempts:d} attempts'))
def delivery_is(app: App, story: Story, ears: Ears, status: str, attempts: int) -> None:
    """As the tenant sees it."""
    assert [(status, attempts)] == [(one["status"], one["attempts"]) for one in _deliveries(app, story, ears)]


def _deliveries(app: App, story: Story, ears: Ears) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = app.deliveries(_first(story), ears.id).said["data"]
    return found


def _first(story: Story) -> Any:
    return next(iter(story.tenants.values()))


@then(parsers.parse('the receiver is disabled as "{reason:w}"'))
def is_disabled(app: App, story: Story, ears: Ears, reason: str) -> None:
    """The tenant sees why."""
    found = {one["id"]: one for one in app.webhooks(_first(story)).said["data"]}

    assert (False, reason) == (found[ears.id]["enabled"], found[ears.id]["disabled_as"])


@step(parsers.re(r"(?P<tenant>\w+) (?P<what>enables|disables) the receiver"))
def changes(app: App, story: Story, ears: Ears, tenant: str, what: str) -> None:
    """By hand."""
    made = app.change_webhook(story.tenants[tenant], ears.id, {"enabled": what == "enables"})

    assert (None, what == "enables") == (made.refused_as, made.said["enabled"])


@when(parsers.parse("{tenant:w} has the last delivery made again"))
def again(app: App, story: Story, ears: Ears, tenant: str) -> None:
    """The newest."""
    story.last = app.redeliver(story.tenants[tenant], ears.id, _deliveries(app, story, ears)[0]["id"])


@when(parsers.parse('{tenant:w} has delivery "{event_id}" made again'))
def again_by_id(app: App, story: Story, ears: Ears, tenant: str, event_id: str) -> None:
    """By its id."""
    story.last = app.redeliver(story.tenants[tenant], ears.id, event_id)


@when(parsers.parse('{tenant:w} has "{events}" of the last minute delivered again'))
def again_many(app: App, story: Story, ears: Ears, tenant: str, events: str) -> None:
    """By type and time."""
    app.later(timedelta(seconds=1))
    now = app.now()
    chosen = {"from": (now - timedelta(minutes=1)).isoformat(), "to": now.isoformat(), "events": events.split(", ")}
    story.last = app.redeliver_many(story.tenants[tenant], ears.id, chosen)

    assert (None, 1) == (story.last.refused_as, story.last.said["redelivered"])


@then("one event came twice with one id")
def came_twice(ears: Ears) -> None:
    """And the others once."""
    assert [2, 1, 1, 1] == sorted(ears.receiver.times().values(), reverse=True)


@step(parsers.parse("{tenant:w} gives the receiver a new secret, with an overlap of {seconds:d} seconds"))
def rotates(app: App, story: Story, ears: Ears, tenant: str, seconds: int) -> None:
    """The receiver knows both."""
    made = app.rotate_webhook(story.tenants[tenant], ears.id, seconds)
    ears.before, ears.receiver.secret = ears.receiver.secret, made.said["secret"]


@then(parsers.re(r"the last delivery is (?P<no>not )?signed with the (?P<which>receiver's secret|secret before)"))
def signed_with(ears: Ears, no: str | None, which: str) -> None:
    """By the specification's own library."""
    secret = ears.before if which == "secret before" else ears.receiver.secret

    assert (no is None) is is_signed(ears.receiver.arrivals[-1], secret)


@when(parsers.parse('{tenant:w} lets "{url}" listen'))
def lets_listen(app: App, story: Story, tenant: str, url: str) -> None:
    """Whatever it leads to."""
    story.last = app.webhook(story.tenants[tenant], url, ["*"])
