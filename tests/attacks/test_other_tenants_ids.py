"""B26, A35: made from the route table, so that no route with an id is forgotten."""

from typing import Any

import pytest
from werkzeug.routing import Rule

from adapters.embedded.postgres import EmbeddedPostgres
from entrypoints.http.doors import door_of
from tests.fixtures.callers import CLIENT
from tests.fixtures.rows import rows
from tests.fixtures.worlds import GRACE, TenantKeys, World

BODIES: dict[str, dict[str, Any]] = {"PATCH": {"app_metadata": {"a": 1}}, "POST": {}}
BY_RULE: dict[tuple[str, str], dict[str, Any]] = {
    ("PATCH", "/api/webhooks/<webhook_id>"): {"enabled": True},
    ("PATCH", "/api/clients/<client_id>"): {"name": "Another"},
    ("POST", "/api/webhooks/<webhook_id>/redeliver"): {"from": "2026-11-23T00:00:00Z", "to": "2026-11-24T00:00:00Z"},
}
UNKNOWN = {
    "user_id": "usr_", "session_id": "ses_", "key_id": "key_", "id": "otp_", "webhook_id": "wh_", "event_id": "evt_",
    "client_id": "cl_",
}  # fmt: skip


def rules_with_ids(world: World) -> list[Rule]:
    """Routes of tenants and their users whose path names a thing."""
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.arguments - {"slug", "tenant", "filename"}]
    return [rule for rule in rules if door_of(world.app, rule.endpoint).credential in ("secret", "user")]


def ids_of(world: World, tenant: TenantKeys) -> dict[str, str]:
    """One thing of each kind that a tenant has."""
    signed_in = world.sign_in(tenant)
    asked = world.call("GET", "/api/otp-requests", key=tenant.secret).get_json()["data"][0]["id"]
    key = world.call("GET", "/api/keys", key=tenant.secret).get_json()["data"][0]["id"]
    client = world.call("POST", "/api/clients", CLIENT, key=tenant.secret).get_json()["id"]
    hook = world.call("POST", "/api/webhooks", {"url": "https://hooks.example.com"}, key=tenant.secret).get_json()["id"]
    world.later(seconds=31)
    world.ask(tenant)
    world.container.use_cases.deliver_webhooks().announce()
    owed = world.call("GET", f"/api/webhooks/{hook}/deliveries", key=tenant.secret).get_json()["data"][0]["id"]
    return {
        "user_id": signed_in["user_id"], "session_id": signed_in["session_id"], "key_id": key, "id": asked,
        "webhook_id": hook, "event_id": owed, "client_id": client,
    }  # fmt: skip


def answer(world: World, rule: Rule, method: str, ids: dict[str, str], **credential: Any) -> tuple[int, Any]:
    """The answer without what is each request's own."""
    path = rule.rule
    for name in rule.arguments:
        path = path.replace(f"<{name}>", ids[name])
    said = world.call(method, path, BY_RULE.get((method, rule.rule), BODIES.get(method)), **credential)
    shown = said.get_json(silent=True) or {}
    return said.status_code, {name: value for name, value in shown.items() if name != "request_id"}


def test_every_route_with_an_id_is_in_the_table(memory_world: World) -> None:
    """A path that names a new kind of thing fails here until this page knows one."""
    named = {name for rule in rules_with_ids(memory_world) for name in rule.arguments}

    assert set(UNKNOWN) == named


def test_another_tenants_id_is_an_unknown_id(any_world: World) -> None:
    """With another tenant's credential every thing is 404, to the letter as one that does not exist, and untouched."""
    acme, bolt = any_world.tenant("acme"), any_world.tenant("bolt")
    ids = ids_of(any_world, acme)
    stranger = any_world.sign_in(bolt, GRACE)["token"]
    nobody = {name: prefix + "0" * 26 for name, prefix in UNKNOWN.items()}
    for rule in rules_with_ids(any_world):
        credential: dict[str, Any] = {"key": bolt.secret}
        if door_of(any_world.app, rule.endpoint).credential == "user":
            credential = {"bearer": stranger}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            theirs = answer(any_world, rule, method, ids, **credential)

            assert (404, "not_found") == (theirs[0], theirs[1]["code"]), (method, rule.rule)
            assert theirs == answer(any_world, rule, method, nobody, **credential), (method, rule.rule)
    assert 200 == any_world.call("GET", f"/api/users/{ids['user_id']}", key=acme.secret).status_code
    assert 1 == len(any_world.call("GET", f"/api/users/{ids['user_id']}/sessions", key=acme.secret).get_json()["data"])


