"""Who has an account is not to be seen, in words or in work (A18, B21, B22)."""

import re
from typing import Any

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from tests.fixtures.rows import rows
from tests.fixtures.statements import heard
from tests.fixtures.worlds import ADA, GRACE, TenantKeys, World

STRANGER = "+12015550177"


@pytest.fixture
def acme(postgres_18: EmbeddedPostgres, world: World) -> TenantKeys:
    """A tenant with a user, Ada, and a blocked one, Grace."""
    acme = world.tenant(resend_after_seconds=0)
    for phone in (ADA, GRACE):
        world.sign_in(acme, phone)
    rows(postgres_18, "UPDATE users SET blocked_at = created_at WHERE phone = %s", GRACE)
    return acme


def shape(world: World, acme: TenantKeys, phone: str) -> list[Any]:
    """All that can be seen and counted of an ask, a wrong code and a code too late, for one address."""
    found: list[Any] = []
    with heard() as sent:
        for said in (
            world.ask(acme, phone),
            world.prove(acme, "000000", phone),
            world.prove(acme, "0000", phone),
            world.ask(acme, phone),
        ):
            text = re.sub(r"(req|otp)_\w{26}", "id", said.text)
            names = sorted(name for name, _ in said.headers)
            found.append((said.status_code, text, names, said.headers["Content-Length"]))
    return [*found, list(sent)]


def test_known_unknown_and_blocked_look_and_work_alike(world: World, acme: TenantKeys) -> None:
    """The same answers byte for byte but for ids, the same headers, the same statements in the same order."""
    known, unknown, blocked = (shape(world, acme, phone) for phone in (ADA, STRANGER, GRACE))

    assert known == unknown == blocked
    assert len(known[-1]) >= 6


def test_a_blocked_user_gets_no_code_and_none_is_right(
    postgres_18: EmbeddedPostgres, world: World, acme: TenantKeys
) -> None:
    """The blocked user's challenge is never sent, nothing matches it, and the record says why."""
    before = len(world.phones.texts_to(GRACE))
    world.ask(acme, GRACE)
    world.deliver()

    assert before == len(world.phones.texts_to(GRACE))
    assert [("dropped", "user_blocked"), ("sent", None)] == list(
        rows(postgres_18, "SELECT status, dropped_as FROM messages WHERE address = %s ORDER BY status", GRACE)
    )
    assert [(None,)] == list(rows(postgres_18, "SELECT code_mac FROM otp_slots WHERE address = %s", GRACE))


def test_blocking_beats_a_code_that_is_on_its_way(
    postgres_18: EmbeddedPostgres, world: World, acme: TenantKeys
) -> None:
    """A user who is blocked between the message and the proof does not get in."""
    world.ask(acme, ADA)
    code = world.code(ADA)
    rows(postgres_18, "UPDATE users SET blocked_at = created_at WHERE phone = %s", ADA)

    assert "invalid_code" == world.prove(acme, code, ADA).get_json()["code"]


def test_a_deleted_users_number_is_a_strangers(postgres_18: EmbeddedPostgres, world: World, acme: TenantKeys) -> None:
    """B21: after the row is gone the number is as good as new: the same answer, and a new user."""
    first = rows(postgres_18, "SELECT id FROM users WHERE phone = %s", ADA)[0][0]
    rows(postgres_18, "DELETE FROM users WHERE phone = %s", ADA)
    again = world.sign_in(acme, ADA)

    assert again["new_user"] and first != again["user_id"]


def test_running_out_of_tries_shows_no_owner(any_world: World) -> None:
    """A stranger who uses up the tries of a code, asks again and goes on hears the same of an owner's address as of any."""
    acme = any_world.tenant(resend_after_seconds=0)
    any_world.sign_in(acme, ADA)
    any_world.later(hours=2)
    heard: dict[str, list[Any]] = {}
    for phone in (ADA, STRANGER):
        said = []
        for _ in range(2):
            said.append(any_world.ask(acme, phone, ip="203.0.113.9"))
            wrong = any_world.wrong(phone)
            said += [any_world.prove(acme, wrong, phone, ip="203.0.113.9") for _ in range(7)]
        said.append(any_world.ask(acme, phone, ip="203.0.113.9"))
        heard[phone] = [(one.status_code, re.sub(r"(req|otp)_\w{26}", "id", one.text)) for one in said]

    assert heard[STRANGER] == heard[ADA]
    assert [200, 401, 401, 401, 401, 401, 401, 401] == [status for status, _ in heard[ADA][:8]]
    assert 429 == heard[ADA][-1][0]
