"""Webhooks over HTTP: kept, told, tried again, redelivered."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from domain.event_catalogue import CATALOGUE
from tests.fixtures.loopback import Reply
from tests.fixtures.receiver import Receiver, is_signed, is_verified
from tests.fixtures.worlds import TenantKeys, World


def hook(world: World, acme: TenantKeys, receiver: Receiver, *events: str) -> dict[str, Any]:
    """A webhook at the receiver, which knows its secret."""
    body = {"url": receiver.url, **({"events": list(events)} if events else {})}
    made = world.call("POST", "/api/webhooks", body, key=acme.secret)
    assert 201 == made.status_code, made.text
    shown: dict[str, Any] = made.get_json()
    receiver.secret = shown["secret"]
    return shown


def deliveries(world: World, acme: TenantKeys, id: str, **query: Any) -> list[dict[str, Any]]:
    """What the tenant sees of deliveries."""
    answer = world.call("GET", f"/api/webhooks/{id}/deliveries", key=acme.secret, query_string=query)
    assert 200 == answer.status_code, answer.text
    found: list[dict[str, Any]] = answer.get_json()["data"]
    return found


def test_a_receiver_hears_of_a_whole_sign_in(any_world: World, receiver: Receiver) -> None:
    """A45: the specification's own library takes every event, and each is what its schema says."""
    any_world.clock.at = datetime.now(UTC)
    acme = any_world.tenant()
    any_world.later(seconds=1)
    made = hook(any_world, acme, receiver)
    signed_in = any_world.sign_in(acme)
    any_world.call("POST", "/api/auth/logout", bearer=signed_in["token"])
    any_world.post()

    assert ["otp.requested", "otp.verified", "session.created", "session.revoked", "user.created"] == sorted(
        receiver.types
    )
    assert all(is_verified(arrival, made["secret"]) for arrival in receiver.arrivals)
    for event in receiver.events:
        Draft202012Validator(CATALOGUE[event["type"]].schema()).validate(event)
    told = {event["type"]: event for event in receiver.events}
    assert signed_in["user_id"] == told["user.created"]["subject"] == told["session.created"]["data"]["user_id"]
    assert "+1201" not in json.dumps(receiver.events)


def test_a_webhook_is_listed_without_its_secret(any_world: World, receiver: Receiver) -> None:
    """It is in the answer that makes it and nowhere else."""
    acme = any_world.tenant()
    made = hook(any_world, acme, receiver, "user.*")
    listed = any_world.call("GET", "/api/webhooks", key=acme.secret).get_json()
    secret = made.pop("secret")

    assert {"data": [made], "next_cursor": None} == listed
    assert secret.startswith("whsec_")
    assert (["user.*"], True, None) == (made["events"], made["enabled"], made["disabled_at"])


def test_an_id_stays_over_all_attempts_and_a_timestamp_does_not(any_world: World, receiver: Receiver) -> None:
    """A46: 500, 500, 200 by the timetable; each attempt is seen with status and time."""
    acme, answers = any_world.tenant(), [Reply(500), Reply(500), Reply(200, '{"ok": true}')]
    made = hook(any_world, acme, receiver, "otp.requested")
    receiver.judge = lambda _: answers.pop(0)
    any_world.ask(acme)
    arrived = [any_world.post()]
    for wait in (4.9, 0.7, 299.0, 40.0):
        any_world.later(seconds=wait)
        arrived.append(any_world.post())
    ids, times = ([one.headers[name] for one in receiver.arrivals] for name in ("webhook-id", "webhook-timestamp"))
    seen = deliveries(any_world, acme, made["id"])

    assert [1, 0, 1, 0, 1] == arrived
    assert (1, 3) == (len(set(ids)), len(set(times)))
    assert [("delivered", 3, ids[0])] == [(one["status"], one["attempts"], one["id"]) for one in seen]
    assert [(500, 0), (500, 0), (200, 12)] == [(one["status"], one["bytes"]) for one in seen[0]["tries"]]
    assert "ok" not in json.dumps(seen)


def test_both_secrets_sign_during_an_overlap(any_world: World, receiver: Receiver) -> None:
    """A46: a receiver changes over in peace; then the old secret is worth nothing."""
    acme = any_world.tenant()
    made = hook(any_world, acme, receiver, "otp.requested")
    old, receiver.secret = receiver.secret, ""
    rotated = any_world.call("POST", f"/api/webhooks/{made['id']}/secret", {"overlap_seconds": 60}, key=acme.secret)
    new = rotated.get_json()["secret"]
    any_world.ask(acme)
    any_world.post()
    any_world.later(seconds=61)
    any_world.ask(acme)
    any_world.post()
    at = [one.headers["webhook-signature"].count("v1,") for one in receiver.arrivals]

    assert [2, 1] == at
    assert (True, True) == (old != new, rotated.get_json()["previous_secret_until"] is not None)
    first, second = ([is_signed(one, secret) for secret in (old, new)] for one in receiver.arrivals)
    assert ([True, True], [False, True]) == (first, second)


def test_410_disables_and_enabling_goes_on(any_world: World, receiver: Receiver) -> None:
    """What it was owed meanwhile waits."""
    acme = any_world.tenant()
    made = hook(any_world, acme, receiver, "otp.requested")
    receiver.judge = lambda _: Reply(410)
    any_world.ask(acme)
    any_world.post()
    shown = any_world.call("GET", "/api/webhooks", key=acme.secret).get_json()["data"][0]
    refused = any_world.call("POST", f"/api/webhooks/{made['id']}/deliveries/x/redeliver", key=acme.secret)
    receiver.judge = lambda _: Reply(204)
    any_world.call("PATCH", f"/api/webhooks/{made['id']}", {"enabled": True}, key=acme.secret)
    event = deliveries(any_world, acme, made["id"], status="dead")[0]
    again = any_world.call("POST", f"/api/webhooks/{made['id']}/deliveries/{event['id']}/redeliver", key=acme.secret)

    assert (False, "gone", 409) == (shown["enabled"], shown["disabled_as"], refused.status_code)
    assert (202, "pending") == (again.status_code, again.get_json()["status"])
    assert 1 == any_world.post()
    assert ["delivered"] == [one["status"] for one in deliveries(any_world, acme, made["id"])]


