"""GET /api/otp-requests: why the code did not arrive."""

from datetime import timedelta
from typing import Any

import pytest

from domain.delivery import DeliveryReport
from domain.ids import ChallengeId, EventId, MessageId, TenantId
from domain.message import Outcome, Status
from entrypoints.http.explained import MessageShown, OtpRequestListed
from tests.fixtures.worlds import ADA, GRACE, TenantKeys, World

PATH = "/api/otp-requests"
FIELDS = list(OtpRequestListed.__struct_fields__)


def ask(world: World, tenant: TenantKeys, phone: str = ADA) -> str:
    """Ask for a code; its id."""
    asked = world.ask(tenant, phone)
    assert 200 == asked.status_code, asked.text
    id: str = asked.get_json()["request_id"]
    return id


def explain(world: World, tenant: TenantKeys, id: str) -> dict[str, Any]:
    """The explanation of a code."""
    answer = world.call("GET", f"{PATH}/{id}", key=tenant.secret)
    assert 200 == answer.status_code, answer.text
    shown: dict[str, Any] = answer.get_json()
    return shown


def find(world: World, tenant: TenantKeys, **query: str) -> list[str]:
    """The ids of a list."""
    answer = world.call("GET", PATH, key=tenant.secret, query_string=query)
    assert 200 == answer.status_code, answer.text
    return [one["id"] for one in answer.get_json()["data"]]


def arrives(world: World, tenant: TenantKeys, shown: dict[str, Any], status: Status = Status.DELIVERED) -> None:
    """The provider reports on the first hand-over of a code."""
    (message, *_) = shown["messages"]
    report = DeliveryReport(TenantId(tenant.id), MessageId(message["id"]), 1, "memory", status, None)
    now = world.clock.now()
    event_id = world.container.use_cases.scribe().id(EventId, now)
    assert world.container.adapters.outbox().receive(report, now=now, event_id=event_id)


def kinds(shown: dict[str, Any]) -> list[str]:
    """What a timeline tells."""
    return [entry["what"] for entry in shown["timeline"]]


def test_a_sign_in_is_explained(any_world: World) -> None:
    """Ask, hand-over, answer, arrival and proof stand in the timeline with their facts; the address is masked."""
    acme = any_world.tenant()
    id = ask(any_world, acme)
    any_world.later(seconds=1)
    code = any_world.code()
    any_world.later(seconds=3)
    arrives(any_world, acme, explain(any_world, acme, id))
    any_world.later(seconds=5)
    any_world.prove(acme, f"{(int(code) + 1) % 10**6:06}")
    assert 200 == any_world.prove(acme, code).status_code
    shown = explain(any_world, acme, id)
    (message,) = shown["messages"]

    assert [*FIELDS, "timeline"] == list(shown)
    assert (id, "verified", "+12*******23", "sms", 2) == tuple(
        shown[name] for name in ("id", "status", "address", "channel", "attempts")
    )
    assert {"score": 0, "verdict": "allow", "would": "allow", "reasons": []} == shown["risk"]
    assert list(MessageShown.__struct_fields__) == list(message)
    assert ("memory", "delivered", None, None) == tuple(
        message[name] for name in ("provider", "status", "cost_micros", "dropped_as")
    )
    assert [(1, "memory", "sms", "delivered", "accepted")] == [
        tuple(one[name] for name in ("number", "provider", "channel", "status", "outcome"))
        for one in message["attempts"]
    ]
    assert ["requested", "queued", "handed_over", "answered", "delivered", "tried", "verified"] == kinds(shown)
    assert sorted(entry["at"] for entry in shown["timeline"]) == [entry["at"] for entry in shown["timeline"]]


def test_no_code_and_no_whole_address_is_in_the_answer(any_world: World) -> None:
    """Neither the code, nor the number, nor the caller's address is shown to support."""
    acme = any_world.tenant()
    id = ask(any_world, acme)
    code = any_world.code()
    texts = [
        any_world.call("GET", path, key=acme.secret).text
        for path in (f"{PATH}/{id}", PATH, "/api/otp-requests?status=pending")
    ]

    assert all(id in text for text in texts)
    assert not any(word in text for text in texts for word in (code, ADA, "198.51.100.7"))


def test_a_refusal_of_the_provider_is_explained(any_world: World) -> None:
    """The outcome and the provider's own error code are there, and that we gave up."""
    acme = any_world.tenant()
    any_world.provider().answers = Outcome.INVALID_DESTINATION
    id = ask(any_world, acme)
    any_world.deliver()
    shown = explain(any_world, acme, id)
    answered = next(entry for entry in shown["timeline"] if entry["what"] == "answered")

    assert ("pending", "failed") == (shown["status"], shown["messages"][0]["status"])
    assert "gave_up" == kinds(shown)[-1]
    assert ("invalid_destination", "told_so") == (answered["outcome"], answered["error_code"])
    assert "cannot be reached" in answered["text"]


