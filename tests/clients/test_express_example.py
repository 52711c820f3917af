"""The Express example as a process of Node beside the running server."""

import json
import os
import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded.child import free_port
from tests.clients.conftest import ClientTenant
from tests.fixtures.instance import Answer, Instance, eventually
from tests.fixtures.npm import fetched, node

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "express"


@dataclass(frozen=True, slots=True)
class App:
    """The running example."""

    port: int
    tenant: ClientTenant

    def call(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> Answer:
        """One request to the app."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=15) as response:
                return Answer(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read())

    def sign_in(self) -> dict[str, Any]:
        """The tokens of a fresh session."""
        assert 200 == self.call("POST", "/sign-in", {"phone": self.tenant.phone}).status
        proven = self.call("POST", "/sign-in/verify", {"phone": self.tenant.phone, "code": self.tenant.code})
        assert 200 == proven.status, proven.body
        tokens: dict[str, Any] = proven.json
        return tokens


def installed(folder: Path) -> Path:
    """The example with the packages that its package.json pins, as npm would lay them."""
    said = json.loads((EXAMPLE / "package.json").read_text())["dependencies"]
    pinned = {name: version for name, version in said.items() if not version.startswith("file:")}
    packages = fetched("express", [f"{name}@{version}" for name, version in pinned.items()]) / "node_modules"
    homes = {name: packages / name for name in pinned} | {"@auth1/client": EXAMPLE / said["@auth1/client"][5:]}
    versions = {name: json.loads((homes[name] / "package.json").read_text())["version"] for name in pinned}
    assert pinned == versions
    for name, home in homes.items():
        there = folder / "node_modules" / name
        there.parent.mkdir(parents=True, exist_ok=True)
        there.symlink_to(home.resolve(strict=True))
    (folder / "app.js").write_text((EXAMPLE / "app.js").read_text())
    (folder / "package.json").write_text((EXAMPLE / "package.json").read_text())
    return folder


@pytest.fixture
def start(server: Instance, tmp_path: Path) -> Iterator[Callable[..., App]]:
    """Starts the example for a tenant; `values` replace its variables; all of them are gone at the end."""
    folder = installed(tmp_path)
    started: list[subprocess.Popen[bytes]] = []

    def begin(tenant: ClientTenant, **values: str) -> App:
        app = App(free_port(), tenant)
        url = f"http://localhost:{server.port}"
        known = {
            "AUTH1_URL": url, "AUTH1_ISSUER": f"{url}/t/{tenant.slug}", "AUTH1_TENANT_ID": tenant.id,
            "AUTH1_SECRET_KEY": tenant.secret, "PORT": str(app.port), "PATH": os.environ["PATH"], "NODE_ENV": "production",
        }  # fmt: skip
        with (tmp_path / "log").open("ab") as log:
            command = [str(node()[0]), "app.js"]
            started.append(subprocess.Popen(command, cwd=folder, env={**known, **values}, stdout=log, stderr=log))
        eventually(lambda: f":{app.port}" in (tmp_path / "log").read_text())
        return app

    yield begin
    for process in started:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


@pytest.fixture
def app(start: Callable[..., App], tenant: ClientTenant) -> App:
    """The example of the test's own tenant."""
    return start(tenant)


def test_only_a_signed_in_user_opens_the_private_route(app: App) -> None:
    """Without a token it is 401, and with the token of a sign-in it says who that is."""
    tokens = app.sign_in()
    shut, opened = app.call("GET", "/private"), app.call("GET", "/private", token=tokens["token"])

    assert (401, "Bearer", {"code": "invalid_token"}) == (shut.status, shut.headers["WWW-Authenticate"], shut.json)
    assert (200, {"userId": tokens["userId"]}) == (opened.status, opened.json)


def test_a_refresh_goes_through_the_app(app: App) -> None:
    """The next tokens open the route as the first did."""
    first = app.sign_in()
    second = app.call("POST", "/refresh", {"refreshToken": first["refreshToken"]}).json

    assert first["refreshToken"] != second["refreshToken"]
    assert 200 == app.call("GET", "/private", token=second["token"]).status


def test_another_tenants_token_opens_nothing(
    app: App, server: Instance, new_tenant: Callable[..., ClientTenant]
) -> None:
    """A good token of the same server, of another tenant, is 401."""
    other = new_tenant()
    server.call("POST", "/api/auth/request", {"phone": other.phone}, key=other.publishable)
    body = {"phone": other.phone, "code": other.code}
    token = server.call("POST", "/api/auth/verify", body, key=other.publishable).json["token"]

    assert 200 == server.call("GET", "/api/auth/me", bearer=token).status
    assert 401 == app.call("GET", "/private", token=token).status


def test_a_changed_token_opens_nothing(app: App) -> None:
    """A signature that is off by a letter is 401, and so are another algorithm, no signature and a refresh token."""
    tokens = app.sign_in()
    head, payload, tail = tokens["token"].split(".")
    none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0"
    forged = [
        f"{head}.{payload}.{'A' if tail[0] != 'A' else 'B'}{tail[1:]}", f"{head}.{payload}.", f"{none}.{payload}.",
        f"{none}.{payload}.{tail}", tokens["refreshToken"], "x",
    ]  # fmt: skip

    assert [401] * len(forged) == [app.call("GET", "/private", token=token).status for token in forged]


def test_a_shared_key_algorithm_is_not_taken(
    start: Callable[..., App], new_tenant: Callable[..., ClientTenant]
) -> None:
    """The token of a tenant that signs with HS256 opens nothing: its key is not public."""
    app = start(new_tenant(signing_algorithm="HS256"))

    assert 401 == app.call("GET", "/private", token=app.sign_in()["token"]).status


def test_refusals_reach_the_page(app: App) -> None:
    """A wrong code says how many tries are left, wrong fields are 422, and a spent refresh token is 401."""
    app.call("POST", "/sign-in", {"phone": app.tenant.phone})
    wrong = app.call("POST", "/sign-in/verify", {"phone": app.tenant.phone, "code": "000000"})
    none = [app.call("POST", path).status for path in ("/sign-in", "/sign-in/verify", "/refresh")]
    spent = app.call("POST", "/refresh", {"refreshToken": "auth1_rt_none"})

    assert (401, "invalid_code", 4) == (wrong.status, wrong.json["code"], wrong.json["attemptsRemaining"])
    assert [422, 422, 422] == none
    assert (401, "invalid_token") == (spent.status, spent.json["code"])


def test_the_apps_own_faults_are_not_the_users(start: Callable[..., App], tenant: ClientTenant) -> None:
    """A wrong key is 502, a server that is away 503, and keys that cannot be fetched 500: never 401."""
    away = f"http://127.0.0.1:{free_port()}"
    keyless, lonely = start(tenant, AUTH1_SECRET_KEY="auth1_sk_x_none"), start(tenant, AUTH1_URL=away)
    asked = [app.call("POST", "/sign-in", {"phone": tenant.phone}).status for app in (keyless, lonely)]
    token = start(tenant).sign_in()["token"]
    blind = [start(tenant, AUTH1_ISSUER=f"{place}/t/x") for place in (away, f"http://127.0.0.1:{keyless.port}")]

    assert [502, 503] == asked
    assert [500, 500] == [app.call("GET", "/private", token=token).status for app in blind]


def test_the_lines_of_its_page_work(app: App) -> None:
    """What the README sets under "Use it" is what a shell can do."""
    page = (EXAMPLE / "README.md").read_text()
    lines = re.search(r"## Use it\n\n```sh\n(.*?)^```", page, re.M | re.S)
    assert lines is not None
    tokens = app.sign_in()
    values = {"TOKEN": tokens["token"], "REFRESH_TOKEN": tokens["refreshToken"], "PATH": os.environ["PATH"]}
    program = lines[1].replace(":4000", f":{app.port}").replace("curl ", "curl -sS -w '\\n%{http_code}\\n' ")
    said = subprocess.run(
        ["sh", "-e"], input=program, env=values, capture_output=True, text=True, timeout=60, check=True
    )

    assert ["200"] * 4 == re.findall(r"^\d{3}$", said.stdout, re.M)
