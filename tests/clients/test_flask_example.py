"""The Flask example as a process of its own, beside a running server."""

import hmac
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters.embedded.child import free_port
from tests.clients.conftest import ClientTenant
from tests.clients.line import fixed_answer
from tests.fixtures.instance import Instance, eventually

ROOT = Path(__file__).parents[2]
APP = ROOT / "examples" / "flask" / "app.py"


@dataclass(frozen=True, slots=True)
class Example:
    """The running app."""

    port: int

    def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, bearer: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON of one request; an answer that is no JSON has no fields."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {bearer}"} if bearer else {})}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=12) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            said = error.read()
            return error.code, json.loads(said) if error.headers.get_content_type() == "application/json" else {}

    def sign_in(self, tenant: ClientTenant) -> dict[str, Any]:
        """Ask and prove."""
        assert 200 == self.call("POST", "/sign-in", {"phone": tenant.phone})[0]
        status, tokens = self.call("POST", "/sign-in/code", {"phone": tenant.phone, "code": tenant.code})
        assert 200 == status
        return tokens


@contextmanager
def running(url: str, slug: str, tenant_id: str, secret: str) -> Iterator[Example]:
    """`python examples/flask/app.py`, until the end."""
    port = free_port()
    issuer = f"{url}/t/{slug}"
    given = {"AUTH1_URL": url, "AUTH1_ISSUER": issuer, "AUTH1_TENANT_ID": tenant_id, "AUTH1_SECRET_KEY": secret}
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "clients" / "python"), "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, str(APP)], env={**path, **given}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        eventually(lambda: process.poll() is None and listens(port))
        yield Example(port)
    finally:
        process.terminate()
        process.wait(20)


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def example(server: Instance, tenant: ClientTenant) -> Iterator[Example]:
    """The app of the tenant."""
    with running(f"http://localhost:{server.port}", tenant.slug, tenant.id, tenant.secret) as example:
        yield example


def test_private_is_for_people_who_are_signed_in(example: Example, tenant: ClientTenant) -> None:
    """Without a token it is 401, with one it knows the user, and with a refreshed one as well."""
    nobody = example.call("GET", "/private")
    tokens = example.sign_in(tenant)
    first = example.call("GET", "/private", bearer=tokens["access_token"])
    status, fresh = example.call("POST", "/refresh", {"refresh_token": tokens["refresh_token"]})
    second = example.call("GET", "/private", bearer=fresh["access_token"])

    assert (401, {}) == nobody
    assert (200, {"user_id": tokens["user_id"]}) == first
    assert (200, first) == (status, second)
    assert tokens["refresh_token"] != fresh["refresh_token"]


def test_tokens_that_are_not_good_open_nothing(
    example: Example, server: Instance, tenant: ClientTenant, new_tenant: Callable[..., ClientTenant]
) -> None:
    """Another tenant's token, a changed signature, changed claims, a refresh token and trash are 401."""
    other = new_tenant()
    for path, body in (("request", {}), ("verify", {"code": other.code})):
        answer = server.call("POST", f"/api/auth/{path}", {"phone": other.phone, **body}, key=other.publishable)
    tokens = example.sign_in(tenant)
    head, claims, signature = tokens["access_token"].split(".")
    changed = f"{signature[:20]}{'A' if signature[20] != 'A' else 'B'}{signature[21:]}"
    bad = [answer.json["token"], f"{head}.{claims}.{changed}", f"{head}.{claims}x.{signature}", f"{head}.{claims}."]
    bad += [tokens["refresh_token"], "x", "a.b.c", "%00", "é", "." * 5000]

    assert [401] * len(bad) == [example.call("GET", "/private", bearer=token)[0] for token in bad]
    assert 200 == example.call("GET", "/private", bearer=tokens["access_token"])[0]


def test_people_hear_what_they_can_act_on(example: Example, tenant: ClientTenant) -> None:
    """A wrong code, a number that cannot be one, a spent refresh token: the app passes on the code of the error."""
    tokens = example.sign_in(tenant)
    example.call("POST", "/sign-in", {"phone": tenant.phone})
    said = [
        example.call("POST", "/sign-in/code", {"phone": tenant.phone, "code": "111111"}),
        example.call("POST", "/sign-in", {"phone": "+1555"}),
        example.call("POST", "/sign-in", {}),
        example.call("POST", "/refresh", {"refresh_token": tokens["access_token"][:100]}),
    ]

    codes = ["invalid_code", "invalid_phone", "invalid_phone", "invalid_token"]
    assert list(zip([401, 422, 422, 401], codes, strict=True)) == [(status, body["code"]) for status, body in said]


