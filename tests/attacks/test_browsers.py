"""Pages of other people (B43, B45)."""

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.worlds import ADA, TenantKeys, World, make_live_world

APP = "https://app.test"
EVIL = (
    "https://evil.test",
    "null",
    "https://app.test.evil.test",
    "https://evilapp.test",
    "http://app.test",
    "https://app.test:444",
    "https://APP.test.",
    "",
)
ACAO = "Access-Control-Allow-Origin"


@pytest.fixture
def strict(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, world: World) -> World:
    """An installation that lists its origins."""
    return make_live_world(postgres_18.serving_url, valkey_9.url, cors_origins=("https://app.test",))


def ask(world: World, tenant: TenantKeys, origin: str) -> tuple[int, str | None]:
    """A page of an origin asks for a code."""
    said = world.call("POST", "/api/auth/request", {"phone": ADA}, key=tenant.publishable, headers={"Origin": origin})
    return said.status_code, said.headers.get(ACAO)


def preflight(world: World, origin: str, path: str = "/api/auth/request") -> str | None:
    """A browser asks whether a page may call."""
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    said = world.call("OPTIONS", path, headers=headers)
    assert 204 == said.status_code and "Origin" in said.headers["Vary"]
    return said.headers.get(ACAO)


@pytest.mark.parametrize("origin", EVIL)
def test_other_origins_get_nothing(strict: World, origin: str) -> None:
    """B43: an origin that is not listed, however alike, is refused, and no answer may be read by it."""
    acme = strict.tenant()

    assert (403, None) == ask(strict, acme, origin)
    assert preflight(strict, origin) is None


def test_listed_origins_may_read(strict: World) -> None:
    """A listed origin is named back, never with credentials."""
    acme = strict.tenant()
    said = strict.call("POST", "/api/auth/request", {"phone": ADA}, key=acme.publishable, headers={"Origin": APP})

    assert (200, APP) == (said.status_code, said.headers[ACAO])
    assert "Access-Control-Allow-Credentials" not in said.headers
    assert "Origin" in said.headers["Vary"]
    assert APP == preflight(strict, APP)


def test_a_tenants_list_replaces_the_installations(strict: World) -> None:
    """An origin of any tenant passes the preflight, which has no key; the request itself is its tenant's to allow."""
    acme, bolt = strict.tenant("acme", cors_origins=["https://acme.test"]), strict.tenant("bolt")

    assert "https://acme.test" == preflight(strict, "https://acme.test")
    assert (200, "https://acme.test") == ask(strict, acme, "https://acme.test")
    assert (403, None) == ask(strict, acme, APP)
    assert (403, None) == ask(strict, bolt, "https://acme.test")
    assert (200, APP) == ask(strict, bolt, APP)


def test_the_default_is_open_but_never_with_credentials(world: World) -> None:
    """The seed's default is `*`, which no browser sends credentials to."""
    acme = world.tenant()

    assert (200, "*") == ask(world, acme, "https://anything.test")
    assert "*" == preflight(world, "https://anything.test")


def test_a_page_may_read_why_it_was_refused(world: World) -> None:
    """Problem documents are readable by the pages that may call."""
    acme = world.tenant()
    said = world.call("POST", "/api/auth/request", {}, key=acme.publishable, headers={"Origin": APP})
    unknown = world.call("POST", "/api/auth/request", {}, key="x", headers={"Origin": APP})

    assert [(422, "*"), (401, "*")] == [(one.status_code, one.headers.get(ACAO)) for one in (said, unknown)]


def test_the_admin_api_is_for_no_page(world: World) -> None:
    """Neither preflight nor answer of the admin API lets a page in."""
    headers = {"Origin": APP}

    assert preflight(world, APP, "/api/admin/tenants") is None
    assert ACAO not in world.admin("GET", "/api/admin/tenants", headers=headers).headers


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.test"}, {"X-Forwarded-Host": "evil.test"}, {"X-Forwarded-Proto": "x"}]
)
def test_the_host_header_is_believed_nowhere(world: World, headers: dict[str, str]) -> None:
    """B45: issuers, links and problem types come from APP_URL."""
    acme = world.tenant()
    texts = [
        world.call("POST", "/api/auth/request", {"phone": ADA}, key=acme.publishable, headers=headers).text,
        world.call("POST", "/api/auth/request", {}, key=acme.publishable, headers=headers).text,
        world.call("GET", "/openapi.json", headers=headers).text,
        world.call("GET", "/docs", headers=headers).text,
        str(world.call("GET", "/", headers=headers).headers),
        str(world.call("GET", "/docs/", headers=headers).headers),
    ]

    assert not [text for text in texts if "evil.test" in text]
