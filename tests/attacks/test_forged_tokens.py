"""A28, A29, B31, B32, B34: forged access tokens at every door of a signed-in user, made from the route table."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import pytest
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from entrypoints.http.doors import door_of
from tests.fixtures.worlds import TenantKeys, World

IDS = {"session_id": "ses_" + "0" * 26}


def b64(raw: bytes) -> str:
    """As JWTs spell bytes."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims."""
    head, claims, _ = (base64.urlsafe_b64decode(part + "==") for part in token.split("."))
    return json.loads(head), json.loads(claims)


def put_together(head: Mapping[str, Any], claims: Mapping[str, Any], secret: bytes | None) -> str:
    """A token by hand, with a mac under some secret, or without a signature."""
    opening = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{opening}.{b64(hmac.digest(secret, opening.encode(), hashlib.sha256)) if secret else ''}"


def forged(world: World, acme: TenantKeys) -> dict[str, str]:
    """Tokens that look like those of a user who is signed in."""
    head, claims = parts(world.sign_in(acme)["token"])
    published = world.call("GET", "/t/acme/.well-known/jwks.json").get_json()["keys"][0]
    public, mine = ECKey.import_key(published), ECKey.generate_key("P-256")
    brought = {**head, "jwk": mine.as_dict(private=False), "jku": "http://127.0.0.1:1/keys"}
    made = {
        f"none as {alg!r}": put_together({**head, "alg": alg}, claims, None)
        for alg in ("none", "None", "NONE", "", None)
    }
    for name, text in (("PEM", public.as_pem()), ("DER", public.as_der()), ("JWK", json.dumps(published).encode())):
        made[f"HS256 by the public {name}"] = put_together({**head, "alg": "HS256"}, claims, text)
    opening = f"{b64(json.dumps(brought).encode())}.{b64(json.dumps(claims).encode())}"
    made["its own key"] = f"{opening}.{b64(b'x' * 64)}"
    made["no signature"] = f"{opening}."
    made["a refresh token"] = world.sign_in(acme, "+12015550124")["refresh_token"]
    return made


@pytest.fixture
def acme(any_world: World) -> TenantKeys:
    """A tenant whose public key everybody has."""
    return any_world.tenant(signing_algorithm="ES256")


def doors(world: World) -> list[tuple[str, str]]:
    """Method and path of every door of a signed-in user."""
    found = []
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint and door_of(world.app, rule.endpoint).credential == "user":
            path = rule.rule
            for name, value in IDS.items():
                path = path.replace(f"<{name}>", value)
            found += [(method, path) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    return found


def test_no_door_opens_to_a_forged_token(any_world: World, acme: TenantKeys) -> None:
    """Each is 401 `invalid_token` at every door, and at none of them anything else."""
    tokens = forged(any_world, acme)
    said = {
        (method, path, name): answered(any_world.call(method, path, {}, bearer=token))
        for method, path in doors(any_world)
        for name, token in tokens.items()
    }

    assert len(said) >= 10 * len(tokens)
    assert {} == {tried: answer for tried, answer in said.items() if answer != (401, "invalid_token")}


def test_introspection_tells_nothing_of_a_forged_token(any_world: World, acme: TenantKeys) -> None:
    """`active` is false, and no other member is there; the refresh token alone is one of ours."""
    tokens = forged(any_world, acme)
    said = {
        name: any_world.call("POST", "/api/auth/introspect", {"token": token}, key=acme.secret).get_json()
        for name, token in tokens.items()
    }

    assert said.pop("a refresh token")["active"] is True
    assert {} == {name: answer for name, answer in said.items() if answer != {"active": False}}


def answered(response: TestResponse) -> tuple[int, str]:
    """Status and code."""
    return response.status_code, response.get_json()["code"]
