"""Requests and answers as they are on the wire; only for scenarios that are about it."""

from pytest_bdd import given, parsers, step, then

from features.hands.story import Story
from features.hands.wire import Wire
from tests.fixtures.worlds import ADMIN_TOKEN

Table = list[list[str]]


@given(parsers.parse("{tenant:w}'s {kind:w} key"))
def key_of(wire: Wire, story: Story, tenant: str, kind: str) -> None:
    """Every further request carries it."""
    wire.headers["x-api-key"] = getattr(story.tenants[tenant], kind)


@given("no key")
def no_key(wire: Wire) -> None:
    """Further requests carry none."""
    wire.headers.pop("x-api-key", None)


@given("the administrator's token")
def administrator(wire: Wire) -> None:
    """Every further request carries it."""
    wire.headers["Authorization"] = f"Bearer {ADMIN_TOKEN}"


@step(parsers.parse('the bearer is "{bearer}"'))
def bearer_is(wire: Wire, bearer: str) -> None:
    """Every further request carries it."""
    wire.headers["Authorization"] = f"Bearer {bearer}"


@step(parsers.parse('the header "{name}" says "{value}"'))
def header_says(wire: Wire, name: str, value: str) -> None:
    """Every further request carries it."""
    wire.headers[name] = value


@step(parsers.parse('{method:w} "{path}" is sent'))
def is_sent(wire: Wire, method: str, path: str) -> None:
    """Without a body."""
    wire.send(method, path)


@step(parsers.parse('{method:w} "{path}" is sent with:'))
def is_sent_with(wire: Wire, method: str, path: str, datatable: Table) -> None:
    """With fields."""
    wire.send(method, path, dict(datatable))


@step("its path is kept")
def path_is_kept(wire: Wire) -> None:
    """Where the thing is that the last call made."""
    wire.kept = f"{wire.path}/{wire.fields['id']}"


@step(parsers.parse("{method:w} the kept path is sent"))
def kept_is_sent(wire: Wire, method: str) -> None:
    """Without a body."""
    wire.send(method, wire.kept)


@step(parsers.parse("{method:w} the kept path is sent with:"))
def kept_is_sent_with(wire: Wire, method: str, datatable: Table) -> None:
    """With fields."""
    wire.send(method, wire.kept, dict(datatable))


@step('the header "If-Match" says the ETag that came')
def if_match_says(wire: Wire) -> None:
    """Every further request carries it."""
    wire.headers["If-Match"] = wire.response.headers["ETag"]


@then("the ETag is another one")
def etag_is_another(wire: Wire) -> None:
    """Than the one that the request named."""
    assert wire.headers["If-Match"] != wire.response.headers["ETag"]


@then("the last two answers are the same")
def answers_are_the_same(wire: Wire) -> None:
    """To the letter."""
    assert wire.responses[-2].data == wire.responses[-1].data


@then(parsers.parse("the answer is {status:d}"))
def answer_is(wire: Wire, status: int) -> None:
    """Its status."""
    assert status == wire.response.status_code, wire.response.text


@then(parsers.parse('the answer is {status:d} "{code:w}"'))
def answer_is_problem(wire: Wire, status: int, code: str) -> None:
    """A problem document with its status and its code."""
    shown = wire.fields

    assert (status, status, code) == (wire.response.status_code, shown["status"], shown["code"])
    assert (f"https://auth.test/errors#{code}", "application/problem+json") == (shown["type"], wire.response.mimetype)


@then(parsers.parse('the fields are "{names}"'))
def fields_are(wire: Wire, names: str) -> None:
    """All of them, in any order."""
    assert sorted(names.split(", ")) == sorted(wire.fields)


@then(parsers.parse('the field "{name:w}" is "{value}"'))
def field_is(wire: Wire, name: str, value: str) -> None:
    """One of them."""
    assert value == str(wire.fields[name])


@then(parsers.parse('the errors name "{names}"'))
def errors_name(wire: Wire, names: str) -> None:
    """Exactly these fields, sorted."""
    assert names == ", ".join(sorted(error["field"] for error in wire.fields["errors"]))


@then(parsers.parse('the header "{name}" is "{value}"'))
def header_is(wire: Wire, name: str, value: str) -> None:
    """As it came."""
    assert value == wire.response.headers.get(name)


@then(parsers.parse('there is a header "{name}"'))
def header_is_there(wire: Wire, name: str) -> None:
    """With whatever it says."""
    assert name in wire.response.headers


@then(parsers.parse('there is no header "{name}"'))
def header_is_absent(wire: Wire, name: str) -> None:
    """Not even an empty one."""
    assert name not in wire.response.headers


@then("the answer and its header X-Request-Id name the same request")
def request_is_named(wire: Wire) -> None:
    """So that a log line can be found from either."""
    assert wire.fields["request_id"] == wire.response.headers["X-Request-Id"]
