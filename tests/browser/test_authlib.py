"""examples/openid, Authlib's client in Flask, in a browser with scripts and in one without."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.apps import Apps, new_home
from tests.clients.conftest import ROOT, ClientTenant

pytestmark = pytest.mark.browser


@pytest.fixture
def authlib(apps: Apps, tenant: ClientTenant) -> str:
    """The example as it lies there."""
    home = new_home()
    told = apps.register(tenant, home, "/back", auth_method="none", scopes=["openid", "phone"])
    apps.python(str(ROOT / "examples" / "openid" / "app.py"), home=home, **told)
    return home


def test_a_person_signs_in(authlib: str, arrive: Callable[..., Any], tenant: ClientTenant) -> None:
    """From the app to the tenant's page and back."""
    person = arrive(authlib)
    person.come_to(authlib, tenant)
    person.prove(tenant)
    person.sees(f"You are {tenant.phone}.")

    assert f"{authlib}/" == person.page.url


def test_a_person_signs_in_without_scripts(authlib: str, arrive: Callable[..., Any], tenant: ClientTenant) -> None:
    """The same with JavaScript switched off, a wrong code included."""
    person = arrive(authlib, java_script_enabled=False)
    person.come_to(authlib, tenant)
    person.prove(tenant, wrong="000000")
    person.sees(f"You are {tenant.phone}.")

    assert (1, f"{authlib}/") == (person.refused, person.page.url)
