"""Auth.js in a small server of Node, with the provider that it has for any issuer."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.apps import Apps, new_home
from tests.clients.conftest import ClientTenant

pytestmark = pytest.mark.browser


@pytest.fixture
def auth_js(apps: Apps, tenant: ClientTenant) -> str:
    """The app, registered by the address that Auth.js makes from the provider's name."""
    home = new_home()
    told = apps.register(tenant, home, "/auth/callback/auth1", scopes=["openid", "phone"])
    apps.node("auth_js.mjs", home, **told)
    return home


def test_a_person_signs_in_by_the_librarys_own_page(
    auth_js: str, arrive: Callable[..., Any], tenant: ClientTenant
) -> None:
    """The library finds the issuer by itself, checks PKCE, state and nonce, and makes its session of the ID token."""
    person = arrive(auth_js)
    person.page.goto(auth_js)
    person.click("Sign in")
    person.click("Sign in with Auth1")
    person.prove(tenant)
    person.sees(f"You are {tenant.phone}.")

    assert "authjs.session-token" in person.cookies()
    assert f"__Host-auth1-{tenant.slug}.session" in person.cookies()
