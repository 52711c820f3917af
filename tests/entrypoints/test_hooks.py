"""A tenant's own system is asked before a user is made or a code is sent."""

import json
import threading
from typing import Any

import pytest

from domain.hook import Before
from tests.fixtures.loopback import Arrival, Reply
from tests.fixtures.receiver import Receiver, is_signed
from tests.fixtures.worlds import ADA, GRACE, TenantKeys, World


def ask_before(
    world: World, acme: TenantKeys, receiver: Receiver, *before: str, on_failure: str = "refuse"
) -> dict[str, Any]:
    """Set the hook."""
    body = {"url": receiver.url, "before": list(before), "on_failure": on_failure}
    made = world.call("PUT", "/api/hook", body, key=acme.secret)
    assert 200 == made.status_code, made.text
    shown: dict[str, Any] = made.get_json()
    receiver.secret = shown["secret"]
    return shown


def says(decision: str, **more: Any) -> Any:
    """A judge that always says so."""
    return lambda _: Reply.of(200, {"decision": decision, **more})


def try_to_sign_in(world: World, acme: TenantKeys, phone: str = ADA) -> Any:
    """Ask, and prove with the right code."""
    assert 200 == world.ask(acme, phone).status_code
    return world.prove(acme, world.code(phone), phone)


def test_an_allowed_user_is_made_with_what_the_hook_notes(any_world: World, receiver: Receiver) -> None:
    """The hook is asked once, signed, about the address; its notes are the new user's."""
    acme = any_world.tenant()
    made = ask_before(any_world, acme, receiver, "user.create")
    receiver.judge = says("allow", app_metadata={"plan": "gold"})
    proven = try_to_sign_in(any_world, acme)
    any_world.later(minutes=1)
    again = try_to_sign_in(any_world, acme)
    asked = json.loads(receiver.arrivals[0].body)
    user = any_world.call("GET", f"/api/users/{proven.get_json()['user_id']}", key=acme.secret).get_json()

    assert (200, True, 200, False) == (
        proven.status_code,
        proven.get_json()["new_user"],
        again.status_code,
        again.get_json()["new_user"],
    )
    assert 1 == len(receiver.arrivals)
    assert is_signed(receiver.arrivals[0], made["secret"])
    assert ("user.create", ADA, "phone") == (asked["type"], asked["data"]["address"], asked["data"]["kind"])
    assert {"plan": "gold"} == user["app_metadata"]
    told = {row["action"] for row in any_world.call("GET", "/api/audit-logs", key=acme.secret).get_json()["data"]}
    assert {"hook.set", "otp.verified", "session.created"} <= told


def test_a_refused_user_is_not_made_and_the_code_is_spent(any_world: World, receiver: Receiver) -> None:
    """403, with the reason for the tenant alone; the same code does not work again."""
    acme = any_world.tenant()
    ask_before(any_world, acme, receiver, "user.create")
    receiver.judge = says("refuse", reason="not on the list")
    refused = try_to_sign_in(any_world, acme)
    again = any_world.prove(acme, any_world.code())
    log = any_world.call("GET", "/api/audit-logs?action=user.refused", key=acme.secret).get_json()["data"]

    assert (403, "sign_up_refused") == (refused.status_code, refused.get_json()["code"])
    assert "list" not in refused.text
    assert (401, "code_expired") == (again.status_code, again.get_json()["code"])
    assert [] == any_world.call("GET", "/api/users", key=acme.secret).get_json()["data"]
    assert [("not on the list", False)] == [(row["details"]["reason"], row["details"]["allowed"]) for row in log]


def test_a_wrong_code_asks_nobody(any_world: World, receiver: Receiver) -> None:
    """Guesses do not reach the tenant's system."""
    acme = any_world.tenant()
    ask_before(any_world, acme, receiver, "user.create")
    any_world.ask(acme)
    any_world.prove(acme, any_world.wrong())

    assert [] == receiver.arrivals


