"""examples/openid: an app of ten lines with Authlib's client, against real instances of both."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from adapters.embedded.child import free_port
from tests.clients.conftest import ROOT, ClientTenant
from tests.clients.test_flask_example import listens
from tests.fixtures.http_browser import HttpBrowser
from tests.fixtures.instance import Instance, eventually

APP = ROOT / "examples" / "openid" / "app.py"


@pytest.fixture
def example(server: Instance, tenant: ClientTenant) -> Iterator[str]:
    """The app, registered with the tenant; its address."""
    port = free_port()
    home = f"http://localhost:{port}"
    wanted = {
        "name": "Example", "auth_method": "none", "redirect_uris": [f"{home}/back"], "scopes": ["openid", "phone"],
        "needs_consent": False,
    }  # fmt: skip
    made = server.call("POST", "/api/clients", wanted, key=tenant.secret).json
    given = {
        "ISSUER": f"http://localhost:{server.port}/t/{tenant.slug}", "CLIENT_ID": made["id"], "APP_SECRET": "s" * 32,
        "PORT": str(port), "PATH": os.environ["PATH"],
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, str(APP)], env=given, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: process.poll() is None and listens(port))
        yield home
    finally:
        process.terminate()
        process.wait(20)


def test_a_person_signs_in_on_the_tenants_page(example: str, tenant: ClientTenant) -> None:
    """The app finds the issuer by its discovery, checks the ID token by its keys, and knows the number."""
    browser = HttpBrowser()
    browser.open(f"{example}/sign-in")
    assert f"/t/{tenant.slug}/sign-in" in browser.at
    browser.submit("/sign-in", phone=tenant.phone)
    said = browser.submit("/sign-in/code", code=tenant.code)

    assert f"You are {tenant.phone}." == said


@pytest.fixture
def other(new_tenant: Callable[..., Any]) -> ClientTenant:
    """Another tenant."""
    made: ClientTenant = new_tenant()
    return made


def test_the_app_of_one_tenant_is_none_of_anothers(example: str, tenant: ClientTenant, other: ClientTenant) -> None:
    """Its client is not known there, and nobody is sent back to it."""
    browser = HttpBrowser()
    browser.open(f"{example}/sign-in")
    at = browser.at.partition("/t/")[0]
    browser.open(f"{at}/t/{other.slug}/oauth/authorize?client_id=cl_unknown&redirect_uri={example}/back")

    assert 400 == browser.status
