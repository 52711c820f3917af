"""oidc-client-ts in a page without a server: examples/openid-browser, as its README sets it up."""

import json
import re
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tests.browser.apps import Apps, new_home
from tests.browser.npm import modules
from tests.clients.conftest import ROOT, ClientTenant

pytestmark = pytest.mark.browser
EXAMPLE = ROOT / "examples" / "openid-browser"
PINS = ROOT / "tests" / "browser" / "foreign" / "package.json"
RENEW = "() => manager.signinSilent().then(() => manager.getUser())"


@pytest.fixture
def home() -> str:
    """Where the page is."""
    return new_home()


@pytest.fixture
def tenant(new_tenant: Callable[..., ClientTenant], home: str) -> ClientTenant:
    """A tenant that lists the page's origin, and no other may call."""
    return new_tenant(cors_origins=[home])


@pytest.fixture
def page_client(apps: Apps, tenant: ClientTenant, home: str, tmp_path: Path) -> str:
    """The example, served as plain files beside the library; people are asked before it gets anything."""
    folder = tmp_path / "site"
    shutil.copytree(EXAMPLE, folder)
    (folder / "node_modules").symlink_to(modules())
    told = apps.register(tenant, home, "/", auth_method="none", name="Reader", needs_consent=True)
    (folder / "config.json").write_text(json.dumps({"authority": told["ISSUER"], "client_id": told["CLIENT_ID"]}))
    port = home.rpartition(":")[2]
    apps.python("-m", "http.server", port, "--bind", "localhost", "--directory", str(folder), home=home)
    return home


def test_a_page_signs_in_renews_and_signs_out(
    page_client: str, arrive: Callable[..., Any], tenant: ClientTenant
) -> None:
    """Discovery, the code with PKCE, userinfo and a refresh all pass CORS, and a sign-out comes back to the page."""
    person = arrive(page_client)
    person.page.goto(page_client)
    person.sees("You are not signed in.")
    person.look()
    person.come_to(page_client, tenant)
    person.prove(tenant)
    person.agree()
    person.sees(f"You are {tenant.phone}.")
    person.look()
    assert f"{page_client}/" == person.page.url
    first = person.page.evaluate("() => manager.getUser()")
    second = person.page.evaluate(RENEW)
    person.page.reload()
    person.sees(f"You are {tenant.phone}.")
    # The page says so before it leaves for the tenant, too.
    with person.page.expect_navigation(url=f"{page_client}/"):
        person.click("Sign out")
    person.sees("You are not signed in.")
    left = person.cookies()
    person.come_to(page_client, tenant)

    assert first["refresh_token"] != second["refresh_token"] and first["access_token"] != second["access_token"]
    assert first["profile"]["sub"] == second["profile"]["sub"]
    assert f"__Host-auth1-{tenant.slug}.session" not in left


def test_a_page_is_told_that_somebody_said_no(
    page_client: str, arrive: Callable[..., Any], tenant: ClientTenant
) -> None:
    """Who does not agree is back at the page, which says so and knows nobody."""
    person = arrive(page_client)
    person.come_to(page_client, tenant)
    person.prove(tenant)
    person.click("Do not allow")
    person.page.get_by_role("button", name="Sign in", exact=True).wait_for()
    said = person.page.get_by_role("status").inner_text()

    assert person.page.evaluate("() => manager.getUser()") is None
    assert f"{page_client}/" == person.page.url
    assert "You are" not in said and said


def test_what_is_tried_is_what_is_pinned_and_told() -> None:
    """The example pins the version that is tried, and the documentation names each client's."""
    example, tried = json.loads((EXAMPLE / "package.json").read_text()), json.loads(PINS.read_text())

    assert example["dependencies"].items() <= tried["dependencies"].items()
    assert example["overrides"].items() <= tried["overrides"].items()
    page = (ROOT / "docs" / "openid.md").read_text()
    told = dict(re.findall(r"^\| \[(openid-client|oidc-client-ts|Auth\.js|Authlib)\].*? \| ([\d.]+) \|", page, re.M))
    pins = tried["dependencies"]
    versions = {"openid-client": pins["openid-client"], "oidc-client-ts": pins["oidc-client-ts"]}

    assert {**versions, "Auth.js": pins["@auth/core"], "Authlib": version("authlib")} == told
