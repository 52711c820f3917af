"""Libraries that we did not write check our tokens: PyJWT, and jose and jsonwebtoken from npm."""

import json
import subprocess
from pathlib import Path
from typing import Any

import jwt
import pytest

from tests.fixtures.npm import fetched, node
from tests.fixtures.worlds import World

PACKAGES = ("jose@6.1.0", "jsonwebtoken@9.0.2")
ALGORITHMS = ("HS256", "ES256", "EdDSA")
JOSE = """
import { createLocalJWKSet, jwtVerify, importJWK } from "jose";
const { token, keys, issuer, audience, symmetric, now } = JSON.parse(process.argv[2]);
const options = { issuer, audience, typ: "at+jwt", currentDate: new Date(now * 1000), requiredClaims: ["sub", "sid", "jti"] };
const key = symmetric ? await importJWK(keys.keys[0]) : createLocalJWKSet(keys);
const { payload } = await jwtVerify(token, key, options);
console.log(JSON.stringify(payload));
"""
JSONWEBTOKEN = """
import jsonwebtoken from "jsonwebtoken";
import { createPublicKey, createSecretKey } from "node:crypto";
const { token, keys, issuer, audience, symmetric, now, algorithm } = JSON.parse(process.argv[2]);
const jwk = keys.keys[0];
const key = symmetric ? createSecretKey(Buffer.from(jwk.k, "base64url")) : createPublicKey({ key: jwk, format: "jwk" });
const options = { issuer, audience, algorithms: [algorithm], clockTimestamp: now };
console.log(JSON.stringify(jsonwebtoken.verify(token, key, options)));
"""


def signed(world: World, algorithm: str) -> dict[str, Any]:
    """A token of a tenant that signs so, with the keys that the tenant's own servers get."""
    acme = world.tenant(signing_algorithm=algorithm, token_claims={"plan": "billing.plan"})
    made = {"phone": "+12015550123", "app_metadata": {"billing": {"plan": "gold"}}}
    world.call("POST", "/api/users", made, key=acme.secret)
    return {
        "token": world.sign_in(acme)["token"],
        "keys": world.call("GET", "/api/signing-keys", key=acme.secret).get_json(),
        "published": world.call("GET", "/t/acme/.well-known/jwks.json").get_json(),
        "issuer": "https://auth.test/t/acme",
        "audience": acme.id,
        "symmetric": algorithm == "HS256",
        "algorithm": algorithm,
        "now": int(world.clock.now().timestamp()),
    }


def by_node(program: str, said: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """What a few lines of JavaScript make of a token."""
    folder = fetched("jwt", PACKAGES)
    page = Path(folder) / f"check{len(program)}.mjs"
    page.write_text(program)
    return subprocess.run(
        [node()[0], page, json.dumps(said)], capture_output=True, text=True, check=False, timeout=60, cwd=folder
    )


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_pyjwt(memory_world: World, algorithm: str) -> None:
    """PyJWT takes the token with the shared key, and for public algorithms with the published one alone."""
    said = signed(memory_world, algorithm)
    shared = said["keys"] if algorithm == "HS256" else said["published"]
    key = jwt.PyJWK.from_dict(shared["keys"][0])
    options: Any = {
        "require": ["exp", "iat", "nbf", "iss", "aud", "sub", "jti"],
        "verify_exp": False,
        "verify_iat": False,
        "verify_nbf": False,
    }
    claims = jwt.decode(
        said["token"],
        key.key,
        algorithms=[algorithm],
        audience=said["audience"],
        issuer=said["issuer"],
        options=options,
    )

    assert ("gold", "at+jwt", shared["keys"][0]["kid"]) == (
        claims["plan"],
        jwt.get_unverified_header(said["token"])["typ"],
        jwt.get_unverified_header(said["token"])["kid"],
    )
    assert bool(said["published"]["keys"]) is (algorithm != "HS256")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_jose(memory_world: World, algorithm: str) -> None:
    """jose takes it, with issuer, audience, type and time checked."""
    said = signed(memory_world, algorithm)
    ended = by_node(JOSE, said)

    assert "gold" == json.loads(ended.stdout or "{}").get("plan"), ended.stderr


@pytest.mark.parametrize("algorithm", ["HS256", "ES256"])
def test_jsonwebtoken(memory_world: World, algorithm: str) -> None:
    """jsonwebtoken takes it in the algorithms that it knows; EdDSA is none of them."""
    ended = by_node(JSONWEBTOKEN, signed(memory_world, algorithm))

    assert "gold" == json.loads(ended.stdout or "{}").get("plan"), ended.stderr


def test_a_changed_token_is_refused_by_all(memory_world: World) -> None:
    """None of them takes a token whose signature is off by a letter."""
    said = signed(memory_world, "ES256")
    head, _, tail = said["token"].rpartition(".")
    said["token"] = f"{head}.{'A' if tail[0] != 'A' else 'B'}{tail[1:]}"

    assert [1, 1] == [by_node(program, said).returncode for program in (JOSE, JSONWEBTOKEN)]
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(said["token"], jwt.PyJWK.from_dict(said["keys"]["keys"][0]).key, algorithms=["ES256"])
