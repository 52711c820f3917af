"""A20-A25, B36, B37, B39: what a thief of a refresh token gets, and how fast an end acts."""

from typing import Any

import pytest

from tests.fixtures.race import race
from tests.fixtures.worlds import TenantKeys, World

REFRESH = "/api/auth/refresh"


def refresh(world: World, tenant: TenantKeys, token: str) -> Any:
    return world.call("POST", REFRESH, {"refresh_token": token}, key=tenant.publishable)


def codes(*answers: Any) -> list[tuple[int, str | None]]:
    return [(one.status_code, (one.get_json(silent=True) or {}).get("code")) for one in answers]


def me(world: World, token: str) -> Any:
    return world.call("GET", "/api/auth/me", bearer=token)


def is_active(world: World, tenant: TenantKeys, token: str) -> bool:
    said = world.call("POST", "/api/auth/introspect", {"token": token}, key=tenant.secret)
    return bool(said.get_json()["active"])


def test_twenty_parallel_refreshes_make_one_family(any_world: World) -> None:
    """B36: of twenty at the same moment all get the very same successor, so there is never a second live family."""
    acme = any_world.tenant()
    token = any_world.sign_in(acme)["refresh_token"]
    answers = race(20, lambda _: refresh(any_world, acme, token))
    given = {one.get_json()["refresh_token"] for one in answers if one.status_code == 200}

    assert 1 == len(given)
    assert {200} >= {one.status_code for one in answers} - {503}
    assert 200 == refresh(any_world, acme, given.pop()).status_code


def test_a_spent_token_ends_the_whole_family(any_world: World) -> None:
    """B37: A, B, C, then A: refused, and B, C and every access token of the session are dead at once."""
    acme = any_world.tenant()
    first = any_world.sign_in(acme)
    second = refresh(any_world, acme, first["refresh_token"]).get_json()
    third = refresh(any_world, acme, second["refresh_token"]).get_json()
    stolen = refresh(any_world, acme, first["refresh_token"])
    after = [refresh(any_world, acme, one["refresh_token"]) for one in (second, third)]

    assert [(401, "refresh_reused")] == codes(stolen)
    assert [(401, "session_revoked")] * 2 == codes(*after)
    assert [(401, "session_revoked")] * 3 == codes(*(me(any_world, one["token"]) for one in (first, second, third)))
    tokens = [one[name] for one in (first, second, third) for name in ("token", "refresh_token")]
    assert [False] * 6 == [is_active(any_world, acme, token) for token in tokens]


def test_a_lost_answer_is_given_again_for_ten_seconds(any_world: World) -> None:
    """The same successor comes again until ten seconds are over; then the repeat is a reuse."""
    acme = any_world.tenant()
    token = any_world.sign_in(acme)["refresh_token"]
    once = refresh(any_world, acme, token).get_json()["refresh_token"]
    any_world.later(seconds=9.9)

    assert once == refresh(any_world, acme, token).get_json()["refresh_token"]
    any_world.later(seconds=0.1)
    assert [(401, "refresh_reused")] == codes(refresh(any_world, acme, token))


def test_after_the_successor_was_used_the_repeat_is_a_reuse(any_world: World) -> None:
    """Within the ten seconds too."""
    acme = any_world.tenant()
    token = any_world.sign_in(acme)["refresh_token"]
    refresh(any_world, acme, refresh(any_world, acme, token).get_json()["refresh_token"])

    assert [(401, "refresh_reused")] == codes(refresh(any_world, acme, token))


@pytest.mark.parametrize("everywhere", [False, True])
def test_logging_out_acts_at_once(any_world: World, everywhere: bool) -> None:
    """B39: the access and the refresh token are dead with the answer; others of the user only `everywhere`."""
    acme = any_world.tenant()
    here = any_world.sign_in(acme)
    any_world.later(minutes=1)
    there = any_world.sign_in(acme)
    assert [200, 200] == [me(any_world, one["token"]).status_code for one in (here, there)]
    body = {"everywhere": True} if everywhere else None
    out = any_world.call("POST", "/api/auth/logout", body, bearer=here["token"])

    assert 204 == out.status_code
    assert [(401, "session_revoked")] * 2 == codes(
        me(any_world, here["token"]), refresh(any_world, acme, here["refresh_token"])
    )
    assert (401 if everywhere else 200) == me(any_world, there["token"]).status_code


@pytest.mark.parametrize(
    "token",
    [
        "",
        "auth1_rt_",
        "x" * 200,
        "auth1_rt_ses_00000000000000000000000000.1.000000000000." + "A" * 43,
        "auth1_rt_ses_00000000000000000000000000.0.000000000000." + "A" * 43,
        "auth1_rt_ses_00000000000000000000000000.99999999999999.000000000000." + "A" * 43,
    ],
)
def test_made_up_refresh_tokens_are_invalid(any_world: World, token: str) -> None:
    """Whatever is no token of ours is 401, one answer for all."""
    acme = any_world.tenant()

    assert [(401, "invalid_token")] == codes(refresh(any_world, acme, token))


def test_a_forged_generation_is_invalid_and_ends_nothing(any_world: World) -> None:
    """Raising or changing the generation in the text makes no token, and the true one goes on."""
    acme = any_world.tenant()
    token = any_world.sign_in(acme)["refresh_token"]
    forged = [token.replace(".1.", f".{number}.") for number in (2, 3, 10)]

    assert [(401, "invalid_token")] * 3 == codes(*(refresh(any_world, acme, one) for one in forged))
    assert 200 == refresh(any_world, acme, token).status_code
