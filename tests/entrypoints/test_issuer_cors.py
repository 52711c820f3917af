"""What a page without a server reads of its issuer, across origins."""

import pytest

from tests.fixtures.relying import BACK, VERIFIER, App
from tests.fixtures.worlds import World

PAGE = "https://app.example.com"


@pytest.fixture
def app(memory_world: World) -> App:
    """A public client of a tenant that lists its page's origin."""
    return App.register(memory_world, memory_world.tenant(cors_origins=[PAGE]))


def test_a_page_reads_why_its_token_is_not_taken(app: App) -> None:
    """Clients find the reason in `WWW-Authenticate` (RFC 6750 section 3), which browsers hide unless it is exposed."""
    answer = app.world.call("GET", f"{app.root}/oauth/userinfo", bearer="none", headers={"Origin": PAGE})
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")

    assert (401, PAGE) == (answer.status_code, answer.headers["Access-Control-Allow-Origin"])
    assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
    assert "WWW-Authenticate" in exposed


def test_a_page_reads_why_its_code_is_not_taken(app: App) -> None:
    """A refusal of the token endpoint is as readable as its tokens."""
    fields = {
        "grant_type": "authorization_code", "client_id": app.id, "code": "none", "redirect_uri": BACK, "code_verifier": VERIFIER,
    }  # fmt: skip
    answer = app.world.call("POST", f"{app.root}/oauth/token", data=fields, headers={"Origin": PAGE})

    assert (400, PAGE) == (answer.status_code, answer.headers["Access-Control-Allow-Origin"])
    assert "invalid_grant" == answer.get_json()["error"]
