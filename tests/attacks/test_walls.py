"""Tenants apart, keys that open no more than they should (B23, B25 to B28, B41, A35, A36)."""

import re

import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from entrypoints.http.doors import door_of
from tests.fixtures.rows import rows
from tests.fixtures.worlds import ADA, ADMIN_TOKEN, World


def test_a_code_of_one_tenant_is_nothing_to_another(world: World) -> None:
    """B25: another tenant's key neither proves nor spends a code."""
    acme, bolt = world.tenant("acme"), world.tenant("bolt")
    world.ask(acme)
    stolen = world.prove(bolt, world.code())

    assert (401, "code_expired") == (stolen.status_code, stolen.get_json()["code"])
    assert 5 - 1 == world.prove(acme, world.wrong()).get_json()["attempts_remaining"]
    assert 200 == world.prove(acme, world.code()).status_code


def test_every_wrong_key_gets_one_answer(world: World) -> None:
    """B23: malformed, unknown, revoked, with a wrong tail, of a deleted tenant: the same answer."""
    acme, gone = world.tenant("acme"), world.tenant("gone")
    world.admin("DELETE", f"/api/admin/tenants/{gone.id}")
    issued = world.call("POST", "/api/keys", {"kind": "publishable", "name": "x"}, key=acme.secret).get_json()
    world.call("DELETE", f"/api/keys/{issued['id']}", key=acme.secret)
    tail = acme.publishable[:-1] + ("0" if acme.publishable[-1] != "0" else "1")
    wrong = ["x", "auth1_pk_", tail, gone.publishable, issued["key"], "auth1_pk_acme_" + "é" * 90, "k" * 5000]
    said = [world.call("POST", "/api/auth/request", {"phone": ADA}, key=key) for key in wrong]
    bodies = {re.sub(r'"request_id":"\w+"', "", answer.text) for answer in said}

    assert {401} == {answer.status_code for answer in said}
    assert 1 == len(bodies)
    assert "missing_credentials" == world.call("POST", "/api/auth/request", {"phone": ADA}).get_json()["code"]


@pytest.mark.parametrize("claim", ["header", "query", "body"])
def test_a_tenant_is_its_key_and_nothing_else(world: World, claim: str) -> None:
    """B27: naming another tenant in a header is ignored, in a query or body refused."""
    acme, bolt = world.tenant("acme"), world.tenant("bolt")
    path = f"/api/keys?tenant={acme.id}" if claim == "query" else "/api/keys"
    headers = {"X-Tenant-ID": acme.id} if claim == "header" else {}
    body = {"kind": "secret", "name": "x", "tenant_id": acme.id} if claim == "body" else None
    said = world.call("POST" if body else "GET", path, body, key=bolt.secret, headers=headers)

    assert {"header": 200, "query": 422, "body": 422}[claim] == said.status_code
    if claim == "header":
        own = {key["id"] for key in world.call("GET", "/api/keys", key=acme.secret).get_json()["data"]}
        assert not own & {key["id"] for key in said.get_json()["data"]}


def test_one_number_is_two_people_at_two_tenants(world: World) -> None:
    """B28: ids of the same number at two tenants have nothing in common."""
    first, second = (world.sign_in(world.tenant(slug)) for slug in ("acme", "bolt"))

    assert first["user_id"] != second["user_id"]
    assert first["user_id"][4:14] != first["session_id"] != second["session_id"]


def test_a_tenant_key_administers_nothing(postgres_18: EmbeddedPostgres, world: World) -> None:
    """B30, B41: a tenant's key on the admin API is 403 in whichever header; a secret one's try is in the audit log."""
    acme = world.tenant()
    said = [
        world.call("GET", "/api/admin/tenants", key=acme.publishable),
        world.call("GET", "/api/admin/tenants", key=acme.secret),
        world.call("GET", "/api/admin/tenants", bearer=acme.secret),
        world.call("GET", "/api/admin/tenants", bearer=acme.publishable),
    ]

    assert [403] * 4 == [answer.status_code for answer in said]
    assert [(2,)] == list(rows(postgres_18, "SELECT count(*) FROM audit_log WHERE action = 'admin.refused'"))


def test_a_publishable_key_opens_sign_in_alone(world: World) -> None:
    """B41: every route that asks for a secret key is 403 for a publishable one, in whichever header it comes."""
    acme = world.tenant()
    for rule in world.app.url_map.iter_rules():
        if door_of(world.app, rule.endpoint).credential == "secret":
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                path = re.sub(r"<\w+>", "key_x", rule.rule)

                assert 403 == world.call(method, path, {}, key=acme.publishable).status_code
                assert 401 == world.call(method, path, {}, bearer=acme.secret).status_code


