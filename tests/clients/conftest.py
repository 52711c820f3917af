"""A server for each module, and tenants whose test number needs no provider: nothing is ever sent."""

import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.instance import Instance, serving
from tests.fixtures.servers import empty

ROOT = Path(__file__).parents[2]
# The client is not installed: it is used from where it lies, as its users would copy it.
sys.path.insert(0, str(ROOT / "clients" / "python"))

PHONE, CODE = "+15551234567", "482913"
SLUGS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class ClientTenant:
    """A tenant as its developer has it, with a number (E.164) whose code is known."""

    id: str
    slug: str
    publishable: str = field(repr=False)
    secret: str = field(repr=False)
    phone: str = PHONE
    code: str = CODE


@pytest.fixture(scope="module")
def server(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """`auth1 serve` on an empty Postgres 18 and Valkey 9, without a worker and without a provider."""
    empty(postgres_18)
    Redis.from_url(valkey_9.url).flushall()
    stores = {"DATABASE_URL": postgres_18.serving_url, "DATABASE_OWNER_URL": postgres_18.owner_url}
    log = tmp_path_factory.mktemp("clients") / "log"
    with serving(log, "--no-worker", REDIS_URL=valkey_9.url, WEB_THREADS="32", **stores) as instance:
        yield instance


@pytest.fixture
def new_tenant(server: Instance) -> Callable[..., ClientTenant]:
    """Makes a tenant with the settings that are given; its tokens are ES256, as servers of others need."""

    def make(**settings: Any) -> ClientTenant:
        until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        usual = {"test_numbers": {PHONE: CODE}, "test_numbers_until": until, "signing_algorithm": "ES256"}
        slug = f"app{next(SLUGS)}"
        made = server.tenant(slug, **{**usual, **settings})
        return ClientTenant(made["tenant_id"], slug, made["api_key"], made["secret_key"])

    return make


@pytest.fixture
def tenant(new_tenant: Callable[..., ClientTenant]) -> ClientTenant:
    """A tenant of the test's own."""
    return new_tenant()
