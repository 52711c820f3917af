"""Two tenants of one instance: people see whose page they are at."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.apps import Apps, new_home
from tests.browser.brands import GREEN, VIOLET, Brand
from tests.clients.conftest import ROOT, ClientTenant

pytestmark = pytest.mark.browser
# What stands on the page: the logo's words and whether it was drawn, the heading, the ground and the main button.
SEEN = """() => {
  const logo = document.querySelector("img.logo"), ground = (name) => getComputedStyle(document.querySelector(name)).backgroundColor;
  return [logo.alt, logo.naturalWidth, document.querySelector("h1").textContent, ground("body"), ground("button.main")];
}"""


def in_css(color: str) -> str:
    """A colour as browsers tell it."""
    return f"rgb({', '.join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5))})"


def wanted(brand: Brand) -> list[Any]:
    """What its page should show; both colours can be read on, so they are used as they were given."""
    return [brand.name, 360, brand.texts["en"]["sign_in_title"], in_css(brand.background), in_css(brand.color)]


@pytest.fixture
def open_app(apps: Apps) -> Callable[[ClientTenant], str]:
    """Starts the example of Flask for a tenant."""

    def start(tenant: ClientTenant) -> str:
        home = new_home()
        told = apps.register(tenant, home, "/back", auth_method="none", scopes=["openid", "phone"])
        apps.python(str(ROOT / "examples" / "openid" / "app.py"), home=home, **told)
        return home

    return start


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_tenant_signs_in_under_its_own_brand(
    new_tenant: Callable[..., ClientTenant],
    open_app: Callable[[ClientTenant], str],
    arrive: Callable[..., Any],
    outdir: Path,
    scheme: str,
) -> None:
    """One browser signs in at both: each page has its tenant's logo, words and colours, and the sessions stand side by side."""
    tenants = [(brand, new_tenant(brand)) for brand in (GREEN, VIOLET)]
    homes = [open_app(tenant) for _, tenant in tenants]
    person = arrive(*homes, color_scheme=scheme)
    seen = []
    for (brand, tenant), home in zip(tenants, homes, strict=True):
        person.come_to(home, tenant)
        seen.append(person.page.evaluate(SEEN))
        person.page.screenshot(path=outdir / f"{brand.name.split()[0].lower()}-{scheme}.png")
        person.prove(tenant)
        person.sees(f"You are {tenant.phone}.")
        # The example keeps who is there in a cookie, and cookies do not tell ports apart.
        person.context.clear_cookies(name="session")

    if scheme == "light":
        assert [wanted(brand) for brand, _ in tenants] == seen
    assert {f"__Host-auth1-{tenant.slug}.session" for _, tenant in tenants} <= set(person.cookies())
