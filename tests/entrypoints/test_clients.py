"""OAuth clients over HTTP: registered, shown, changed and removed, by the tenant and by the administrator."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from adapters.embedded.postgres import EmbeddedPostgres
from domain.ids import ClientId, TenantId
from domain.oauth_client import OAuthClient
from tests.fixtures.race import race
from tests.fixtures.rows import everything
from tests.fixtures.worlds import TenantKeys, World

CALLBACK = "https://app.example.com/callback"
WEB: dict[str, Any] = {"name": "Web", "auth_method": "client_secret_basic", "redirect_uris": [CALLBACK]}
# RFC 8037, appendix A.2.
KEY: dict[str, Any] = {
    "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "k1",
}  # fmt: skip
Call = Callable[..., TestResponse]


@pytest.fixture
def acme(any_world: World) -> TenantKeys:
    """A tenant, whose key for ID tokens is made in no time."""
    return any_world.tenant(id_token_algorithm="ES256")


@pytest.fixture(params=["tenant", "admin"])
def call(request: pytest.FixtureRequest, any_world: World, acme: TenantKeys) -> Call:
    """A request below the tenant's own roof, and below the administrator's."""
    if request.param == "admin":
        return lambda method, path, body=None, **more: any_world.admin(
            method, f"/api/admin/tenants/{acme.id}/clients{path}", body, **more
        )
    return lambda method, path, body=None, **more: any_world.call(
        method, f"/api/clients{path}", body, key=acme.secret, **more
    )


def made(call: Call, **values: Any) -> dict[str, Any]:
    """A new client as its maker sees it."""
    answer = call("POST", "", {**WEB, **values})
    assert 201 == answer.status_code, answer.text
    shown: dict[str, Any] = answer.get_json()
    return shown


def found(world: World, acme: TenantKeys, id: str) -> OAuthClient:
    """What sign-in finds of a client."""
    book = world.container.adapters.client_book()
    client = book.find(tenant_id=TenantId(acme.id), client_id=ClientId(id))
    assert isinstance(client, OAuthClient)
    return client


def test_a_client_is_registered_and_shown(any_world: World, acme: TenantKeys, call: Call) -> None:
    """Its secret is in the answer that makes it and nowhere else; it is the one that sign-in takes."""
    shown = made(call, scopes=["openid", "orders:read"])
    secret, one = shown.pop("secret"), call("GET", f"/{shown['id']}")

    assert shown == one.get_json()
    assert {"data": [shown], "next_cursor": None} == call("GET", "").get_json()
    assert (200, '"v1"') == (one.status_code, one.headers["ETag"])
    assert {
        **WEB, "id": shown["id"], "post_logout_redirect_uris": [], "grant_types": ["authorization_code"],
        "scopes": ["openid", "orders:read"], "needs_consent": True, "jwks": None, "created_at": shown["created_at"],
        "secrets": [{"prefix": secret[:17], "created_at": shown["created_at"], "expires_at": None}],
    } == shown  # fmt: skip
    assert found(any_world, acme, shown["id"]).matches(secret, any_world.clock.now())


@pytest.mark.parametrize(
    "values",
    [
        {"auth_method": "none", "redirect_uris": ["com.example.app:/cb", "http://127.0.0.1:4000/cb"]},
        {"auth_method": "private_key_jwt", "jwks": {"keys": [KEY]}, "grant_types": ["client_credentials"]},
    ],
    ids=["public", "by keys"],
)
def test_who_needs_no_secret_gets_none(call: Call, values: dict[str, Any]) -> None:
    """A public client, and one that signs; a secret cannot be made for it either."""
    shown = made(call, **values)
    refused = call("POST", f"/{shown['id']}/secret", {})

    assert ("secret" in shown, []) == (False, shown["secrets"])
    assert values.get("jwks") == shown["jwks"]
    assert (409, "conflict") == (refused.status_code, refused.get_json()["code"])


def test_a_client_is_changed_as_it_was_read(call: Call) -> None:
    """With If-Match only where nobody else has changed it; what is not named stays."""
    shown = made(call)
    path = f"/{shown['id']}"
    first = call("PATCH", path, {"name": "Other"}, headers={"If-Match": '"v1"'})
    late = call("PATCH", path, {"name": "Late"}, headers={"If-Match": '"v1"'})
    anyway = call("PATCH", path, {"needs_consent": False})
    odd = call("PATCH", path, {"name": "x"}, headers={"If-Match": "v1"})

    assert [200, 412, 200, 422] == [one.status_code for one in (first, late, anyway, odd)]
    assert ['"v2"', '"v3"'] == [one.headers["ETag"] for one in (first, anyway)]
    assert {**shown, "name": "Other", "needs_consent": False} == {**anyway.get_json(), "secret": shown["secret"]}


def test_a_wrong_change_changes_nothing(call: Call) -> None:
    """All or nothing, and every wrong field is named."""
    shown = made(call)
    path = f"/{shown['id']}"
    said = call("PATCH", path, {"name": "Other", "redirect_uris": ["javascript:alert(1)"], "scopes": ["?"], "jwks": {}})

    assert (422, ["redirect_uris", "scopes", "jwks"]) == (
        said.status_code, [error["field"] for error in said.get_json()["errors"]]
    )  # fmt: skip
    assert (shown["name"], '"v1"') == (call("GET", path).get_json()["name"], call("GET", path).headers["ETag"])


def test_a_secret_changes_over(any_world: World, acme: TenantKeys, call: Call) -> None:
    """Both are good during the overlap; afterwards, and without one at once, the new one alone."""
    shown = made(call)
    id = shown["id"]
    rotated = call("POST", f"/{id}/secret", {"overlap_seconds": 3600}).get_json()
    secrets = [shown["secret"], rotated["secret"]]

    def good() -> list[bool]:
        client = found(any_world, acme, id)
        return [client.matches(secret, any_world.clock.now()) for secret in secrets]

    assert [True, True] == good()
    assert [None, True] == [one["expires_at"] and True for one in rotated["secrets"]]
    any_world.later(hours=1)
    assert [False, True] == good()
    secrets.append(call("POST", f"/{id}/secret", {}).get_json()["secret"])
    assert [False, False, True] == good()
    assert 1 == len(call("GET", f"/{id}").get_json()["secrets"])


@pytest.mark.parametrize("seconds", [-1, 2592001, "60", None])
def test_an_overlap_has_bounds(call: Call, seconds: Any) -> None:
    """At most thirty days."""
    id = made(call)["id"]
    said = call("POST", f"/{id}/secret", {"overlap_seconds": seconds})

    assert (422, ["overlap_seconds"]) == (said.status_code, [error["field"] for error in said.get_json()["errors"]])
    assert 200 == call("POST", f"/{id}/secret", {"overlap_seconds": 2592000}).status_code


def test_a_deleted_client_is_gone(call: Call) -> None:
    """It is not found, changed, given a secret or deleted any more."""
    id = made(call)["id"]
    deleted = call("DELETE", f"/{id}")
    tried = [
        call("GET", f"/{id}"), call("PATCH", f"/{id}", {"name": "x"}), call("DELETE", f"/{id}"),
        call("POST", f"/{id}/secret", {}),
    ]  # fmt: skip

    assert (204, b"") == (deleted.status_code, deleted.data)
    assert [(404, "not_found")] * 4 == [(one.status_code, one.get_json()["code"]) for one in tried]
    assert [] == call("GET", "").get_json()["data"]


def test_lists_have_pages(any_world: World, call: Call) -> None:
    """Newest first, a cursor for the next page."""
    ids = []
    for number in range(3):
        any_world.later(seconds=1)
        ids.append(made(call, name=f"App {number}")["id"])
    first = call("GET", "?limit=2").get_json()
    rest = call("GET", f"?limit=2&cursor={first['next_cursor']}").get_json()

    assert ids[::-1] == [one["id"] for one in (*first["data"], *rest["data"])]
    assert rest["next_cursor"] is None


def test_the_same_call_twice_registers_one(call: Call) -> None:
    """With an Idempotency-Key the answer is the first one, its secret included."""
    first, again = (call("POST", "", WEB, headers={"Idempotency-Key": "once"}) for _ in range(2))
    id = first.get_json()["id"]
    secrets = [call("POST", f"/{id}/secret", {}, headers={"Idempotency-Key": "twice"}).text for _ in range(2)]

    assert (201, first.text, "true") == (again.status_code, again.text, again.headers["Idempotent-Replayed"])
    assert secrets[0] == secrets[1] != first.text
    assert 1 == len(call("GET", "").get_json()["data"])


def test_a_tenant_has_at_most_a_hundred(memory_world: World) -> None:
    """The limit, crossed; another tenant's count for nothing, and who deletes one may register one."""
    acme, bolt = memory_world.tenant("acme"), memory_world.tenant("bolt")

    def register(tenant: TenantKeys) -> TestResponse:
        return memory_world.call("POST", "/api/clients", WEB, key=tenant.secret)

    said = [register(acme) for _ in range(101)]

    assert [201] * 100 + [409] == [one.status_code for one in said]
    assert 201 == register(bolt).status_code
    memory_world.call("DELETE", f"/api/clients/{said[0].get_json()['id']}", key=acme.secret)
    assert [201, 409] == [register(acme).status_code for _ in range(2)]


