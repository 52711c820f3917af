"""What the first page weighs, and how soon somebody sees it, with and without load on the instance."""

import statistics
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.browser.apps import Apps, new_home
from tests.browser.pace import THREADS, Pace
from tests.clients.conftest import ClientTenant
from tests.fixtures.instance import Instance

pytestmark = pytest.mark.browser
MOST_BYTES = 40 * 1024
VISITS = 11
# Long enough for hundreds of answers, short enough for a test.
SECONDS = 4
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


@pytest.fixture
def first_page(apps: Apps, tenant: ClientTenant) -> str:
    """Where an app sends browsers; authorize leads on to the page."""
    home = new_home()
    told = apps.register(tenant, home, "/back", auth_method="none", scopes=["openid", "phone"])
    sent = {
        "response_type": "code", "client_id": told["CLIENT_ID"], "redirect_uri": f"{home}/back", "scope": "openid phone",
        "state": "st", "nonce": "no", "code_challenge": "x" * 43, "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{told['ISSUER']}/oauth/authorize?{urlencode(sent)}"


def say(line: str) -> None:
    """On the terminal: these are figures to be read."""
    sys.stdout.write(f"{line}\n")


def test_the_first_page_is_light(first_page: str, arrive: Callable[..., Any]) -> None:
    """All that passes the wire until the page stands, with heads, script and logo, is less than 40 KB."""
    person = arrive()
    done: list[Any] = []
    person.page.on("requestfinished", lambda request: done.append(request))
    person.page.goto(first_page, wait_until="networkidle")
    sizes = [(urlsplit(one.url).path, one.sizes()) for one in done]
    weights = {path: size["responseHeadersSize"] + size["responseBodySize"] for path, size in sizes}
    say("")
    for path, size in weights.items():
        say(f"{size:>7,} bytes  {path}")
    say(f"{sum(weights.values()):>7,} bytes  in {len(sizes)} answers until the first page stands")

    assert {"css", "js"} <= {path.rpartition(".")[2] for path in weights} and any("/logo/" in path for path in weights)
    assert sum(weights.values()) < MOST_BYTES


def test_the_first_page_is_seen_soon(first_page: str, arrive: Callable[..., Any], server: Instance) -> None:
    """Under half of what the instance can do, everybody still sees the page, and no answer of the load fails."""
    parts = urlsplit(first_page)
    slug = parts.path.split("/")[2]
    paths = (f"/t/{slug}/.well-known/openid-configuration", f"{parts.path}?{parts.query}")
    # The first visit warms the instance and the browser, and counts for neither.
    paint(arrive, first_page)
    idle = [paint(arrive, first_page) for _ in range(VISITS)]
    most = Pace(server.port, paths).during(SECONDS)
    with Pace(server.port, paths, most / 2).going() as load:
        busy = [paint(arrive, first_page) for _ in range(VISITS)]
    say(f"\nfirst contentful paint, {VISITS} browsers with empty caches, from the call of authorize on")
    say(f"  unloaded    median {statistics.median(idle):.0f} ms, worst {max(idle):.0f} ms")
    say(f"  under load  median {statistics.median(busy):.0f} ms, worst {max(busy):.0f} ms")
    say(
        f"  load: {THREADS} threads ask discovery and authorize in turn, {most / 2:.0f} a second of {most:.0f} at most,"
    )
    say(f"  {load.answered} answered; browser, threads, Postgres and the instance share this machine")

    assert VISITS == len(idle) == len(busy) and load.answered
    assert 0 == load.failed


def paint(arrive: Callable[..., Any], address: str) -> float:
    """Milliseconds from the call until somebody sees something."""
    person = arrive()
    person.page.goto(address)
    person.page.wait_for_function(PAINTED)
    seen: float = person.page.evaluate(PAINTED)
    person.leave()
    return seen