@pytest.mark.parametrize(("on_failure", "status"), [("allow", 200), ("refuse", 403)])
@pytest.mark.parametrize(
    "judge",
    [
        lambda _: Reply(500), lambda _: Reply(302, headers={"Location": "/"}), lambda _: Reply(200, "no json"),
        lambda _: Reply.of(200, {"decision": "maybe"}), lambda _: Reply.of(200, []), lambda _: Reply(lost="reset"),
        lambda _: Reply.of(200, {"decision": "allow", "app_metadata": {"a": "\0"}}),
        lambda _: Reply(200, '{"decision": "allow", "app_metadata": {"a": "\\ud800"}}'),
        lambda _: Reply.of(200, {"decision": "allow", "app_metadata": {"a": "x" * 9000}}), lambda _: Reply(200, "[" * 9999),
    ],
)  # fmt: skip
def test_a_hook_that_does_not_decide_is_open_or_closed_as_set(
    memory_world: World, receiver: Receiver, judge: Any, on_failure: str, status: int
) -> None:
    """Fail-open or fail-closed, and the log says that it was the hook's failure."""
    acme = memory_world.tenant()
    ask_before(memory_world, acme, receiver, "user.create", on_failure=on_failure)
    receiver.judge = judge

    assert status == try_to_sign_in(memory_world, acme).status_code
    log = memory_world.call("GET", "/api/audit-logs?action=hook.failed", key=acme.secret).get_json()["data"]
    assert [status == 200] == [row["details"]["allowed"] for row in log]


def test_a_slow_hook_costs_two_seconds_and_no_more(memory_world: World, receiver: Receiver) -> None:
    """Then it has failed."""
    acme = memory_world.tenant()
    ask_before(memory_world, acme, receiver, "user.create")
    receiver.judge = lambda _: (receiver.server.ended.wait(10), Reply(200))[1]
    refused = try_to_sign_in(memory_world, acme)
    log = memory_world.call("GET", "/api/audit-logs?action=hook.failed", key=acme.secret).get_json()["data"]

    assert (403, ["timeout"]) == (refused.status_code, [row["details"]["reason"] for row in log])


