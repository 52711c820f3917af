"""An instance, branded tenants, foreign apps, and people at a real Chromium; collected where Playwright is there."""

import itertools
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.browser.apps import Apps
from tests.browser.brands import GREEN, Brand
from tests.clients.conftest import CODE, PHONE, ClientTenant
from tests.fixtures.instance import Instance, serving
from tests.fixtures.servers import empty

collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]
SLUGS = itertools.count(1)
# Only pages of an origin that the tenant itself lists may call: what is to pass, passes by that.
NOBODYS = "https://app.example.com"


@pytest.fixture(scope="session")
def outdir() -> Path:
    """Where pictures are put."""
    folder = Path(os.environ.get("OUT") or ".auth1/browser")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def server(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """`auth1 serve` at localhost, as its users run it, without a worker: test numbers need no message."""
    empty(postgres_18)
    Redis.from_url(valkey_9.url).flushall()
    stores = {"DATABASE_URL": postgres_18.serving_url, "DATABASE_OWNER_URL": postgres_18.owner_url}
    log = tmp_path_factory.mktemp("browser") / "log"
    # One network calls for all, at half of what the instance can do.
    told = {"REDIS_URL": valkey_9.url, "CORS_ORIGINS": NOBODYS, "RATE_LIMIT_MAX": "1000000"}
    with serving(log, "--no-worker", **told, **stores) as instance:
        yield instance


@pytest.fixture
def new_tenant(server: Instance) -> Callable[..., ClientTenant]:
    """Makes a tenant under a brand, with a test number and settings that are given."""

    def make(brand: Brand = GREEN, **settings: Any) -> ClientTenant:
        until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        numbers = {"test_numbers": {PHONE: CODE}, "test_numbers_until": until}
        slug = f"brand{next(SLUGS)}"
        made = server.tenant(slug, **numbers, **settings)
        brand.put_on(server, made["secret_key"])
        return ClientTenant(made["tenant_id"], slug, made["api_key"], made["secret_key"])

    return make


@pytest.fixture
def tenant(new_tenant: Callable[..., ClientTenant]) -> ClientTenant:
    """A tenant of the test's own."""
    return new_tenant()


@pytest.fixture
def apps(server: Instance, tmp_path: Path) -> Iterator[Apps]:
    """Registers foreign apps and starts them; all are gone at the end."""
    started = Apps(server, tmp_path)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, started once."""
    from tests.browser.stage import CHROMIUM, browser

    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not there: as root, apt-get install chromium")
    with browser() as running:
        yield running


@pytest.fixture
def arrive(chromium: Any, server: Instance) -> Iterator[Callable[..., Any]]:
    """Somebody comes with a browser of their own; at the end nothing may have troubled any of them."""
    from tests.browser.person import Person

    people: list[Person] = []

    def come(*apps: str, **wishes: Any) -> Person:
        people.append(Person.come(chromium, {f"http://localhost:{server.port}", *apps}, **wishes))
        return people[-1]

    yield come
    for person in people:
        person.leave()

    assert [[]] * len(people) == [person.troubles for person in people]
