"""auth1 keys show | signing | rotate | reseal, and a change of JWT_SECRET on the way."""

from adapters.embedded.postgres import EmbeddedPostgres
from tests.fixtures.terminal import DONE, REFUSED, run, shown
from tests.fixtures.worlds import JWT_SECRET, World, make_live_world

NEXT = "0b1c2d3e4f5061728394a5b6c7d8e9f00112233445566778899aabbccddeeff0"


def variables(world: World, **more: str) -> dict[str, str]:
    settings = world.container.settings()
    return {"DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url, **more}


def test_a_key_is_shown_with_what_it_may_do(world: World) -> None:
    """`keys issue` takes scopes, networks and a rate, and `keys show` says them, without the secret."""
    world.tenant()
    rights = ("--scope", "users:read", "--network", "203.0.113.0/24", "--rate", "60")
    issued = shown(
        run("keys", "issue", "acme", "--kind", "secret", "--name", "n", *rights, "--json", **variables(world))
    )
    said = shown(run("keys", "show", "acme", issued["id"], "--json", **variables(world)))

    assert (["users:read"], ["203.0.113.0/24"], 60) == (said["scopes"], said["networks"], said["rate_per_minute"])
    assert "key" not in said
    assert REFUSED == run("keys", "show", "acme", "key_unknown", **variables(world)).exit_code


def test_a_rotation_is_shown_until_it_is_over(world: World) -> None:
    """`keys rotate` makes the next key, a second one is refused meanwhile, and `keys signing` says where each stands."""
    world.tenant()
    first = run("keys", "rotate", "acme", **variables(world))
    second = run("keys", "rotate", "acme", **variables(world))
    states = [row["state"] for row in shown(run("keys", "signing", "acme", "--json", **variables(world)))]
    at_once = run("keys", "rotate", "acme", "--at-once", **variables(world))
    after = [row["state"] for row in shown(run("keys", "signing", "acme", "--json", **variables(world)))]

    assert (DONE, REFUSED, DONE) == (first.exit_code, second.exit_code, at_once.exit_code)
    assert ["upcoming", "active"] == states
    assert ["active", "retired", "retired"] == after


def test_the_secret_is_changed_and_nothing_breaks(postgres_18: EmbeddedPostgres, world: World) -> None:
    """Both nodes read with both secrets; after `keys reseal` and a refresh nothing needs the old one any more."""
    acme = world.tenant()
    before = world.sign_in(acme)
    world.ask(acme, "+12015550124")
    code = world.code("+12015550124")
    given = variables(world, JWT_SECRET=NEXT, JWT_SECRET_PREVIOUS=JWT_SECRET)
    other = make_live_world(given["DATABASE_URL"], given["REDIS_URL"], jwt_secret=NEXT, jwt_secret_previous=JWT_SECRET)
    other.clock.turn(world.clock.now() - other.clock.now())
    assert 200 == other.call("GET", "/health/ready").status_code
    assert 200 == other.call("GET", "/api/auth/me", bearer=before["token"]).status_code
    assert 200 == other.prove(acme, code, "+12015550124").status_code
    resealed = run("keys", "reseal", **given)
    body = {"refresh_token": before["refresh_token"]}
    after = other.call("POST", "/api/auth/refresh", body, key=acme.publishable).get_json()
    alone = make_live_world(given["DATABASE_URL"], given["REDIS_URL"], jwt_secret=NEXT)
    alone.clock.turn(world.clock.now() - alone.clock.now())
    again = alone.call("POST", "/api/auth/refresh", {"refresh_token": after["refresh_token"]}, key=acme.publishable)

    assert DONE == resealed.exit_code, resealed.output
    assert "1 signing keys are sealed under JWT_SECRET now." in resealed.output
    assert "1 sessions move at their next refresh" in resealed.output
    assert 200 == again.status_code
    assert 200 == alone.call("GET", "/api/auth/me", bearer=after["token"]).status_code
    for one in (other, alone):
        one.container.adapters.database().engine.dispose()
