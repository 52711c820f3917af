"""A39: every route with every method: what is not declared is not done, and each answer says what it is."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from entrypoints.http.doors import door_of
from tests.fixtures.callers import FITS, METRICS_TOKEN, House
from tests.fixtures.worlds import World, make_live_world

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW")
PROBLEM = "application/problem+json"
# Each page has its own, and so has each way through the pages.
NONCE = re.compile(r"nonce-[\w-]+|flow=\w+|__Host-auth1-[\w-]+=[\w-]+")
# These read a credential of their own, and are tried in test_openid.py.
OF_ISSUER = ("browser", "bearer")
HTML = "text/html; charset=utf-8"


@pytest.fixture
def house(world: World, postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> Iterator[House]:
    """A tenant with one thing of each kind, where metrics are read, too."""
    measured = make_live_world(postgres_18.serving_url, valkey_9.url, metrics_token=METRICS_TOKEN)
    built = House.build(measured, "acme")
    measured.container.use_cases.deliver_webhooks().announce()
    built.look_for_event()
    yield built
    measured.container.adapters.database().engine.dispose()


def routes(world: World) -> dict[str, dict[str, str]]:
    """The credential of each declared method, by the rule of its path."""
    found: dict[str, dict[str, str]] = {}
    for rule in world.app.url_map.iter_rules():
        credential = door_of(world.app, rule.endpoint).credential
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.setdefault(rule.rule, {})[method] = credential
    return found


def path_of(house: House, rule: str) -> str:
    """The path of a thing that is there."""
    return re.sub(r"<(\w+)>", lambda name: house.ids[name[1]], rule)


def read(house: House, rule: str, method: str, credential: str) -> TestResponse:
    """A call as whom the door opens to."""
    caller = FITS.get(credential, "nobody")
    return house.world.call(method, path_of(house, rule), headers=house.credentials()[caller])


def readable(house: House) -> Iterator[tuple[str, str]]:
    """Rules that are read, with their credential."""
    yield from ((rule, methods["GET"]) for rule, methods in routes(house.world).items() if "GET" in methods)


def test_what_is_not_declared_is_not_done(house: House) -> None:
    """A39: with every credential each other method is 405, as a problem, and `Allow` names exactly the declared ones."""
    wrong = []
    for rule, declared in routes(house.world).items():
        for caller, sent in house.credentials().items():
            for method in set(METHODS) - set(declared):
                said = house.world.call(method, path_of(house, rule), headers=sent)
                told = (said.status_code, said.content_type, said.headers.get("Allow"))
                if told != (405, PROBLEM, ", ".join(sorted(declared))):
                    wrong.append((method, rule, caller, told))

    assert [] == wrong


def test_what_allow_names_is_there(house: House) -> None:
    """The methods of `Allow` are not 405: for a caller without a credential, too, they are there."""
    named = {
        (rule, method)
        for rule in routes(house.world)
        for method in house.world.call("BREW", path_of(house, rule)).headers["Allow"].split(", ")
    }
    refused = {
        (rule, method) for rule, method in named if house.world.call(method, path_of(house, rule)).status_code == 405
    }

    assert set() == refused
    assert {(rule, method) for rule, declared in routes(house.world).items() for method in declared} == named


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_no_header_makes_another_method_of_one(house: House, header: str) -> None:
    """A method is that of the request line, whatever a header or a parameter says."""
    path = f"/api/keys/{house.ids['key_id']}"
    said = house.world.call("POST", path, {"_method": "DELETE"}, key=house.tenant.secret, headers={header: "DELETE"})

    assert 405 == said.status_code
    assert house.ids["key_id"] in house.world.call("GET", "/api/keys", key=house.tenant.secret).text


def test_head_is_get_without_its_body(house: House) -> None:
    """HEAD asks for the same credential, and has GET's status, type and headers, and no byte more."""
    own = ("X-Request-Id", "Content-Length")
    wrong = []
    for rule, credential in readable(house):
        for opened in (credential, "open"):
            got, head = (read(house, rule, method, opened) for method in ("GET", "HEAD"))
            shown = [
                (
                    one.status_code,
                    sorted((name, NONCE.sub("", value)) for name, value in one.headers if name not in own),
                )
                for one in (got, head)
            ]
            if shown[0] != shown[1] or head.data:
                wrong.append((rule, opened, shown, head.data))

    assert [] == wrong


def test_head_is_no_other_way_in(house: House) -> None:
    """Where there is no GET there is no HEAD."""
    others = [rule for rule, declared in routes(house.world).items() if "GET" not in declared]

    assert others
    assert {405} == {house.world.call("HEAD", path_of(house, rule)).status_code for rule in others}


def test_options_does_nothing_and_tells_nothing(house: House) -> None:
    """OPTIONS is a preflight: 204 without a body or a type for everybody, and 404 where there is nothing."""
    said = [
        house.world.call("OPTIONS", path_of(house, rule), headers=sent)
        for rule in routes(house.world)
        for sent in house.credentials().values()
    ]
    nowhere = house.world.call("OPTIONS", "/api/nowhere")

    assert {(204, b"", None)} == {(one.status_code, one.data, one.headers.get("Content-Type")) for one in said}
    assert (404, PROBLEM) == (nowhere.status_code, nowhere.content_type)


def test_every_answer_says_what_it_is(house: House) -> None:
    """A39: JSON is UTF-8 by its definition; what else is text names its charset; what has no body names no type."""
    readers = {rule: credential for rule, credential in readable(house) if credential not in OF_ISSUER}
    kinds = {rule: read(house, rule, "GET", credential) for rule, credential in readers.items()}
    types = {rule: said.content_type for rule, said in kinds.items() if said.status_code == 200}
    other = {"/docs": HTML, "/errors": HTML, "/metrics": "text/plain; version=0.0.4; charset=utf-8"}
    other |= {"/t/<slug>/brand/<kind>/<digest>": "image/png", "/t/<slug>/preview": HTML}
    other |= {"/assets/<name>.css": "text/css; charset=utf-8", "/assets/<name>.js": "text/javascript; charset=utf-8"}

    assert other == {rule: kind for rule, kind in types.items() if kind != "application/json"}
    assert (302, None) == (kinds["/"].status_code, kinds["/"].headers.get("Content-Type"))
    assert {"/api/hook": 404} == {rule: said.status_code for rule, said in kinds.items() if said.status_code >= 400}
    assert len(types) > 25
    assert {"nosniff"} == {said.headers["X-Content-Type-Options"] for said in kinds.values()}


def test_what_is_not_encrypted_is_not_led_away(house: House) -> None:
    """No call is redirected to https, whatever a proxy's header says: a key that was sent would have been read.

    Pages carry no key, and lead on along their way: to another page, and never to the same one by https.
    """
    told = {"X-Forwarded-Proto": "http", "X-Forwarded-Ssl": "off", "Upgrade-Insecure-Requests": "1"}
    said = {
        (rule, credential): house.world.call("GET", path_of(house, rule), headers=told, base_url="http://auth.test")
        for rule, credential in readable(house)
    }
    led = {
        door: urlsplit(answer.headers["Location"]).path
        for door, answer in said.items()
        if answer.status_code // 100 == 3
    }

    assert 302 == said["/", "open"].status_code
    assert {("/", "open")} == {door for door in led if door[1] != "browser"}
    assert [] == [door for door, path in led.items() if path == path_of(house, door[0])]