def test_the_last_place_is_taken_once(world: World) -> None:
    """Of ten at once one becomes the hundredth."""
    acme = world.tenant()
    for _ in range(99):
        assert 201 == world.call("POST", "/api/clients", WEB, key=acme.secret).status_code
    said = race(10, lambda _: world.call("POST", "/api/clients", WEB, key=acme.secret).status_code)

    assert [201, *[409] * 9] == sorted(said)


def test_another_tenants_client_is_not_there(any_world: World, acme: TenantKeys, call: Call) -> None:
    """For another tenant's key, and below another tenant's path for the administrator too; it stays as it is."""
    shown, bolt = made(call), any_world.tenant("bolt")
    id = shown["id"]
    roofs: list[Call] = [
        lambda method, path, body=None: any_world.call(method, f"/api/clients{path}", body, key=bolt.secret),
        lambda method, path, body=None: any_world.admin(method, f"/api/admin/tenants/{bolt.id}/clients{path}", body),
    ]
    for foreign in roofs:
        tried = [
            foreign("GET", f"/{id}"), foreign("PATCH", f"/{id}", {"name": "x"}), foreign("DELETE", f"/{id}"),
            foreign("POST", f"/{id}/secret", {}),
        ]  # fmt: skip

        assert [404] * 4 == [one.status_code for one in tried]
        assert [] == foreign("GET", "").get_json()["data"]
    assert (200, '"v1"') == (call("GET", f"/{id}").status_code, call("GET", f"/{id}").headers["ETag"])


