"""Every route says who may enter; nothing else is there."""

from pathlib import Path

import pytest
from flask import Blueprint, Flask

from adapters.console.channel import Inbox
from entrypoints.dev.inbox import blueprint as inbox_blueprint
from entrypoints.http.doors import Door, door_of
from entrypoints.web import app_of
from tests.fixtures.worlds import World, make_memory_world

OPEN = {
    "/",
    "/docs",
    "/errors",
    "/openapi.json",
    "/health",
    "/health/live",
    "/health/ready",
    "/t/<slug>/.well-known/jwks.json",
    "/t/<slug>/.well-known/openid-configuration",
    "/assets/<name>.css",
    "/assets/<name>.js",
    "/t/<slug>/brand/<kind>/<digest>",
    "/dev/inbox",
    "/dev/inbox.json",
}
# What OAuth clients call by themselves; the rest of an issuer's doors is for browsers.
OF_ISSUER = {"token": "client", "par": "client", "revoke": "client", "introspect": "client", "userinfo": "bearer"}
CALLBACK = "/api/callbacks/twilio/status"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """The application with the developer's doors too."""
    world = make_memory_world()
    return app_of(world.container, world.container.settings(), [inbox_blueprint(Inbox(tmp_path / "inbox"))])


def expected_credential(rule: str) -> str:
    if rule in OPEN:
        return "open"
    if rule == CALLBACK:
        return "signed"
    if rule == "/t/<slug>/preview":
        return "owner"
    if rule.startswith("/t/<slug>/"):
        return OF_ISSUER.get(rule.removeprefix("/t/<slug>/oauth/"), "browser")
    if rule.startswith("/api/admin/"):
        return "admin"
    if rule.startswith(("/api/auth/me", "/api/auth/sessions", "/api/auth/logout")):
        return "user"
    return "key" if rule in ("/api/auth/request", "/api/auth/verify", "/api/auth/refresh") else "secret"


def test_every_route_declares_its_door(app: Flask) -> None:
    """Each route of the application carries a Door; a route without one cannot be forgotten."""
    doors = [door_of(app, rule.endpoint) for rule in app.url_map.iter_rules()]

    assert len(doors) > 15
    assert all(isinstance(door, Door) for door in doors)


def test_every_route_asks_for_the_right_credential(app: Flask) -> None:
    """What lies under /api/admin is the administrator's, sign-in is any key's, the rest the secret key's."""
    wanted = {rule.rule: expected_credential(rule.rule) for rule in app.url_map.iter_rules()}

    assert wanted == {rule.rule: door_of(app, rule.endpoint).credential for rule in app.url_map.iter_rules()}


def test_without_a_credential_nothing_opens(memory_world: World) -> None:
    """Each route that is not open refuses a call without a credential, before it looks at anything else."""
    for rule in memory_world.app.url_map.iter_rules():
        path = rule.rule.replace("<tenant>", "tn_1").replace("<key_id>", "key_1")
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            if rule.rule not in OPEN and not rule.rule.startswith("/t/<slug>/"):
                answer = memory_world.call(method, path)

                refused = (403, "forbidden") if rule.rule == CALLBACK else (401, "missing_credentials")
                assert refused == (answer.status_code, answer.get_json()["code"]), rule


def test_a_view_without_a_door_is_not_there(memory_world: World) -> None:
    """A view that somebody hangs without declaring its door answers 404."""
    stray = Blueprint("stray", __name__)
    stray.add_url_rule("/stray", view_func=lambda: "in")
    app = app_of(memory_world.container, memory_world.container.settings(), [stray])

    assert 404 == app.test_client().get("/stray").status_code


@pytest.mark.parametrize(
    "path", ["/api", "/admin", "/api/admin", "/metrics", "/dev/inbox", "/static/x", "/.env", "/docs//x", "/docs/"]
)
@pytest.mark.parametrize("method", METHODS)
def test_everything_else_is_not_found(memory_world: World, path: str, method: str) -> None:
    """A path that nobody declared is 404 for every method, as a problem document, without a redirect."""
    answer = memory_world.call(method, path)

    assert (404, "application/problem+json") == (answer.status_code, answer.mimetype)
    assert "not_found" == answer.get_json()["code"]


def test_only_declared_methods_are_there(memory_world: World) -> None:
    """Each other method is 405, and `Allow` names those that are declared."""
    declared: dict[str, set[str]] = {}
    for rule in memory_world.app.url_map.iter_rules():
        declared.setdefault(rule.rule, set()).update((rule.methods or set()) - {"OPTIONS", "HEAD"})
    for rule_text, methods in declared.items():
        path = rule_text.replace("<tenant>", "tn_1").replace("<key_id>", "key_1").replace("<slug>", "acme")
        for method in set(METHODS) - methods:
            answer = memory_world.call(method, path)

            assert (405, ", ".join(sorted(methods))) == (answer.status_code, answer.headers.get("Allow")), rule_text


SIGN_IN, ACCOUNT, LINK = (f"https://auth.test/t/acme/{page}" for page in ("sign-in", "account", "link"))


def test_nothing_of_an_issuer_opens_without_its_own_proof(memory_world: World) -> None:
    """Clients have to prove themselves and forms have to be ours; a browser with nothing is told so on a page."""
    memory_world.tenant()
    app = memory_world.app
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/t/<slug>/") or rule.rule in OPEN:
            continue
        path = rule.rule.replace("<slug>", "acme")
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            bodies: list[dict[str, str] | None] = [{}, {"a": "b"}] if method == "POST" else [None]
            answers = [memory_world.call(method, path, data=body) for body in bodies]

            signed_out = rule.rule.endswith(("/oauth/logout", "/forward-auth/sign-out"))
            # The account, and nothing in it, leads on to a sign-in.
            led = {answer.headers.get("Location", "").partition("?")[0] for answer in answers}
            to_sign_in = method == "GET" and "/account" in rule.rule and {SIGN_IN, ACCOUNT} >= led
            # A link leaves the address, whatever it is, and only then is looked at.
            to_sign_in = to_sign_in or (rule.rule.endswith("/link/<text>") and {LINK} == led)
            refused = {400, 401, 403} >= {answer.status_code for answer in answers}
            assert signed_out or to_sign_in or refused, rule
