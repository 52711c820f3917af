"""The description is made from what is there, and says what is checked."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from domain.tenant_settings import TenantSettings
from entrypoints.http.doors import door_of
from entrypoints.http.errors import ERRORS
from entrypoints.http.openapi import ALWAYS
from tests.fixtures.worlds import World

Node = dict[str, Any]
NAME = re.compile(r"[A-Za-z0-9._-]+")
TYPES = {"object", "array", "string", "integer", "number", "boolean", "null"}


@pytest.fixture
def described(memory_world: World) -> Node:
    """The document as it is served."""
    answer = memory_world.call("GET", "/openapi.json")
    found: Node = answer.get_json()

    assert (200, "application/json") == (answer.status_code, answer.mimetype)
    return found


def nodes(node: Any) -> Iterator[Node]:
    """Every object in the document."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from nodes(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from nodes(inner)


def operations(described: Node) -> Iterator[tuple[str, str, Node]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_it_has_the_parts_of_openapi_31(described: Node) -> None:
    """Version, title, server, paths and components are there, and components have lawful names."""
    assert "3.1.0" == described["openapi"]
    assert {"title", "version"} <= set(described["info"])
    assert [{"url": "https://auth.test"}] == described["servers"]
    assert all(path.startswith("/") for path in described["paths"])
    assert all(NAME.fullmatch(name) for part in described["components"].values() for name in part)


def test_every_reference_resolves(described: Node) -> None:
    """Each `$ref` leads to a schema that is there."""
    found = [node["$ref"] for node in nodes(described) if isinstance(node.get("$ref"), str)]

    assert found
    for reference in found:
        place: Any = described
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]

        assert isinstance(place, dict), reference


def test_every_schema_says_lawful_types(described: Node) -> None:
    """A schema's `type` is one of JSON Schema's, and patterns can be compiled."""
    schemas = [node for schema in described["components"]["schemas"].values() for node in nodes(schema)]
    types = [node["type"] for node in schemas if isinstance(node.get("type"), str)]
    patterns = [node["pattern"] for node in schemas if isinstance(node.get("pattern"), str)]

    assert types
    assert TYPES >= set(types)
    assert all(re.compile(pattern) for pattern in patterns)


def test_every_operation_is_whole(described: Node) -> None:
    """Each has an own id, a summary, responses, and declares exactly the parameters of its path."""
    ids = [operation["operationId"] for _, _, operation in operations(described)]

    assert len(ids) == len(set(ids)) > 15
    for path, _, operation in operations(described):
        in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}

        assert set(re.findall(r"{(\w+)}", path)) == in_path
        assert all(one["required"] for one in operation["parameters"] if one["in"] == "path")
        assert operation["summary"].endswith(".")
        assert all(status.isdigit() and answer["description"] for status, answer in operation["responses"].items())


def test_every_route_is_described(memory_world: World, described: Node) -> None:
    """Each route and method of the application is there, and nothing else."""
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in memory_world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert routes == {(path, method) for path, method, _ in operations(described)}


def test_every_declared_refusal_is_described(memory_world: World, described: Node) -> None:
    """What a door declares, and what its credential can always meet, is there with its status as a problem."""
    for rule in memory_world.app.url_map.iter_rules():
        door = door_of(memory_world.app, rule.endpoint)
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            operation = described["paths"][path][method.lower()]

            assert str(door.status) in operation["responses"]
            assert door.credential == operation["x-credential"]
            assert ("requestBody" in operation) == (door.body is not None or bool(door.uploads))
            for code in (*door.refusals, *ALWAYS[door.credential]):
                answer = operation["responses"][str(ERRORS[code][0])]

                assert code in answer["description"]
                assert ["application/problem+json"] == list(answer["content"])


def test_credentials_are_described(described: Node) -> None:
    """An operation names the header that opens it; open ones name none."""
    schemes = described["components"]["securitySchemes"]
    for _, _, operation in operations(described):
        named = [name for one in operation["security"] for name in one]
        by_credential = {
            "open": [],
            "signed": [],
            "key": ["apiKey"],
            "secret": ["apiKey"],
            "admin": ["admin"],
            "user": ["user"],
            "browser": [],
            "client": ["client"],
            "bearer": ["user"],
            "owner": ["apiKey", "admin"],
        }
        wanted = by_credential[operation["x-credential"]]

        assert wanted == named
        assert set(named) <= set(schemes)


def test_settings_are_described_with_their_bounds(described: Node) -> None:
    """The settings of a tenant stand in the description as they are checked, and no other field is let in."""
    schema = described["components"]["schemas"]["TenantSettings"]

    assert list(TenantSettings.__dataclass_fields__) == list(schema["properties"])
    assert (6, 10, 6) == tuple(schema["properties"]["otp_length"][name] for name in ("minimum", "maximum", "default"))
    assert schema["additionalProperties"] is False


def test_codes_of_problems_are_a_closed_list(described: Node) -> None:
    """A client can switch on `code`: each of them is listed."""
    assert list(ERRORS) == described["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]


def test_answers_have_the_shape_that_is_described(memory_world: World, described: Node) -> None:
    """What sign-in really answers has exactly the required fields of its schema."""
    acme = memory_world.tenant()
    asked = memory_world.ask(acme).get_json()
    proven = memory_world.prove(acme, memory_world.code()).get_json()
    schemas = described["components"]["schemas"]

    assert sorted(schemas["CodeRequested"]["required"]) == sorted(asked)
    assert sorted(schemas["SignedIn"]["required"]) == sorted(proven)


@pytest.mark.parametrize("path", ["/docs", "/errors"])
def test_there_is_a_page_for_people(memory_world: World, path: str) -> None:
    """The pages are HTML that runs no script and may be framed by nobody."""
    answer = memory_world.call("GET", path)
    policy = answer.headers["Content-Security-Policy"]

    assert (200, "text/html") == (answer.status_code, answer.mimetype)
    assert "script" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in answer.text
    assert "rate_limited" in answer.text


def test_the_page_leaves_no_call_out(memory_world: World, described: Node) -> None:
    """Whoever may enter, every call of the description is on the page."""
    page = memory_world.call("GET", "/docs").text
    calls = [one["operationId"] for methods in described["paths"].values() for one in methods.values()]

    assert [] == [call for call in calls if f'<details id="{call}">' not in page]


def test_the_start_leads_to_the_documentation(memory_world: World) -> None:
    """`/` leads to the page under APP_URL, whatever Host says."""
    answer = memory_world.call("GET", "/", headers={"Host": "evil.test", "X-Forwarded-Host": "evil.test"})

    assert (302, "https://auth.test/docs") == (answer.status_code, answer.headers["Location"])