def test_a_revoked_key_is_refused(world: World) -> None:
    """B41: a key revoked at once or after an overlap opens nothing when its time has come."""
    acme = world.tenant()
    issue = {"kind": "secret", "name": "new"}
    new, other = (world.call("POST", "/api/keys", issue, key=acme.secret).get_json() for _ in range(2))
    assert 204 == world.call("DELETE", f"/api/keys/{new['id']}", key=acme.secret).status_code
    assert 204 == world.call("DELETE", f"/api/keys/{other['id']}?revoke_after=3600", key=acme.secret).status_code

    assert [401, 200] == [world.call("GET", "/api/tenant", key=key["key"]).status_code for key in (new, other)]
    world.later(seconds=3599)
    assert 200 == world.call("GET", "/api/tenant", key=other["key"]).status_code
    world.later(seconds=1)
    assert 401 == world.call("GET", "/api/tenant", key=other["key"]).status_code


@pytest.mark.parametrize("query", ["x-api-key={key}", "api_key={key}", "q={key}", "access_token=1", "a=1&token=x"])
def test_a_key_in_the_address_is_refused(world: World, query: str) -> None:
    """B41: addresses end up in logs, so a credential there is 400, also beside a good one in the header."""
    acme = world.tenant()
    path = "/api/tenant?" + query.format(key=acme.secret)

    assert [400, 400] == [world.call("GET", path, key=key).status_code for key in (None, acme.secret)]


def test_a_secret_key_in_a_browser_is_refused_and_remembered(postgres_18: EmbeddedPostgres, world: World) -> None:
    """A secret key that comes with an Origin is 403, says nothing to the page, and is in the audit log."""
    acme = world.tenant()
    said = world.call("GET", "/api/tenant", key=acme.secret, headers={"Origin": "https://app.test"})

    assert (403, None) == (said.status_code, said.headers.get("Access-Control-Allow-Origin"))
    assert 1 == len(rows(postgres_18, "SELECT 1 FROM audit_log WHERE action = 'key.secret_sent_by_browser'"))


def test_the_admin_api_is_not_there_without_a_token(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> None:
    """Without ADMIN_TOKEN and named tokens the admin API is 404; with a named one it says who."""
    from datetime import timedelta

    from entrypoints.cli.house import operator
    from tests.fixtures.servers import empty
    from tests.fixtures.worlds import make_live_world

    empty(postgres_18)
    world = make_live_world(postgres_18.serving_url, valkey_9.url, admin_token=None)

    assert 404 == world.call("GET", "/api/admin/tenants", bearer=ADMIN_TOKEN).status_code
    issue = world.container.use_cases.issue_admin_token()
    token, secret = issue(name="ada", lives=timedelta(days=1), caller=operator())
    assert 401 == world.call("GET", "/api/admin/tenants", bearer=ADMIN_TOKEN).status_code
    made = world.call("POST", "/api/admin/tenants", {"name": "Acme", "slug": "acme"}, bearer=secret)
    assert 201 == made.status_code
    query = "SELECT DISTINCT actor FROM audit_log WHERE action = 'tenant.created'"
    assert [(f"admin:{token.id}",)] == list(rows(postgres_18, query))
    world.later(days=1)
    assert 404 == world.call("GET", "/api/admin/tenants", bearer=secret).status_code


def test_every_key_in_redis_carries_its_tenant(valkey_9: EmbeddedValkey, world: World) -> None:
    """A36: whatever is kept in Redis is kept under its tenant, and holds no address."""
    acme, bolt = world.tenant("acme"), world.tenant("bolt")
    for tenant in (acme, bolt):
        world.ask(tenant)
        world.ask(tenant)
    keys = [str(key, "ascii") for key in Redis.from_url(valkey_9.url).scan_iter()]

    assert 4 <= len(keys)
    assert all(re.fullmatch(r"auth1:\{tn_\w{26}\}:(ip:\d+|slot):\S+", key) for key in keys)
    assert {acme.id, bolt.id} == {key.split("{")[1].split("}")[0] for key in keys}
    assert not [key for key in keys if ADA[1:] in key]


def test_every_tenant_table_begins_with_the_tenant(postgres_18: EmbeddedPostgres) -> None:
    """A36: the primary key of every table but the named ones begins with tenant_id."""
    query = """
    SELECT c.relname, (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0])
      FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"""
    named = {"tenants": "id", "admin_tokens": "id", "secret_ids": "key_id", "alembic_version": "version_num"}
    named |= {"prices": "provider", "provider_breakers": "provider", "tails": "name"}
    named |= {"audit_anchors": "at", "chain_keys": "id"}

    for table, first in rows(postgres_18, query):
        assert named.get(table, "tenant_id") == (first or "tenant_id"), table