def test_a_tenant_takes_its_clients_with_it(any_world: World, acme: TenantKeys) -> None:
    """Nobody signs in by a deleted tenant's client, and the administrator finds none below its path."""
    id = any_world.call("POST", "/api/clients", WEB, key=acme.secret).get_json()["id"]
    any_world.admin("DELETE", f"/api/admin/tenants/{acme.id}")
    roof, book = f"/api/admin/tenants/{acme.id}/clients", any_world.container.adapters.client_book()
    said = [
        any_world.admin("GET", roof), any_world.admin("GET", f"{roof}/{id}"), any_world.admin("POST", roof, WEB),
        any_world.admin("PATCH", f"{roof}/{id}", {"name": "x"}), any_world.admin("DELETE", f"{roof}/{id}"),
        any_world.admin("POST", f"{roof}/{id}/secret", {}),
    ]  # fmt: skip

    assert [404] * 6 == [one.status_code for one in said]
    assert book.find(tenant_id=TenantId(acme.id), client_id=ClientId(id)) is None


@pytest.mark.parametrize("tenant", ["tn_" + "0" * 26, "nobody"])
def test_a_tenant_that_is_not_there_has_no_clients(any_world: World, tenant: str) -> None:
    """404, whatever is asked."""
    roof = f"/api/admin/tenants/{tenant}/clients"

    assert [404, 404] == [
        any_world.admin("GET", roof).status_code, any_world.admin("POST", roof, WEB).status_code
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["name", "auth_method"]),
        ({**WEB, "name": 5, "scopes": "openid"}, ["name", "scopes"]),
        ({**WEB, "redirect_uris": []}, ["redirect_uris"]),
        ({**WEB, "redirect_uris": ["https://*.example.com/cb"]}, ["redirect_uris"]),
        ({**WEB, "redirect_uris": ["com.example.app:/cb"]}, ["redirect_uris"]),
        ({**WEB, "auth_method": "none", "grant_types": ["client_credentials"]}, ["grant_types"]),
        ({**WEB, "auth_method": "private_key_jwt"}, ["jwks"]),
        ({**WEB, "jwks": {"keys": [KEY]}}, ["jwks"]),
        ({**WEB, "auth_method": "private_key_jwt", "jwks": {"keys": [{**KEY, "d": "x"}]}}, ["jwks"]),
        ({**WEB, "client_id": "cl_mine", "secret": "x", "tenant_id": "tn_1"}, ["client_id", "secret", "tenant_id"]),
        (
            {"name": "", "auth_method": "x", "redirect_uris": ["/"], "grant_types": ["implicit"], "scopes": ["A"]},
            ["name", "auth_method", "redirect_uris", "grant_types", "scopes"],
        ),
    ],
    ids=str,
)
def test_what_cannot_be_a_client_is_refused(memory_world: World, body: Any, fields: list[str]) -> None:
    """422 that names each field at once, and nothing is kept."""
    acme = memory_world.tenant()
    said = memory_world.call("POST", "/api/clients", body, key=acme.secret)

    assert (422, fields) == (said.status_code, [error["field"] for error in said.get_json()["errors"]])
    assert [] == memory_world.call("GET", "/api/clients", key=acme.secret).get_json()["data"]


