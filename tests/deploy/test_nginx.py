"""deploy/nginx.conf in front of instances of `auth1 serve`, by TLS."""

import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.memory.images import png_of
from tests.deploy.callers import Callers
from tests.deploy.front import CONF, HOST, Front, nginx
from tests.fixtures.instance import Answer, Instance, eventually, serving
from tests.fixtures.rows import rows
from tests.fixtures.servers import empty
from tests.fixtures.worlds import ADMIN_TOKEN

NUMBER, CODE = "+15551234567", "482913"
MOST = 64 * 1024
FORGED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP")


@pytest.fixture(scope="module")
def variables(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> dict[str, str]:
    """What instances behind one proxy are told; their windows are small."""
    empty(postgres_18)
    Redis.from_url(valkey_9.url).flushall()
    return {
        "DATABASE_URL": postgres_18.serving_url,
        "DATABASE_OWNER_URL": postgres_18.owner_url,
        "REDIS_URL": valkey_9.url,
        "TRUSTED_PROXY_COUNT": "1",
        "RATE_LIMIT_MAX": "20",
        "METRICS_TOKEN": ADMIN_TOKEN[::-1],
    }


@pytest.fixture(scope="module")
def lasting(variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance that stays."""
    with serving(tmp_path_factory.mktemp("lasting") / "log", "--no-worker", **variables) as instance:
        yield instance


@pytest.fixture
def passing(variables: dict[str, str], tmp_path: Path) -> Iterator[Instance]:
    """An instance that a test ends; its end takes a second."""
    with serving(tmp_path / "passing.log", "--no-worker", **variables, DRAIN_SECONDS="1") as instance:
        yield instance


@pytest.fixture(scope="module")
def front(lasting: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """An nginx in front of the instance that stays."""
    with nginx(tmp_path_factory.mktemp("front"), lasting) as front:
        yield front


@pytest.fixture
def pair(lasting: Instance, passing: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """An nginx in front of both."""
    with nginx(tmp_path_factory.mktemp("pair"), lasting, passing) as front:
        yield front


def tenant(front: Front, slug: str) -> dict[str, str]:
    """Make a tenant with a test number; its answer."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    settings = {"test_numbers": {NUMBER: CODE}, "test_numbers_until": tomorrow.isoformat()}
    made = front.call("POST", "/api/admin/tenants", {"name": "My App", "slug": slug, "settings": settings},
                      bearer=ADMIN_TOKEN)  # fmt: skip
    assert 201 == made.status, made.body
    shown: dict[str, str] = made.json
    return shown


def verify(front: Front, key: str, headers: dict[str, str] | None = None) -> Answer:
    """A guess, which counts in the window of its network."""
    return front.call("POST", "/api/auth/verify", {"phone": NUMBER, "code": "000000"}, key=key, headers=headers)


def test_the_seeds_directives_are_kept() -> None:
    """Every directive of the seed's nginx is there; two are better, and say why."""
    text = CONF.read_text()
    kept = (
        "listen 443 ssl http2", f"server_name {HOST}", "ssl_protocols TLSv1.2 TLSv1.3", "ssl_ciphers HIGH:!aNULL:!MD5",
        f"ssl_certificate /etc/letsencrypt/live/{HOST}/fullchain.pem", "proxy_set_header Host $host",
        f"ssl_certificate_key /etc/letsencrypt/live/{HOST}/privkey.pem", "proxy_set_header X-Real-IP $remote_addr",
        "proxy_set_header X-Forwarded-Proto $scheme", "listen 80", "server 127.0.0.1:3000",
    )  # fmt: skip
    better = {
        "# Not $proxy_add_x_forwarded_for": "proxy_set_header X-Forwarded-For $remote_addr",
        "# Not $host": "return 301 https://$server_name$request_uri",
    }

    assert [] == [directive for directive in kept if not re.search(rf"^ *{re.escape(directive)}[; ]", text, re.M)]
    assert [] == [
        one for why, one in better.items() if not re.search(rf"{re.escape(why)}.*\n *{re.escape(one)};", text)
    ]


def test_a_sign_in_goes_through(front: Front) -> None:
    """Asked for, proven, refreshed and ended by TLS; browsers are told to come by TLS only; nginx's log has no number and no link."""
    made = tenant(front, "signs-in")
    key = made["api_key"]
    asked = front.call("POST", "/api/auth/request", {"phone": NUMBER}, key=key)
    proven = front.call("POST", "/api/auth/verify", {"phone": NUMBER, "code": CODE}, key=key)
    refreshed = front.call("POST", "/api/auth/refresh", {"refresh_token": proven.json["refresh_token"]}, key=key)
    found = front.call("GET", f"/api/users?phone=%2B{NUMBER[1:]}", key=made["secret_key"])
    front.call("GET", "/t/signs-in/link/a-secret-of-a-mail")
    ended = front.call("POST", "/api/auth/logout", bearer=refreshed.json["token"])
    gone = front.call("GET", "/api/auth/me", bearer=refreshed.json["token"])

    assert [200, 200, 200, 200, 204, 401] == [one.status for one in (asked, proven, refreshed, found, ended, gone)]
    assert {"max-age=31536000"} == {one.headers["strict-transport-security"] for one in (asked, gone)}
    assert "nginx" == asked.headers.get("server", "nginx")
    logged = front.logs()
    assert "POST /api/auth/verify 200" in logged
    assert not any(part in logged for part in (NUMBER[1:], "phone=", "127.0.0.1 -", "a-secret-of"))


def test_plain_http_is_sent_to_tls(front: Front) -> None:
    """Port 80 redirects every path to the name in the file, whatever Host says."""
    said = [front.plain("GET", "/docs?a=1", Host=host) for host in (HOST, "evil.test", "127.0.0.1")]

    assert {(301, f"https://{HOST}/docs?a=1")} == {(one.status, one.headers["location"]) for one in said}


def test_a_network_cannot_be_made_up(front: Front, lasting: Instance) -> None:
    """B11: whatever headers a caller sends, and however often, its window is that of its connection."""
    key = tenant(front, "forged")["api_key"]
    forged = [dict.fromkeys(FORGED, f"203.0.113.{turn}") for turn in range(20)]
    counted = [verify(front, key, headers).status for headers in forged]
    beyond = verify(front, key, {"X-Forwarded-For": "198.51.100.7, 198.51.100.8"})
    real = lasting.call(
        "POST", "/api/auth/verify", {"phone": NUMBER, "code": "000000"}, key=key,
        headers={"X-Forwarded-For": "198.51.100.9"},
    )  # fmt: skip

    assert {401} == set(counted)
    assert (429, "rate_limited", "ip") == (beyond.status, beyond.json["code"], beyond.json["limit"])
    assert 401 == real.status


def test_host_is_harmless(front: Front) -> None:
    """What a caller writes as Host or X-Forwarded-Host is in no answer."""
    said = [
        front.call(
            "GET", "/nothing", headers={"Host": host, "X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "evil"}
        )
        for host in (HOST, "evil.test", "evil.test:1")
    ]

    assert {404} == {one.status for one in said}
    assert not any("evil" in f"{one.headers}{one.body!r}" for one in said)
    assert 1 == len({one.json["type"] for one in said})


def test_metrics_are_not_for_the_world(front: Front, lasting: Instance) -> None:
    """With the right bearer /metrics answers behind nginx, and is 404 in front of it."""
    bearer = ADMIN_TOKEN[::-1]
    paths = ("/metrics", "/metrics?a", "//metrics", "/%6detrics", "/./metrics")

    assert 200 == lasting.call("GET", "/metrics", bearer=bearer).status
    assert {404} == {front.call("GET", path, bearer=bearer).status for path in paths}


@pytest.mark.parametrize("chunked", [False, True], ids=["whole", "chunked"])
def test_a_body_over_the_bound_is_a_problem(front: Front, lasting: Instance, chunked: bool) -> None:
    """413 is nginx's here, in the words of the product's; 64 KiB themselves go through to it."""
    headers = {"Transfer-Encoding": "chunked"} if chunked else {}
    body = b" " * (MOST + 1)
    sent = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if chunked else body
    over = front.call("POST", "/api/auth/request", sent, headers=headers)
    key = tenant(front, f"big-{chunked}".lower())["api_key"]
    direct = lasting.call("POST", "/api/auth/request", body, key=key)
    at = front.call("POST", "/api/auth/request", b" " * MOST, key=key)

    assert (413, "application/problem+json") == (over.status, over.headers["content-type"])
    assert over.json.keys() == direct.json.keys()
    assert {name: direct.json[name] for name in ("title", "status", "code", "detail")}.items() <= over.json.items()
    assert (400, "malformed_request") == (at.status, at.json["code"])


def test_an_image_may_be_larger_than_other_bodies(front: Front) -> None:
    """512 KiB go through to the doors of images, the administrator's too, and to no others; beyond it nginx says so."""
    made, png = tenant(front, "pictured"), {"Content-Type": "image/png"}
    image, over = png_of(9, 9).ljust(8 * MOST, b"\x00"), b"\x00" * (8 * MOST + 1)
    key, theirs = made["secret_key"], f"/api/admin/tenants/{made['tenant_id']}/favicon"
    put = front.call("PUT", "/api/tenant/logo", image, key=key, headers=png)
    by_admin = front.call("PUT", theirs, image, bearer=ADMIN_TOKEN, headers=png)
    refused = front.call("PUT", "/api/tenant/logo", over, key=key, headers=png)
    seen = front.call("GET", put.json["url"][put.json["url"].index("/t/") :])

    assert (200, 200, 200) == (put.status, by_admin.status, seen.status)
    assert "public, max-age=31536000, immutable" == seen.headers["cache-control"]
    assert (413, "The image is over 512 KiB.") == (refused.status, refused.json["detail"])
    assert 413 == front.call("PATCH", "/api/tenant", image, key=key).status


def test_a_killed_instance_takes_only_what_it_had_in_hand(
    pair: Front, passing: Instance, postgres_18: EmbeddedPostgres
) -> None:
    """What was read is read from the other one; a POST that the dead one had is not done a second time."""
    callers = Callers(pair, "killed")
    group = os.getpgid(passing.process.pid)
    with ThreadPoolExecutor(16) as threads:
        os.killpg(group, signal.SIGSTOP)
        for _ in range(8):
            threads.submit(callers.read)
            threads.submit(callers.make)
        eventually(lambda: len(callers.answers) >= 8)
        os.killpg(group, signal.SIGKILL)
    during, callers.answers = Callers(pair, "", callers.answers), []
    for _ in range(10):
        callers.both()
    made = rows(postgres_18, "SELECT count(*) FROM tenants WHERE slug LIKE 'killed-%'")

    assert ({200}, {201, 502}) == (during.of("GET"), during.of("POST"))
    assert ({200}, {201}) == (callers.of("GET"), callers.of("POST"))
    assert [(during.answers.count(("POST", 201)) + 10,)] == list(made)


def test_an_instance_that_drains_loses_no_call(pair: Front, passing: Instance) -> None:
    """C23: SIGTERM while four callers go on: every call is answered by one or the other."""
    callers = Callers(pair, "drained")
    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(callers.go_on) for _ in range(4)]
        eventually(lambda: len(callers.answers) > 40)
        passing.process.send_signal(signal.SIGTERM)
        passing.process.wait(30)
        after = len(callers.answers)
        eventually(lambda: len(callers.answers) > after + 40)
        callers.until.set()
    for one in running:
        one.result()

    assert 0 == passing.process.returncode
    assert ({200}, {201}) == (callers.of("GET"), callers.of("POST"))