@pytest.mark.fault("C22")
def test_a_receiver_that_is_down_for_days_is_disabled_with_a_notice(any_world: World, receiver: Receiver) -> None:
    """C22: after five days; another webhook hears of it, and dead letters are there to be redelivered."""
    acme, other = any_world.tenant(), Receiver()
    made = hook(any_world, acme, receiver, "otp.requested")
    receiver.judge = lambda _: Reply(500)
    hook(any_world, acme, other, "webhook.disabled")
    receiver.secret = made["secret"]
    any_world.ask(acme)
    for _ in range(60):
        any_world.post()
        any_world.later(hours=2)
    any_world.ask(acme)
    any_world.post()
    any_world.post()
    shown = any_world.call("GET", "/api/webhooks", key=acme.secret).get_json()["data"]
    other.server.stop()

    reasons = {one["id"]: one["disabled_as"] for one in shown}
    assert ("failing", 10) == (reasons[made["id"]], max(receiver.times().values()))
    assert ["webhook.disabled"] == other.types
    assert (made["id"], "failing") == (other.events[0]["subject"], other.events[0]["data"]["reason"])


def test_a_range_is_redelivered_by_type(any_world: World, receiver: Receiver) -> None:
    """Also what happened before the webhook was there."""
    acme, start = any_world.tenant(), any_world.clock.now()
    any_world.later(seconds=1)
    any_world.sign_in(acme)
    any_world.later(seconds=1)
    made = hook(any_world, acme, receiver)
    body = {
        "from": start.isoformat(), "to": (start + timedelta(minutes=1)).isoformat(),
        "events": ["user.created", "otp.*"],
    }  # fmt: skip
    answer = any_world.call("POST", f"/api/webhooks/{made['id']}/redeliver", body, key=acme.secret)
    any_world.post()

    assert (202, {"redelivered": 3, "next_cursor": None}) == (answer.status_code, answer.get_json())
    assert ["otp.requested", "otp.verified", "user.created"] == sorted(receiver.types)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["url"]),
        ({"url": "http://hooks.example.com"}, ["url"]),
        ({"url": "https://169.254.169.254/"}, ["url"]),
        ({"url": "https://auth.test/x"}, ["url"]),
        ({"url": "https://hooks.example.com", "events": ["nothing"]}, ["events"]),
        ({"url": "https://hooks.example.com", "events": []}, ["events"]),
        ({"url": "https://hooks.example.com", "description": "a\nb"}, ["description"]),
        ({"url": "https://hooks.example.com", "secret": "x"}, ["secret"]),
        ({"url": "https://" + "x" * 3000}, ["url"]),
    ],
)
def test_what_cannot_be_a_webhook_is_refused(memory_world: World, body: Any, fields: list[str]) -> None:
    """B49: 422 that names the field."""
    acme = memory_world.tenant()
    answer = memory_world.call("POST", "/api/webhooks", body, key=acme.secret)

    assert (422, fields) == (answer.status_code, [error["field"] for error in answer.get_json()["errors"]])
    assert [] == memory_world.call("GET", "/api/webhooks", key=acme.secret).get_json()["data"]


def test_a_tenant_has_at_most_twenty(memory_world: World) -> None:
    """The limit, crossed."""
    acme, body = memory_world.tenant(), {"url": "https://hooks.example.com"}
    statuses = [memory_world.call("POST", "/api/webhooks", body, key=acme.secret).status_code for _ in range(21)]

    assert [201] * 20 + [409] == statuses


def test_only_secret_keys_with_the_scope_get_in(memory_world: World, receiver: Receiver) -> None:
    """A publishable key in a browser learns nothing of webhooks."""
    acme = memory_world.tenant()

    assert 403 == memory_world.call("GET", "/api/webhooks", key=acme.publishable).status_code
    assert 401 == memory_world.call("GET", "/api/webhooks").status_code


def test_a_delivery_verifies_only_as_it_was_sent(any_world: World, receiver: Receiver) -> None:
    """B53: another id, body or timestamp, and a replay after six minutes, are refused by the official library."""
    acme = any_world.tenant()
    any_world.clock.at = datetime.now(UTC)
    made = hook(any_world, acme, receiver, "otp.requested")
    any_world.ask(acme)
    any_world.post()
    good = receiver.arrivals[0]
    changed = [
        replace(good, body=good.body + b" "),
        *(replace(good, headers={**good.headers, name: value}) for name, value in (
            ("webhook-id", "evt_other"), ("webhook-timestamp", str(int(time()) - 360)),
            ("webhook-signature", good.headers["webhook-signature"][:-4] + "AAA="), ("webhook-signature", "v1,"),
        )),
    ]  # fmt: skip

    assert is_verified(good, made["secret"])
    assert is_verified(
        replace(good, headers={**good.headers, "webhook-signature": f"v1,AAAA {good.headers['webhook-signature']}"}),
        made["secret"],
    )
    assert [False] * 5 == [is_verified(one, made["secret"]) for one in changed]
    assert not is_verified(good, "whsec_" + "A" * 44)
