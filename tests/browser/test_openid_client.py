"""openid-client, a certified relying party, in a small server of Node."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import ECKey

from tests.browser.apps import Apps, new_home
from tests.clients.conftest import ClientTenant

pytestmark = pytest.mark.browser
PROGRAM = "openid_client.mjs"
BASIC, PROVEN = "openid phone", "openid phone offline_access"


def asked(person: Any, address: str) -> tuple[int, Any]:
    """What a door of the app answers this browser."""
    answer = person.context.request.get(address)
    return answer.status, answer.json()


@pytest.fixture
def basic(apps: Apps, tenant: ClientTenant) -> str:
    """An app of somebody else's, which proves itself by its secret."""
    home = new_home()
    told = apps.register(tenant, home, "/back", name="Reader", needs_consent=True)
    apps.node(PROGRAM, home, SCOPE=BASIC, **told)
    return home


@pytest.fixture
def proven(apps: Apps, tenant: ClientTenant) -> str:
    """An app that signs assertions by a key of its own, and pushes its requests ahead."""
    home, key = new_home(), ECKey.generate_key("P-256", {"kid": "app-1"})
    jwks = {"keys": [key.as_dict(private=False)]}
    told = apps.register(tenant, home, "/back", auth_method="private_key_jwt", jwks=jwks)
    apps.node(PROGRAM, home, SCOPE=PROVEN, PUSHED="1", CLIENT_KEY=json.dumps(key.as_dict(private=True)), **told)
    return home


def test_a_server_with_a_secret(basic: str, arrive: Callable[..., Any], tenant: ClientTenant) -> None:
    """A wrong code is told, consent is asked; userinfo and introspection agree with the ID token, and a log-out ends it."""
    person = arrive(basic)
    person.come_to(basic, tenant)
    person.prove(tenant, wrong="000000")
    person.agree()
    person.sees(f"You are {tenant.phone}.")
    userinfo, introspected = asked(person, f"{basic}/userinfo"), asked(person, f"{basic}/introspect")
    person.click("Sign out")
    person.sees("Sign in")
    person.come_to(basic, tenant)

    assert (200, tenant.phone, True) == (userinfo[0], userinfo[1]["phone_number"], userinfo[1]["phone_number_verified"])
    assert (200, True, userinfo[1]["sub"]) == (introspected[0], introspected[1]["active"], introspected[1]["sub"])
    assert 1 == person.refused
    assert ["Welcome back, reader", *["Enter the code"] * 2, "Allow Reader to use your account?"] == person.met


def test_a_server_with_a_key_and_pushed_requests(proven: str, arrive: Callable[..., Any], tenant: ClientTenant) -> None:
    """Only `client_id` and `request_uri` pass the browser; a refresh turns the token, and a revoked one is good no more."""
    person = arrive(proven)
    sent = []
    person.page.on("request", lambda request: sent.append(request.url))
    person.come_to(proven, tenant)
    person.prove(tenant)
    person.sees(f"You are {tenant.phone}.")
    renewed = asked(person, f"{proven}/renew")
    revoked = asked(person, f"{proven}/revoke")
    refused = asked(person, f"{proven}/renew")
    pushed = next(url for url in sent if "/oauth/authorize?" in url).partition("?")[2]

    assert ["client_id", "request_uri"] == sorted(pair.partition("=")[0] for pair in pushed.split("&"))
    assert (200, {"turned": True, "phone": tenant.phone}) == renewed
    assert (200, {}) == revoked
    assert (500, "invalid_grant") == (refused[0], refused[1]["error"])


def test_who_is_signed_in_is_not_asked_again(
    basic: str, proven: str, arrive: Callable[..., Any], tenant: ClientTenant
) -> None:
    """A second app of the same tenant gets its answer from the browser's session, without a code."""
    person = arrive(basic, proven)
    person.come_to(proven, tenant)
    person.prove(tenant)
    person.sees(f"You are {tenant.phone}.")
    person.page.goto(basic)
    person.click("Sign in")
    person.agree()
    person.sees(f"You are {tenant.phone}.")

    assert person.page.url.startswith(basic)
