"""A55: with every statement logged, as the seed's own settings do for changes, the server's log holds nothing personal."""

from pathlib import Path

import pytest

from tests.fixtures.callers import CLIENT
from tests.fixtures.servers import FAST, make_postgres, make_valkey
from tests.fixtures.worlds import ADA, make_live_world

MAIL, NOTE = "ada.lovelace@example.com", "likes engines"


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For a server whose log can be read."""
    return tmp_path_factory.mktemp("loud")


def test_a_log_of_all_statements_holds_no_address_code_or_key(folder: Path) -> None:
    """Values travel beside the statements, and the settings that we ask for keep them out of the log."""
    loud = {**FAST, "log_statement": "all", "log_min_duration_statement": "0", "log_min_messages": "log"}
    postgres, valkey = make_postgres(folder, settings=loud), make_valkey()
    try:
        world = make_live_world(postgres.serving_url, valkey.url)
        acme = world.tenant()
        made = world.call(
            "POST", "/api/webhooks", {"url": "https://hooks.example.com/t0ken"}, key=acme.secret
        ).get_json()
        client = world.call("POST", "/api/clients", CLIENT, key=acme.secret).get_json()
        signed_in = world.sign_in(acme)
        world.call("PATCH", "/api/auth/me", {"user_metadata": {"note": NOTE}}, bearer=signed_in["token"])
        world.call("POST", "/api/users", {"email": MAIL}, key=acme.secret)
        code = world.phones.texts_to(ADA)[-1]
        world.container.use_cases.chain_rows()()
        world.post()
        world.container.adapters.database().engine.dispose()
        said = (folder / "data.log").read_text()
    finally:
        postgres.stop()
        valkey.stop()
    secret = made["secret"].removeprefix("whsec_")

    assert "INSERT INTO users" in said
    digits = "".join(letter for letter in code.split("code is: ")[1][:6])
    secrets = [ADA, MAIL, NOTE, digits, secret, client["secret"], "t0ken", acme.secret, signed_in["refresh_token"]]
    assert [] == [one for one in secrets if one in said]