def test_a_try_at_a_foreign_id_is_in_the_log(world: World, postgres_18: EmbeddedPostgres) -> None:
    """B26: every try at an id that is not the caller's leaves an audit row with who tried, and none with the owner."""
    acme, bolt = world.tenant("acme"), world.tenant("bolt")
    ids = ids_of(world, acme)
    stranger = world.sign_in(bolt, GRACE)
    tried = []
    for rule in rules_with_ids(world):
        is_user = door_of(world.app, rule.endpoint).credential == "user"
        credential = {"bearer": stranger["token"]} if is_user else {"key": bolt.secret}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            world.later(minutes=1)
            answer(world, rule, method, ids, **credential)
            tried.append((bolt.id, "user" if is_user else "key", f"{method} {rule.rule}"))
    kept = rows(
        postgres_18, "SELECT tenant_id, actor, details FROM audit_log WHERE action = 'access.denied' ORDER BY id"
    )

    assert tried == [(row[0], row[1].partition(":")[0], row[2]["route"]) for row in kept]


def test_nobody_fills_the_log(world: World, postgres_18: EmbeddedPostgres) -> None:
    """Of a caller who tries on and on, ten tries a minute are written down; every one is refused alike."""
    bolt = world.tenant("bolt")
    said = [world.call("GET", f"/api/users/usr_{number:026}", key=bolt.secret).status_code for number in range(15)]
    count = "SELECT count(*) FROM audit_log WHERE action = 'access.denied'"

    assert ([404] * 15, 10) == (said, rows(postgres_18, count)[0][0])
    world.later(minutes=1)
    world.call("GET", "/api/users/usr_" + "0" * 26, key=bolt.secret)
    assert 11 == rows(postgres_18, count)[0][0]


@pytest.mark.parametrize("kind", ["publishable", "secret"])
def test_another_tenants_key_neither_spends_nor_ends_a_refresh_token(any_world: World, kind: str) -> None:
    """A refresh with another tenant's key is refused, and the token is as good as before; so is a spent one."""
    acme, bolt = any_world.tenant("acme"), any_world.tenant("bolt")
    first = any_world.sign_in(acme)["refresh_token"]
    path, foreign = "/api/auth/refresh", getattr(bolt, kind)
    second = any_world.call("POST", path, {"refresh_token": first}, key=acme.publishable).get_json()["refresh_token"]
    any_world.later(minutes=1)
    tried = [any_world.call("POST", path, {"refresh_token": token}, key=foreign) for token in (first, second)]

    assert [(401, "invalid_token")] * 2 == [(one.status_code, one.get_json()["code"]) for one in tried]
    assert 200 == any_world.call("POST", path, {"refresh_token": second}, key=acme.publishable).status_code


def test_a_key_beside_a_token_must_be_of_its_tenant(any_world: World) -> None:
    """A token with another tenant's key beside it is 403; with its own it is let in."""
    acme, bolt = any_world.tenant("acme"), any_world.tenant("bolt")
    token = any_world.sign_in(acme)["token"]
    answers = [
        any_world.call("GET", "/api/auth/me", bearer=token, key=key) for key in (bolt.publishable, acme.publishable)
    ]

    assert [403, 200] == [one.status_code for one in answers]


def test_a_secret_key_never_opens_a_users_routes(any_world: World) -> None:
    """The tenant's key alone is no signed-in user."""
    acme = any_world.tenant()
    said = any_world.call("GET", "/api/auth/me", key=acme.secret)

    assert (401, "missing_credentials") == (said.status_code, said.get_json()["code"])
