"""A17, A19, A18: a change of address under the same limits as sign-in, and silent about whose an address is."""

from typing import Any

from domain.letter import Notice
from tests.fixtures.worlds import ADA, CODE, GRACE, TenantKeys, World

NEW = "+12015550199"


def start(world: World, token: str, phone: str = NEW, **more: Any) -> Any:
    return world.call("POST", "/api/auth/me/phone", {"phone": phone}, bearer=token, **more)


def prove(world: World, token: str, code: str, phone: str = NEW, **fields: Any) -> Any:
    return world.call("POST", "/api/auth/me/phone/verify", {"phone": phone, "code": code, **fields}, bearer=token)


def code_of(said: Any) -> tuple[int, str | None]:
    return said.status_code, (said.get_json(silent=True) or {}).get("code")


def signed_in(world: World, tenant: TenantKeys, phone: str = ADA) -> str:
    token: str = world.sign_in(tenant, phone)["token"]
    return token


def test_the_new_number_opens_the_account_and_the_old_one_is_told(any_world: World) -> None:
    """After its proof the new number signs in the same user; the old one gets a notice, and makes a new user."""
    acme = any_world.tenant()
    before = any_world.sign_in(acme)
    assert 200 == start(any_world, before["token"]).status_code
    changed = prove(any_world, before["token"], any_world.code(NEW))
    any_world.deliver()
    any_world.later(minutes=1)

    assert (NEW, None) == (changed.get_json()["user"]["phone"], changed.get_json()["takes_effect_at"])
    assert "was changed" in any_world.phones.texts_to(ADA)[-1]
    assert before["user_id"] == any_world.sign_in(acme, NEW)["user_id"]
    assert any_world.sign_in(acme, ADA)["new_user"]


def test_a_code_to_change_does_not_sign_in(any_world: World) -> None:
    """A05: each code opens what it was asked for, for whom it was asked, and nothing else; a try counts as wrong."""
    acme = any_world.tenant()
    ada, grace = signed_in(any_world, acme, ADA), signed_in(any_world, acme, GRACE)
    start(any_world, ada)
    code = any_world.code(NEW)

    assert (401, "invalid_code") == code_of(any_world.prove(acme, code, NEW))
    assert (401, "invalid_code") == code_of(prove(any_world, grace, code))
    assert 200 == prove(any_world, ada, code).status_code


def test_a_code_to_sign_in_does_not_change_an_address(any_world: World) -> None:
    """Whoever reads out a sign-in code has not given away the number."""
    acme = any_world.tenant()
    ada = signed_in(any_world, acme, ADA)
    any_world.ask(acme, NEW)

    assert (401, "invalid_code") == code_of(prove(any_world, ada, any_world.code(NEW)))


def test_a_taken_address_is_told_after_its_proof_only(any_world: World) -> None:
    """A18: the ask and a wrong code are answered as for a free address; the right code is 409, and nothing changed."""
    acme = any_world.tenant()
    signed_in(any_world, acme, GRACE)
    any_world.later(minutes=1)
    ada = signed_in(any_world, acme, ADA)
    asked = [start(any_world, ada, phone) for phone in (GRACE, NEW)]
    codes = {phone: any_world.code(phone) for phone in (GRACE, NEW)}
    wrong = [prove(any_world, ada, f"{(int(codes[phone]) + 1) % 10**6:06}", phone) for phone in (GRACE, NEW)]
    same = [{k: v for k, v in one.get_json().items() if k != "request_id"} for one in (*asked, *wrong)]

    assert [200, 200, 401, 401] == [one.status_code for one in (*asked, *wrong)]
    assert (same[0], same[2]) == (same[1], same[3])
    assert (409, "conflict") == code_of(prove(any_world, ada, codes[GRACE], GRACE))
    assert ADA == any_world.call("GET", "/api/auth/me", bearer=ada).get_json()["phone"]


def test_an_old_proof_changes_nothing(any_world: World) -> None:
    """After reauthenticate_after_minutes neither the ask nor the proof goes through; a refresh proves nothing."""
    acme = any_world.tenant(reauthenticate_after_minutes=5)
    first = any_world.sign_in(acme)
    start(any_world, first["token"])
    code = any_world.code(NEW)
    any_world.later(minutes=5, seconds=1)
    body = {"refresh_token": first["refresh_token"]}
    fresh = any_world.call("POST", "/api/auth/refresh", body, key=acme.publishable).get_json()["token"]

    assert [(403, "reauthentication_required")] * 2 == [
        code_of(start(any_world, fresh)), code_of(prove(any_world, fresh, code))
    ]  # fmt: skip


def test_many_accounts_have_one_budget_for_a_number(any_world: World) -> None:
    """A19: asks to sign in and asks to change share the hour's budget of a number, whoever asks."""
    acme = any_world.tenant(rate_limit_per_hour=3, resend_after_seconds=0)
    tokens = [signed_in(any_world, acme, phone) for phone in (ADA, GRACE)]
    statuses = [any_world.ask(acme, NEW).status_code, *(start(any_world, token).status_code for token in tokens)]
    last = [any_world.ask(acme, NEW), *(start(any_world, token) for token in tokens)]

    assert [200, 200, 200] == statuses
    assert [("address")] * 3 == [one.get_json()["limit"] for one in last]


def test_wrong_codes_to_change_count_as_wrong_codes(any_world: World) -> None:
    """Five wrong tries end the code, whichever door they come by."""
    acme = any_world.tenant()
    ada = signed_in(any_world, acme)
    start(any_world, ada)
    right = any_world.code(NEW)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    said = [
        code_of(one) for one in [*(prove(any_world, ada, wrong) for _ in range(4)), any_world.prove(acme, wrong, NEW)]
    ]

    assert [(401, "invalid_code")] * 4 + [(401, "too_many_attempts")] == said
    assert (401, "too_many_attempts") == code_of(prove(any_world, ada, right))


def test_a_held_change_waits_and_can_be_stopped(any_world: World) -> None:
    """The old address is told, counts until the time is over, and the user can keep it; else the sweep changes it."""
    acme = any_world.tenant(address_change_hold_hours=24, session_ttl_minutes=1440, reauthenticate_after_minutes=1440)
    ada = signed_in(any_world, acme)
    sweep = any_world.container.use_cases.settle_changes()

    def change() -> None:
        start(any_world, ada)
        assert prove(any_world, ada, any_world.code(NEW)).get_json()["takes_effect_at"]

    change()
    any_world.deliver()
    assert "will change" in any_world.phones.texts_to(ADA)[-1]
    assert 204 == any_world.call("DELETE", "/api/auth/me/phone", bearer=ada).status_code
    any_world.later(hours=1)
    change()
    any_world.later(hours=22, minutes=59)
    assert (0, ADA) == (sweep(), any_world.call("GET", "/api/auth/me", bearer=ada).get_json()["phone"])
    any_world.later(hours=1, minutes=1)
    assert (1, 0) == (sweep(), sweep())
    assert any_world.sign_in(acme, NEW)["new_user"] is False


def test_a_notice_holds_no_code(any_world: World) -> None:
    """What the old address gets proves nothing, and its words are there for every kind of notice."""
    acme = any_world.tenant()
    ada = signed_in(any_world, acme)
    start(any_world, ada)
    prove(any_world, ada, any_world.code(NEW))
    any_world.deliver()

    assert CODE.search(any_world.phones.texts_to(ADA)[-1]) is None
    assert ["changed", "will_change"] == [notice.value for notice in Notice]
