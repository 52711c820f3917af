"""What a secret key may do, from where and how often; deny by default."""

from typing import Any

import pytest

from domain.rights import SCOPES
from entrypoints.http.doors import door_of
from tests.fixtures.worlds import TenantKeys, World


def key_with(world: World, tenant: TenantKeys, **rights: Any) -> str:
    """A secret key with these rights."""
    body = {"kind": "secret", "name": "narrow", **rights}
    made = world.call("POST", "/api/keys", body, key=tenant.secret)
    assert 201 == made.status_code, made.text
    return str(made.get_json()["key"])


def test_every_door_of_a_secret_key_names_a_scope(memory_world: World) -> None:
    """A door that a secret key opens says which scope that takes, and each scope opens some door."""
    app = memory_world.app
    doors = {rule.endpoint: door_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    named = {endpoint: door.scope for endpoint, door in doors.items() if door.credential in ("secret", "key")}

    assert [] == [endpoint for endpoint, scope in named.items() if scope not in SCOPES]
    assert set(SCOPES) == set(named.values())


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_opens_its_own_doors_alone(memory_world: World, scope: str) -> None:
    """With one scope every door of another is 403, whatever it is sent."""
    acme, app = memory_world.tenant(), memory_world.app
    key = key_with(memory_world, acme, scopes=[scope])
    for rule in app.url_map.iter_rules():
        door = door_of(app, rule.endpoint)
        if door.credential not in ("secret", "key"):
            continue
        path = rule.rule.replace("<", "").replace(">", "")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            said = memory_world.call(method, path, {} if method in ("POST", "PATCH") else None, key=key)

            assert (403 == said.status_code) is (door.scope != scope), (method, rule.rule, said.text)


def test_a_key_gives_no_more_away_than_it_has(any_world: World) -> None:
    """A key with keys:write makes keys of its own scopes; a wider one is forbidden, and so is one that may all."""
    acme = any_world.tenant()
    narrow = key_with(any_world, acme, scopes=["keys:write", "users:read"])
    wanted: list[Any] = [["users:read"], ["users:write"], ["*"], ["keys:write", "tenant:write"]]
    said = [
        any_world.call("POST", "/api/keys", {"kind": "secret", "name": "x", "scopes": scopes}, key=narrow)
        for scopes in wanted
    ]

    assert [201, 403, 403, 403] == [one.status_code for one in said]


@pytest.mark.parametrize(
    ("has", "wants", "status"),
    [
        ({"networks": ["198.51.100.0/24"]}, {}, 403),
        ({"networks": ["198.51.100.0/24"]}, {"networks": ["198.51.0.0/16"]}, 403),
        ({"networks": ["198.51.100.0/24"]}, {"networks": ["198.51.100.0/25", "2001:db8::/32"]}, 403),
        ({"networks": ["198.51.100.0/24"]}, {"networks": ["198.51.100.0/25"]}, 201),
        ({"rate_per_minute": 60}, {}, 403),
        ({"rate_per_minute": 60}, {"rate_per_minute": 61}, 403),
        ({"rate_per_minute": 60}, {"rate_per_minute": 60}, 201),
        ({"expires_at": "2026-11-24T12:00:00Z"}, {}, 403),
        ({"expires_at": "2026-11-24T12:00:00Z"}, {"expires_at": "2026-11-24T12:00:01Z"}, 403),
        ({"expires_at": "2026-11-24T12:00:00Z"}, {"expires_at": "2026-11-24T12:00:00Z"}, 201),
    ],
    ids=str,
)
def test_a_key_makes_none_that_is_freer(
    any_world: World, has: dict[str, Any], wants: dict[str, Any], status: int
) -> None:
    """Who has stolen a key for a while, or inside of a network, makes none that is good for longer or elsewhere."""
    acme = any_world.tenant()
    bound = key_with(any_world, acme, scopes=["*"], **has)
    said = any_world.call("POST", "/api/keys", {"kind": "secret", "name": "x", **wants}, key=bound)

    assert status == said.status_code, said.text


def test_a_key_is_used_from_its_networks_alone(any_world: World) -> None:
    """From another network it is 403, whatever a header says, and the audit log remembers; IPv6 counts too."""
    acme = any_world.tenant()
    key = key_with(any_world, acme, networks=["203.0.113.0/24", "2001:db8::/32"])
    forged = {"X-Forwarded-For": "203.0.113.9"}
    said = [
        any_world.call("GET", "/api/tenant", key=key, ip=ip, headers=headers).status_code
        for ip, headers in [("203.0.113.9", {}), ("2001:db8::1", {}), ("198.51.100.7", {}), ("198.51.100.7", forged)]
    ]

    assert [200, 200, 403, 403] == said


def test_a_key_has_its_rate(any_world: World) -> None:
    """The call beyond the rate is 429 with the truth in Retry-After: a second less is refused, then it goes through."""
    acme = any_world.tenant()
    key = key_with(any_world, acme, rate_per_minute=5)
    said = [any_world.call("GET", "/api/tenant", key=key) for _ in range(6)]
    wait = int(said[-1].headers["Retry-After"])

    assert [200] * 5 + [429] == [one.status_code for one in said]
    assert "key" == said[-1].get_json()["limit"]
    any_world.later(seconds=wait - 1)
    assert 429 == any_world.call("GET", "/api/tenant", key=key).status_code
    any_world.later(seconds=1)
    assert 200 == any_world.call("GET", "/api/tenant", key=key).status_code
    assert 200 == any_world.call("GET", "/api/tenant", key=acme.secret).status_code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scopes", []),
        ("scopes", ["users:*"]),
        ("networks", ["203.0.113.9/24"]),
        ("networks", ["everywhere"]),
        ("networks", [f"10.{n}.0.0/16" for n in range(51)]),
        ("rate_per_minute", 0),
        ("rate_per_minute", 1_000_001),
    ],
)
def test_rights_have_bounds(any_world: World, field: str, value: Any) -> None:
    """What is out of bounds is 422 and names the field."""
    acme = any_world.tenant()
    said = any_world.call("POST", "/api/keys", {"kind": "secret", "name": "x", field: value}, key=acme.secret)

    assert (422, [field]) == (said.status_code, [error["field"] for error in said.get_json()["errors"]])


def test_a_publishable_key_takes_no_rights(any_world: World) -> None:
    """It opens sign-in alone, so there is nothing to give."""
    acme = any_world.tenant()
    body = {"kind": "publishable", "name": "x", "scopes": ["users:read"]}

    assert 422 == any_world.call("POST", "/api/keys", body, key=acme.secret).status_code
