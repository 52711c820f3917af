"""deploy/forward-auth.conf in front of an app that knows nothing of sign-in, by TLS."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.deploy.front import APP, Front, guarding
from tests.fixtures.http_browser import HttpBrowser
from tests.fixtures.instance import Answer, Instance, serving
from tests.fixtures.loopback import Arrival, Listener, Reply
from tests.fixtures.servers import empty
from tests.fixtures.worlds import ADMIN_TOKEN

NUMBER, CODE = "+15551234567", "482913"
TRAVELLING = ("x-auth-subject", "x-auth-phone", "x-auth-email", "x-auth-scope", "x-auth-session")


@pytest.fixture(scope="module")
def instance(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """An instance with one proxy in front."""
    empty(postgres_18)
    Redis.from_url(valkey_9.url).flushall()
    variables = {
        "DATABASE_URL": postgres_18.serving_url, "DATABASE_OWNER_URL": postgres_18.owner_url,
        "REDIS_URL": valkey_9.url, "TRUSTED_PROXY_COUNT": "1",
    }  # fmt: skip
    with serving(tmp_path_factory.mktemp("instance") / "log", "--no-worker", **variables) as instance:
        yield instance


@pytest.fixture(scope="module")
def front(instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """An nginx in front of an app that tells which headers it got."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    settings = {"test_numbers": {NUMBER: CODE}, "test_numbers_until": tomorrow}
    tenant = instance.call(
        "POST", "/api/admin/tenants", {"name": "Acme", "slug": "acme", "settings": settings}, bearer=ADMIN_TOKEN
    ).json
    wanted = {
        "name": "Wiki", "auth_method": "none", "redirect_uris": [f"https://{APP}/.auth1/callback"],
        "scopes": ["openid", "phone"], "needs_consent": False,
    }  # fmt: skip
    client = instance.call("POST", "/api/clients", wanted, key=tenant["secret_key"]).json
    app = Listener(_tell)
    try:
        with guarding(tmp_path_factory.mktemp("guard"), instance, client["id"], app.url) as front:
            yield front
    finally:
        app.stop()


def _tell(arrival: Arrival) -> Reply:
    told = {name: arrival.headers.get(name, "") for name in TRAVELLING}
    return Reply.of(200, {"path": arrival.path, **told})


def cookies(*answers: Answer) -> dict[str, str]:
    """What a browser brings after these."""
    pairs = [answer.headers["set-cookie"].partition(";")[0] for answer in answers]
    return {"Cookie": "; ".join(pairs)}


def sign_in(front: Front, path: str) -> tuple[Answer, Answer]:
    """The answers at the app's host: the one that led to the pages, and the one that led back."""
    led = front.call("GET", path)
    browser = HttpBrowser()
    browser.open(led.headers["location"])
    browser.submit("/sign-in", phone=NUMBER)
    # The app's host has no name here: the browser's last step fails, and we go on by nginx's address.
    with suppress(OSError):
        browser.submit("/sign-in/code", code=CODE)
    back = urlsplit(browser.at)
    assert (f"{APP}", "/.auth1/callback") == (back.netloc, back.path)
    return led, front.call("GET", f"{back.path}?{back.query}", headers=cookies(led))


def test_who_is_not_signed_in_signs_in_and_is_back(front: Front) -> None:
    """At the address that was asked for; the app is told who is there, whatever the caller says of itself."""
    led, back = sign_in(front, "/page?x=1")
    assert (303, 303, f"https://{APP}/page?x=1") == (led.status, back.status, back.headers["location"])

    forged = dict.fromkeys(TRAVELLING, "usr_forged")
    told = front.call("GET", "/page?x=1", headers={**cookies(back), **forged})
    assert 200 == told.status
    seen = json.loads(told.body)
    assert ("/page?x=1", NUMBER, "openid phone", "") == (
        seen["path"], seen["x-auth-phone"], seen["x-auth-scope"], seen["x-auth-email"],
    )  # fmt: skip
    assert seen["x-auth-subject"].startswith("usr_")
    assert "usr_forged" not in seen.values()


def test_nothing_of_the_app_is_open(front: Front) -> None:
    """Forms, scripts and forged cookies get nowhere; a form is led to sign in, a script is told 401."""
    posted = front.call("POST", "/page", {"a": 1})
    script = front.call("GET", "/page", headers={"Sec-Fetch-Mode": "cors"})
    forged = front.call("GET", "/page", headers={"Cookie": "__Host-auth1-forward=ses_x", "X-Auth-Subject": "usr_x"})
    elsewhere = front.call("GET", "/page", headers={"X-Original-URL": "https://evil.test/", "Host": APP})

    assert [303, 401, 303, 303] == [answer.status for answer in (posted, script, forged, elsewhere)]
    assert "evil.test" not in elsewhere.headers["location"]


def test_the_check_is_nobodys(front: Front) -> None:
    """What nginx asks us cannot be asked from outside."""
    assert [404, 404] == [front.call("GET", f"/.auth1/{door}").status for door in ("check", "sign-in")]


def test_signing_out(front: Front, instance: Instance) -> None:
    """The app's cookie goes, and the tenant's page asks about the rest."""
    left = front.call("GET", "/.auth1/sign-out?x=1")

    assert (303, "__Host-auth1-forward=;") == (left.status, left.headers["set-cookie"][:22])
    to, _, query = left.headers["location"].partition("?")
    assert f"http://localhost:{instance.port}/t/acme/oauth/logout" == to
    assert re.fullmatch(r"client_id=cl_[0-9a-z]{26}", query)


def test_no_code_is_written_down(front: Front, tmp_path: Path) -> None:
    """nginx's log has paths, and neither the code nor the state of a sign-in."""
    sign_in(front, "/page")
    logged = front.logs()

    assert "GET /.auth1/callback 303" in logged
    assert not any(part in logged for part in ("code=", "state=", "iss="))
