"""`auth1 sessions`: where people are signed in, and an end to it."""

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from application.sessions import end_sessions
from tests.fixtures.rows import rows
from tests.fixtures.terminal import DONE, REFUSED, USAGE, Run, run, shown
from tests.fixtures.worlds import ADA, GRACE, World


@pytest.fixture
def auth1(world: World, postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> Run:
    """Commands beside a running product."""
    assert world
    base = {"DATABASE_URL": postgres_18.serving_url, "REDIS_URL": valkey_9.url}
    return lambda *args, **variables: run(*args, **{**base, **variables})


def me(world: World, token: str) -> int:
    """Whether a token is let in."""
    return world.call("GET", "/api/auth/me", bearer=token).status_code


def test_a_user_is_signed_out(world: World, auth1: Run) -> None:
    """The list shows the user's sessions; after `end` their tokens are dead at once, and nobody else's."""
    acme = world.tenant()
    ada, grace = world.sign_in(acme, ADA), world.sign_in(acme, GRACE)
    assert [200, 200] == [me(world, each["token"]) for each in (ada, grace)]

    assert [ada["session_id"]] == [
        row["id"] for row in shown(auth1("sessions", "list", "acme", ada["user_id"], "--json"))
    ]
    assert "1 sessions have ended." in auth1("sessions", "end", "acme", ada["user_id"]).stdout
    assert [401, 200] == [me(world, each["token"]) for each in (ada, grace)]
    assert [] == shown(auth1("sessions", "list", "acme", ada["user_id"], "--json"))


def test_everybody_is_signed_out(
    world: World, auth1: Run, postgres_18: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every session of the tenant ends, batch by batch, each with its audit row; another tenant's go on (A24)."""
    monkeypatch.setattr(end_sessions, "BATCH", 2)
    acme, bolt = world.tenant("acme"), world.tenant("bolt")
    mine = [world.sign_in(acme, f"+1201555012{number}") for number in range(5)]
    other = world.sign_in(bolt)
    assert [200] * 5 == [me(world, each["token"]) for each in mine]
    said = auth1("sessions", "end", "acme", "--everybody", "--yes")
    audit = "SELECT sum((details ->> 'sessions')::int), count(*) FROM audit_log WHERE action = 'session.revoked'"

    assert (DONE, "5 sessions have ended.\n") == (said.exit_code, said.stdout)
    assert [401] * 5 == [me(world, each["token"]) for each in mine]
    assert 200 == me(world, other["token"])
    assert [(5, 3)] == [tuple(row) for row in rows(postgres_18, audit)]
    feed = world.call("GET", "/api/revocations", key=acme.secret).get_json()
    assert {each["session_id"] for each in mine} == {each["session_id"] for each in feed["sessions"]}


def test_nobody_is_signed_out_by_mistake(world: World, auth1: Run) -> None:
    """Without a user or --everybody, or with both, it is wrong usage; without a yes nothing happens."""
    acme = world.tenant()
    ada = world.sign_in(acme)

    assert [USAGE, USAGE, REFUSED, REFUSED] == [
        auth1(*args).exit_code
        for args in (
            ("sessions", "end", "acme"),
            ("sessions", "end", "acme", ada["user_id"], "--everybody"),
            ("sessions", "end", "acme", "--everybody"),
            ("sessions", "end", "acme", "usr_nobody"),
        )
    ]
    assert 200 == me(world, ada["token"])