def test_a_test_number_is_explained(any_world: World) -> None:
    """Nothing was sent, and the reason is in words."""
    acme = any_world.tenant(test_numbers={"+12015550100": "482913"})
    id = ask(any_world, acme, "+12015550100")
    shown = explain(any_world, acme, id)

    assert ["requested", "not_sent"] == kinds(shown)
    assert ("test_number", "dropped") == (shown["timeline"][1]["reason"], shown["messages"][0]["status"])
    assert [id] == find(any_world, acme, phone="+1 201 555 0100")


def test_a_code_expires_in_the_answer(any_world: World) -> None:
    """A pending code whose time is over is expired, in its own answer, in the list and in the filter."""
    acme = any_world.tenant()
    id = ask(any_world, acme)
    assert [id] == find(any_world, acme, status="pending")
    any_world.later(minutes=10)
    shown = explain(any_world, acme, id)

    assert ("expired", "expired") == (shown["status"], kinds(shown)[-1])
    assert ([], [id]) == (find(any_world, acme, status="pending"), find(any_world, acme, status="expired"))


def test_addresses_are_found_as_people_write_them(any_world: World) -> None:
    """A number in the tenant's own region, a number with spaces, an email in capitals."""
    acme = any_world.tenant(default_region="US")
    mine, other = ask(any_world, acme), ask(any_world, acme, GRACE)
    mail = any_world.call("POST", "/api/auth/request", {"email": "ada@example.com"}, key=acme.publishable)
    mail_id = mail.get_json()["request_id"]

    assert [mine] == find(any_world, acme, phone="(201) 555-0123") == find(any_world, acme, phone="+1 201 555-0123")
    assert [other] == find(any_world, acme, phone=GRACE)
    assert [mail_id] == find(any_world, acme, email="ADA@Example.com")
    assert "a***@e***.com" == explain(any_world, acme, mail_id)["address"]
    assert {mail_id, other, mine} == set(find(any_world, acme))


def test_pages_follow_each_other(any_world: World) -> None:
    """The cursor of a page leads to the next; a list's items have no timeline."""
    acme = any_world.tenant()
    ids: list[str] = []
    for number in range(3):
        ids.insert(0, ask(any_world, acme, f"+1201555012{number}"))
        any_world.later(seconds=1)
    first = any_world.call("GET", f"{PATH}?limit=2", key=acme.secret).get_json()
    rest = any_world.call("GET", f"{PATH}?limit=2&cursor={first['next_cursor']}", key=acme.secret).get_json()

    assert ids == [one["id"] for one in (*first["data"], *rest["data"])]
    assert rest["next_cursor"] is None
    assert all(FIELDS == list(one) for one in first["data"])


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("phone=12", ["phone"]),
        ("phone=2015550123", ["phone"]),
        ("phone=", ["phone"]),
        ("email=ada", ["email"]),
        ("phone=%2B12015550123&email=a@example.com", ["phone", "email"]),
        ("status=lost", ["status"]),
        ("limit=0", ["limit"]),
        ("cursor=otp_1", ["cursor"]),
        ("tel=1", ["tel"]),
    ],
)
def test_a_wrong_parameter_is_named(memory_world: World, query: str, fields: list[str]) -> None:
    """What cannot be looked for is 422, with the parameter's name."""
    answer = memory_world.call("GET", f"{PATH}?{query}", key=memory_world.tenant().secret)

    assert (422, "invalid_request") == (answer.status_code, answer.get_json()["code"])
    assert fields == [error["field"] for error in answer.get_json()["errors"]]


def test_another_tenants_code_is_not_there(any_world: World) -> None:
    """Another tenant's id, a random one and nonsense are one 404; its lists and figures hold nothing of others."""
    acme, bolt = any_world.tenant(), any_world.tenant("bolt", name="Bolt")
    id = ask(any_world, acme)
    strange = ChallengeId.make(any_world.clock.now() + timedelta(seconds=1), bytes(10))
    problems = []
    for each in (id, strange, "otp_1", "msg_1", "x" * 300):
        answer = any_world.call("GET", f"{PATH}/{each}", key=bolt.secret)
        problems.append({**answer.get_json(), "request_id": "", "answer": answer.status_code})

    assert [problems[0]] * 5 == problems
    assert (404, "not_found") == (problems[0]["answer"], problems[0]["code"])
    assert [] == find(any_world, bolt) + find(any_world, bolt, phone=ADA)
    cursor = any_world.call("GET", f"{PATH}?cursor={strange}", key=bolt.secret)
    assert [] == cursor.get_json()["data"]


def test_a_publishable_key_opens_nothing_here(memory_world: World) -> None:
    """What lies in a browser may not read who asked for codes."""
    acme = memory_world.tenant()
    for path in (PATH, f"{PATH}/otp_1", "/api/stats"):
        assert 403 == memory_world.call("GET", path, key=acme.publishable).status_code