def test_at_most_two_wait_at_a_time(world: World, receiver: Receiver) -> None:
    """A third is not decided by the hook; the others are not disturbed."""
    acme, inside, go = world.tenant(), threading.Semaphore(0), threading.Event()
    ask_before(world, acme, receiver, "user.create")

    def slow(_: Arrival) -> Reply:
        inside.release()
        go.wait(10)
        return Reply.of(200, {"decision": "allow"})

    receiver.judge = slow
    phones = [ADA, GRACE, "+12025550125"]
    for phone in phones:
        world.ask(acme, phone)
    codes = [world.code(phone) for phone in phones]
    said: dict[int, int] = {}

    def prove(number: int) -> None:
        said[number] = world.prove(acme, codes[number], phones[number]).status_code

    threads = [threading.Thread(target=prove, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
        assert inside.acquire(timeout=5)
    prove(2)
    go.set()
    for thread in threads:
        thread.join(10)

    assert {0: 200, 1: 200, 2: 403} == said


def test_a_hook_that_is_down_is_left_alone(memory_world: World, receiver: Receiver) -> None:
    """After five failures in a row it rests for ten seconds; then one tries for all."""
    acme = memory_world.tenant(rate_limit_per_hour=100, resend_after_seconds=0, risk_shadow=True)
    ask_before(memory_world, acme, receiver, "user.create")
    receiver.judge = lambda _: Reply(500)
    for number in range(7):
        try_to_sign_in(memory_world, acme, f"+120255501{number:02}")
    asked = len(receiver.arrivals)
    memory_world.later(seconds=10)
    receiver.judge = says("allow")

    assert 5 == asked
    assert 200 == try_to_sign_in(memory_world, acme).status_code


def test_a_refused_code_is_not_sent_and_the_timeline_says_why(any_world: World, receiver: Receiver) -> None:
    """The worker asks, not the request: whoever asks for a code waits for nobody."""
    acme = any_world.tenant()
    ask_before(any_world, acme, receiver, "code.send")
    receiver.judge = says("refuse", reason="no")
    asked = any_world.ask(acme)
    before = len(receiver.arrivals)
    any_world.deliver()
    shown = any_world.call("GET", f"/api/otp-requests/{asked.get_json()['request_id']}", key=acme.secret).get_json()
    about = json.loads(receiver.arrivals[0].body)

    assert (200, 0, 1) == (asked.status_code, before, len(receiver.arrivals))
    assert [] == any_world.phones.texts_to(ADA)
    assert ["dropped"] == [message["status"] for message in shown["messages"]]
    assert any("own system" in json.dumps(entry) for entry in shown["timeline"])
    assert ("code.send", ADA, "US") == (about["type"], about["data"]["address"], about["data"]["country"])


def test_an_allowed_code_is_sent(any_world: World, receiver: Receiver) -> None:
    """And the hook is asked about the first hand-over alone."""
    acme = any_world.tenant()
    ask_before(any_world, acme, receiver, "code.send")
    receiver.judge = says("allow")
    any_world.ask(acme)
    any_world.deliver()

    assert (1, 1) == (len(any_world.phones.texts_to(ADA)), len(receiver.arrivals))


def test_a_hook_is_shown_without_its_secret_and_removed(any_world: World, receiver: Receiver) -> None:
    """And what leads inside is refused, as for webhooks."""
    acme = any_world.tenant()
    none = any_world.call("GET", "/api/hook", key=acme.secret)
    made = ask_before(any_world, acme, receiver, "user.create", "code.send", on_failure="allow")
    shown = any_world.call("GET", "/api/hook", key=acme.secret).get_json()
    gone = any_world.call("DELETE", "/api/hook", key=acme.secret)
    wrong = {"url": "https://10.0.0.1/", "before": ["user.create"], "on_failure": "allow"}
    refused = any_world.call("PUT", "/api/hook", wrong, key=acme.secret)

    assert 404 == none.status_code
    assert {name: value for name, value in made.items() if name != "secret"} == shown
    assert (204, 404) == (gone.status_code, any_world.call("DELETE", "/api/hook", key=acme.secret).status_code)
    assert (422, "url") == (refused.status_code, refused.get_json()["errors"][0]["field"])


def test_hooks_and_webhooks_go_on_under_another_jwt_secret(memory_world: World, receiver: Receiver) -> None:
    """`keys reseal` moves their secrets, and the chain's key; then the old JWT_SECRET is needed no more."""
    from dependency_injector import providers

    from adapters.jose.derivation import key_ring
    from tests.fixtures.worlds import JWT_SECRET

    acme = memory_world.tenant()
    made = ask_before(memory_world, acme, receiver, "user.create")
    receiver.judge = says("allow")
    memory_world.call("POST", "/api/webhooks", {"url": receiver.url, "events": ["user.created"]}, key=acme.secret)
    adapters: Any = memory_world.container.adapters
    cases: Any = memory_world.container.use_cases
    cases.chain_rows()()
    new = "1f" * 8 + "a7c4e9d2b6805f3e1d7c9b2a4f6e8d0c5b3a7f1e9d2c4b60"
    resealing = [key_ring(new, JWT_SECRET), key_ring(new, None)]
    adapters.ring.override(providers.Object(resealing[0]))
    for one in (cases.scribe, cases.signing_secrets, cases.reseal_webhooks, cases.chain_keys, cases.ask_hook):
        one.reset()
    done, moved = max(cases.reseal_webhooks()(), default=0), cases.chain_keys().reseal()
    adapters.ring.override(providers.Object(resealing[1]))
    for one in (cases.scribe, cases.signing_secrets, cases.chain_keys, cases.verify_chain, cases.ask_hook):
        one.reset()
    decision = cases.ask_hook()(memory_world.container.adapters.world().tenants.popitem()[0], Before.USER_CREATED, {})
    *_, last = cases.verify_chain()(acme.id)

    assert (2, True) == (done, moved)
    assert (True, None) == (decision.allows, decision.failed)
    assert is_signed(receiver.arrivals[-1], made["secret"])
    assert last.finding is None
