"""B20, C02: a call that is sent again has one effect, in a race, after a crash, and for nobody else."""

from typing import Any

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from domain.refusal import Unavailable
from tests.fixtures.race import race
from tests.fixtures.rows import everything
from tests.fixtures.worlds import ADA, GRACE, TenantKeys, World

KEY = "3f0c1c1e-once"


def make_user(world: World, tenant: TenantKeys, body: dict[str, Any], key: str = KEY) -> Any:
    return world.call("POST", "/api/users", body, key=tenant.secret, headers={"Idempotency-Key": key})


def users(world: World, tenant: TenantKeys) -> list[Any]:
    found: list[Any] = world.call("GET", "/api/users", key=tenant.secret).get_json()["data"]
    return found


def test_the_same_call_gets_the_same_answer(any_world: World) -> None:
    """Same key and body: the first answer to the letter, marked as replayed, and one user."""
    acme = any_world.tenant()
    first, again = (make_user(any_world, acme, {"phone": ADA}) for _ in range(2))

    assert (201, first.text) == (again.status_code, again.text)
    assert (None, "true") == tuple(one.headers.get("Idempotent-Replayed") for one in (first, again))
    assert 1 == len(users(any_world, acme))


def test_another_body_is_a_mismatch(any_world: World) -> None:
    """The same key with another body is 422, and has no effect."""
    acme = any_world.tenant()
    make_user(any_world, acme, {"phone": ADA})
    other = make_user(any_world, acme, {"phone": GRACE})

    assert (422, "idempotency_mismatch") == (other.status_code, other.get_json()["code"])
    assert 1 == len(users(any_world, acme))


def test_a_key_counts_for_one_tenant_credential_and_route(any_world: World) -> None:
    """Another tenant, another key of the same tenant and another route have answers of their own."""
    acme, bolt = any_world.tenant("acme"), any_world.tenant("bolt")
    body = {"kind": "secret", "name": "x"}
    headers = {"Idempotency-Key": KEY}
    second = any_world.call("POST", "/api/keys", body, key=acme.secret).get_json()["key"]
    made = [
        any_world.call("POST", "/api/keys", body, key=key, headers=headers)
        for key in (acme.secret, second, bolt.secret)
    ]
    user = make_user(any_world, acme, {"phone": ADA})

    assert [201] * 4 == [one.status_code for one in (*made, user)]
    assert 3 == len({one.get_json()["key"] for one in made})


def test_with_a_publishable_key_it_counts_for_one_address(any_world: World) -> None:
    """Two people's apps that choose the same key do not meet."""
    acme = any_world.tenant()
    headers = {"Idempotency-Key": KEY}
    ids = [any_world.ask(acme, phone, headers=headers).get_json()["request_id"] for phone in (ADA, GRACE, ADA)]

    assert ids[0] == ids[2] != ids[1]


def test_twenty_at_once_have_one_effect(any_world: World) -> None:
    """In a race one makes the user; the others get its answer, or hear that it is being worked on."""
    acme = any_world.tenant()
    answers = race(20, lambda _: make_user(any_world, acme, {"phone": ADA}))
    said = {(one.status_code, one.get_json().get("code")) for one in answers}

    assert said <= {(201, None), (409, "idempotency_in_progress")}
    assert 1 == len({one.text for one in answers if one.status_code == 201})
    assert 1 == len(users(any_world, acme))


def test_a_refusal_is_not_kept(any_world: World) -> None:
    """What was refused had no effect: the same call may be sent again, and is judged anew."""
    acme = any_world.tenant()
    assert 422 == make_user(any_world, acme, {"user_metadata": {}}).status_code

    assert 201 == make_user(any_world, acme, {"phone": ADA}).status_code


def test_a_day_later_the_key_is_new(any_world: World) -> None:
    """After 24 hours the key counts for nothing; the address is what stands against a second user."""
    acme = any_world.tenant()
    make_user(any_world, acme, {"phone": ADA})
    any_world.later(hours=24)

    assert (409, "conflict") == (
        make_user(any_world, acme, {"phone": ADA}).status_code,
        make_user(any_world, acme, {"phone": ADA}).get_json()["code"],
    )


def test_a_crash_in_the_middle_leaves_no_effect_and_no_answer(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C02: who dies before the commit has made nothing; after its lease the same call is worked on anew, once."""
    acme = any_world.tenant()
    seals = any_world.container.adapters.seals()
    book = any_world.container.adapters.answer_book()

    def dies(*_: Any) -> bytes:
        raise SystemExit

    monkeypatch.setattr(seals, "seal", dies)
    monkeypatch.setattr(type(book), "give_up", lambda *_: None)
    with pytest.raises(SystemExit):
        make_user(any_world, acme, {"phone": ADA})
    monkeypatch.undo()

    assert [] == users(any_world, acme)
    assert 409 == make_user(any_world, acme, {"phone": ADA}).status_code
    any_world.later(seconds=30)
    assert [201, 201] == [make_user(any_world, acme, {"phone": ADA}).status_code for _ in range(2)]
    assert 1 == len(users(any_world, acme))


def test_a_store_that_is_away_is_said(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the book cannot be asked, nothing is done: 503."""
    acme = any_world.tenant()

    def away(*_: Any, **__: Any) -> Any:
        raise Unavailable("The database does not answer.")

    monkeypatch.setattr(type(any_world.container.adapters.answer_book()), "claim", away)

    assert 503 == make_user(any_world, acme, {"phone": ADA}).status_code
    assert [] == users(any_world, acme)


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
def test_what_cannot_be_a_key_is_named(any_world: World, key: str) -> None:
    """1 to 255 visible ASCII characters; else 422 names the header."""
    said = make_user(any_world, any_world.tenant(), {"phone": ADA}, key)

    assert (422, "Idempotency-Key") == (said.status_code, said.get_json()["errors"][0]["field"])


def test_neither_the_key_nor_the_answer_can_be_read_in_a_dump(postgres_18: EmbeddedPostgres, world: World) -> None:
    """All that is stored holds digests and sealed bytes: no Idempotency-Key, no new API key."""
    acme = world.tenant()
    headers = {"Idempotency-Key": KEY}
    body = {"kind": "secret", "name": "x"}
    secret = world.call("POST", "/api/keys", body, key=acme.secret, headers=headers).get_json()["key"]
    dump = everything(postgres_18)

    assert [KEY.encode().hex() in dump, KEY in dump, secret in dump, secret[-20:] in dump] == [False] * 4