def test_each_change_is_in_the_log_without_a_secret(any_world: World, acme: TenantKeys, call: Call) -> None:
    """Who did what to which client; of addresses the origins alone."""
    shown = made(call, redirect_uris=[f"{CALLBACK}?key=hush"])
    path = f"/{shown['id']}"
    call("PATCH", path, {"name": "Other"})
    rotated = call("POST", f"{path}/secret", {}).get_json()
    call("DELETE", path)
    kept = any_world.call("GET", "/api/audit-logs?action=client.*", key=acme.secret).get_json()["data"]
    text = json.dumps(kept)

    assert {("client.created", "success"), ("client.changed", "success"), ("client.secret_rotated", "success"),
            ("client.deleted", "success")} == {(row["action"], row["outcome"]) for row in kept}  # fmt: skip
    assert {shown["id"]} == {row["subject"] for row in kept}
    assert ["name"] == next(row for row in kept if row["action"] == "client.changed")["details"]["fields"]
    assert [] == [hush for hush in (shown["secret"], rotated["secret"], "hush", "/callback") if hush in text]
    assert "https://app.example.com" in text


def test_no_secret_lies_in_the_database(world: World, postgres_18: EmbeddedPostgres) -> None:
    """Its digest alone does, also where the answer is kept for an Idempotency-Key."""
    acme = world.tenant()
    shown = world.call("POST", "/api/clients", WEB, key=acme.secret, headers={"Idempotency-Key": "once"}).get_json()
    new = world.call("POST", f"/api/clients/{shown['id']}/secret", {"overlap_seconds": 9}, key=acme.secret).get_json()
    dump = everything(postgres_18)

    assert shown["id"] in dump
    assert [False] * 4 == [part in dump for one in (shown, new) for part in (one["secret"], one["secret"][17:])]


def test_only_secret_keys_with_the_scope_get_in(memory_world: World) -> None:
    """A publishable key learns nothing of clients, a key that may read writes nothing, a secret in an address is 400."""
    acme = memory_world.tenant()
    rights = {"kind": "secret", "name": "reader", "scopes": ["clients:read"]}
    reader = memory_world.call("POST", "/api/keys", rights, key=acme.secret).get_json()["key"]

    assert 403 == memory_world.call("GET", "/api/clients", key=acme.publishable).status_code
    assert 401 == memory_world.call("GET", "/api/clients").status_code
    assert [200, 403] == [
        memory_world.call("GET", "/api/clients", key=reader).status_code,
        memory_world.call("POST", "/api/clients", WEB, key=reader).status_code,
    ]
    assert 400 == memory_world.call("GET", "/api/clients?cursor=auth1_cs_" + "0" * 48, key=acme.secret).status_code