def test_a_key_that_is_wrong_is_no_news_for_people(server: Instance, tenant: ClientTenant) -> None:
    """Where the app's own key is refused, people hear 503, and not that they are not signed in."""
    url = f"http://localhost:{server.port}"
    with running(url, tenant.slug, tenant.id, tenant.secret[:-1] + "g") as example:
        assert (503, {"code": "unavailable"}) == example.call("POST", "/sign-in", {"phone": tenant.phone})


MARKS = {"kid": "k", "typ": "at+jwt"}


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whoever publishes a key of its own and signs with it; the claims that are good for the app."""

    key: ec.EllipticCurvePrivateKey
    claims: dict[str, Any]

    def token(self, without: str = "", **odd: Any) -> str:
        """A good token, but for these claims."""
        return self.marked({}, without, **odd)

    def marked(self, marks: dict[str, str], without: str = "", **odd: Any) -> str:
        """A good token, but for these marks in its header and these claims."""
        claims = {name: value for name, value in {**self.claims, **odd}.items() if name != without}
        return jwt.encode(claims, self.key, "ES256", {**MARKS, **marks})

    def foreign(self, algorithm: str, key: bytes) -> str:
        """The good claims by another algorithm, put together by hand: libraries make no such tokens."""
        parts = [json.dumps(one).encode() for one in ({"alg": algorithm, **MARKS}, self.claims)]
        signed = b".".join(jwt.utils.base64url_encode(part) for part in parts)
        mac = hmac.digest(key, signed, "sha256") if algorithm == "HS256" else b""
        return (signed + b"." + jwt.utils.base64url_encode(mac)).decode()


@pytest.fixture
def issued() -> Iterator[tuple[Issuer, Example]]:
    """An issuer, and the app beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    published = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=False))
    document = json.dumps({"keys": [{**published, "kid": "k", "use": "sig", "alg": "ES256"}]}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(document)}\r\n\r\n"
    with fixed_answer(head.encode() + document) as url, running(url, "acme", "tn_1", "auth1_sk_acme_x") as example:
        now = int(time.time())
        claims = {"iss": f"{url}/t/acme", "aud": "tn_1", "sub": "usr_1", "iat": now, "nbf": now, "exp": now + 900}
        yield Issuer(key, claims), example


def test_every_check_of_a_token_counts(issued: tuple[Issuer, Example]) -> None:
    """A good signature alone does not do: the tenant, the issuer, the time and the kind of token must fit."""
    issuer, example = issued
    now = issuer.claims["iat"]
    odd = [issuer.token(aud="tn_2"), issuer.token(iss="https://auth.test/t/acme"), issuer.token(exp=now - 10)]
    odd += [issuer.token(nbf=now + 600), *[issuer.token(without=name) for name in ("aud", "iss", "exp", "sub")]]
    odd += [issuer.marked({"typ": "JWT"}), issuer.marked({"typ": "logout+jwt"}), issuer.marked({"kid": "other"})]

    assert [401] * len(odd) == [example.call("GET", "/private", bearer=token)[0] for token in odd]
    assert (200, {"user_id": "usr_1"}) == example.call("GET", "/private", bearer=issuer.token())


def test_the_algorithm_is_the_apps_choice(issued: tuple[Issuer, Example]) -> None:
    """No token says how it is checked: `none`, and HS256 with the public key as its secret, are 401."""
    issuer, example = issued
    public = issuer.key.public_key()
    shown = [public.public_bytes(kind, PublicFormat.SubjectPublicKeyInfo) for kind in (Encoding.DER, Encoding.PEM)]
    stranger = Issuer(ec.generate_private_key(ec.SECP256R1()), issuer.claims)
    forged = [*[issuer.foreign("HS256", one) for one in shown], issuer.foreign("none", b""), stranger.token()]

    assert [401] * len(forged) == [example.call("GET", "/private", bearer=token)[0] for token in forged]


def test_published_keys_that_cannot_be_had() -> None:
    """Where the keys cannot be fetched, nobody is told that the token is bad."""
    unsigned = jwt.encode({"sub": "usr_1"}, "x" * 32, "HS256", {"kid": "k"})
    with running(f"http://127.0.0.1:{free_port()}", "acme", "tn_1", "auth1_sk_acme_x") as example:
        assert 503 == example.call("GET", "/private", bearer=unsigned)[0]
        assert (503, {"code": "unavailable"}) == example.call("POST", "/sign-in/code", {"phone": "x"})
