"""GET /metrics, read by Prometheus's own parser, over processes that come and go."""

import os
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.embedded.child import free_port
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.instance import CODE, Instance, auth1, eventually, serving
from tests.fixtures.servers import empty
from tests.fixtures.twilio import FakeTwilio
from tests.fixtures.worlds import ADA, World, make_memory_world

TOKEN = "m" * 40


class Scraped:
    """Samples by name, told apart by their labels."""

    def __init__(self, text: str) -> None:
        families = text_string_to_metric_families(text)
        self.samples = [sample for family in families for sample in family.samples]

    def sum(self, name: str, **labels: str) -> float:
        """All samples of that name that carry these labels, added up."""
        found = [one.value for one in self.samples if one.name == name and labels.items() <= one.labels.items()]
        return sum(found)

    def series(self) -> set[str]:
        """Every name with its labels."""
        return {f"{one.name} {sorted(one.labels.items())}" for one in self.samples}

    def names(self) -> set[str]:
        """Every name there is."""
        return {one.name for one in self.samples}


def scraped(world: World) -> Scraped:
    """What the door answers."""
    said = world.call("GET", "/metrics", bearer=TOKEN)
    assert 200 == said.status_code
    return Scraped(said.text)


def scrape(port: int) -> Scraped:
    """What the port answers."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        return Scraped(answer.read().decode())


@pytest.fixture
def world() -> World:
    """A product whose metrics may be read."""
    return make_memory_world(metrics_token=TOKEN)


def test_without_a_token_there_are_no_metrics() -> None:
    """Deny by default: where METRICS_TOKEN is not set, the path is not there."""
    assert 404 == make_memory_world().call("GET", "/metrics").status_code


@pytest.mark.parametrize(("bearer", "code"), [(None, "missing_credentials"), ("m" * 39, "invalid_credentials")])
def test_metrics_need_their_token(world: World, bearer: str | None, code: str) -> None:
    """Whoever brings no bearer, or another, reads nothing; a tenant's key and the admin's token open nothing here."""
    said = world.call("GET", "/metrics", bearer=bearer)
    acme = world.tenant()

    assert (401, code) == (said.status_code, said.get_json()["code"])
    assert 401 == world.call("GET", "/metrics", key=acme.secret).status_code
    assert 401 == world.call("GET", "/metrics", bearer=acme.secret).status_code


def test_a_sign_in_is_counted(world: World) -> None:
    """Requests by route and outcome; codes requested, refused and verified; messages sent, by provider and country."""
    acme = world.tenant()
    world.prove(acme, "000000")
    world.sign_in(acme)
    world.ask(acme, "+12015550123000")
    found = scraped(world)

    assert 1 == found.sum("auth1_http_requests_total", route="/api/auth/verify", status="401", code="code_expired")
    assert 1 == found.sum("auth1_http_requests_total", route="/api/auth/verify", status="200")
    assert 2 == found.sum("auth1_http_request_seconds_count", route="/api/auth/verify")
    assert (1, 1) == tuple(found.sum(f"auth1_codes_{name}_total", country="US") for name in ("requested", "verified"))
    assert 1 == found.sum("auth1_messages_sent_total", provider="memory", country="US")


def test_what_is_refused_is_counted_by_its_reason(world: World) -> None:
    """A country that the tenant does not serve is counted under the settings' reason."""
    acme = world.tenant(allowed_countries=["NO"])
    world.ask(acme)

    assert 1 == scraped(world).sum("auth1_codes_refused_total")


def test_labels_come_from_closed_lists(world: World) -> None:
    """Unknown paths, methods and tenants make no further series: nobody outside can grow them."""
    before = scraped(world).series()
    for number in range(50):
        world.call("GET", f"/nothing/{number}")
        world.call(f"BREW{number}", "/api/auth/request")
    grown = scraped(world).series() - before

    assert not [one for one in grown if "nothing" in one or "BREW" in one]
    assert len(grown) < 80


def test_nothing_personal_is_in_them(world: World) -> None:
    """No number, no tenant, no key and no code stands in a label."""
    acme = world.tenant()
    world.sign_in(acme)
    text = world.call("GET", "/metrics", bearer=TOKEN).text

    assert not any(secret in text for secret in (ADA, ADA[1:], acme.id, acme.slug, acme.secret, acme.publishable))


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    said = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in said.stdout.split()]


def test_counts_hold_while_processes_come_and_go(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, twilio: FakeTwilio, tmp_path: Path
) -> None:
    """Two web processes and a worker are one instance; killing them takes nothing from a counter."""
    empty(postgres_18)
    port = free_port()
    values: dict[str, Any] = {
        "DATABASE_URL": postgres_18.serving_url, "DATABASE_OWNER_URL": postgres_18.owner_url,
        "REDIS_URL": valkey_9.url, "WEB_WORKERS": "2", "METRICS_PORT": str(port), **twilio.environment(),
    }  # fmt: skip
    with serving(tmp_path / "log", **values) as instance:
        key = instance.tenant("myapp")["api_key"]
        _sign_in(instance, key, twilio, ADA)
        eventually(lambda: scrape(port).sum("auth1_messages_sent_total", provider="twilio") == 1)
        for child in children(instance.process.pid):
            os.kill(child, signal.SIGKILL)
        eventually(lambda: len(set(children(instance.process.pid))) >= 3)
        eventually(lambda: _is_up(instance))
        _sign_in(instance, key, twilio, "+12015550170")
        found = eventually(lambda: _with_two(port))

    assert (2, 2) == tuple(found.sum(f"auth1_codes_{name}_total") for name in ("requested", "verified"))
    assert 2 == found.sum("auth1_http_requests_total", route="/api/auth/verify", status="200")
    assert found.sum("auth1_dependency_seconds_count", dependency="postgres") > 4
    assert 0 < found.sum("auth1_db_connections_most") <= 20
    assert 3 == found.sum("auth1_processes")
    assert {"auth1_messages_waiting_seconds", "auth1_audit_chain_lag_seconds", "auth1_spent_micros"} <= found.names()


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_port_that_is_taken_is_said(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, command: str) -> None:
    """Where another program has METRICS_PORT, nothing starts: one line says which variable, exit code 3."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        values = {"DATABASE_URL": postgres_18.serving_url, "REDIS_URL": valkey_9.url, "MIGRATE_ON_START": "false"}
        said = auth1(command, METRICS_PORT=port, PORT=str(free_port()), **values)

    assert 3 == said.returncode
    assert f"auth1: METRICS_PORT {port} of 127.0.0.1 cannot be used" in said.stderr


def _with_two(port: int) -> Scraped | None:
    found = scrape(port)
    done = found.sum("auth1_messages_sent_total") == 2 and found.sum("auth1_processes") == 3
    return found if done and "auth1_spent_micros" in found.names() else None


def _is_up(instance: Instance) -> bool:
    try:
        return instance.call("GET", "/health/ready", timeout=2).status == 200
    except OSError:
        return False


def _sign_in(instance: Instance, key: str, twilio: FakeTwilio, phone: str) -> None:
    assert 200 == instance.call("POST", "/api/auth/request", {"phone": phone}, key=key).status
    code = CODE.search(eventually(lambda: twilio.texts_to(phone))[0])
    assert code is not None
    assert 200 == instance.call("POST", "/api/auth/verify", {"phone": phone, "code": code[1]}, key=key).status
