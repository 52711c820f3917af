"""The part of the worker that takes events to webhooks, with real receivers."""

import threading
from collections.abc import Iterator

import pytest

from entrypoints.postman import HANDS, Postman
from entrypoints.stop import Stop
from tests.fixtures.instance import eventually
from tests.fixtures.loopback import Arrival, Reply
from tests.fixtures.receiver import Receiver
from tests.fixtures.worlds import GRACE, TenantKeys, World


@pytest.fixture
def hanging() -> Iterator[Receiver]:
    """A receiver that answers nobody until it is let go."""
    go = threading.Event()

    def wait(_: Arrival) -> Reply:
        go.wait(15)
        return Reply(204)

    made = Receiver(wait)
    made.server.ended = go
    yield made
    go.set()
    made.server.stop()


def hook(world: World, tenant: TenantKeys, receiver: Receiver) -> None:
    """Let it hear of everything."""
    made = world.call("POST", "/api/webhooks", {"url": receiver.url}, key=tenant.secret)
    assert 201 == made.status_code, made.text


def test_who_hangs_delays_nobody_else(world: World, receiver: Receiver, hanging: Receiver) -> None:
    """B51: while a tenant's receivers hold every hand that they may, another tenant's events arrive."""
    bad, good = world.tenant("bad"), world.tenant("good")
    for _ in range(HANDS // 4 - 1):
        hook(world, bad, hanging)
    hook(world, good, receiver)
    world.later(seconds=1)
    world.sign_in(bad)
    postman = Postman(world.container.use_cases.deliver_webhooks(), stop := Stop())
    thread = threading.Thread(target=postman.run)
    thread.start()
    try:
        eventually(lambda: len(hanging.arrivals) >= HANDS // 4 - 1)
        world.sign_in(good, GRACE)
        eventually(lambda: len(receiver.arrivals) >= 4)
        answered = hanging.server.ended.is_set()
    finally:
        stop.tell()
        hanging.server.ended.set()
        thread.join(30)

    assert not answered
    assert {"otp.requested", "otp.verified", "session.created", "user.created"} <= set(receiver.types)


def test_it_finishes_what_is_in_hand(world: World, receiver: Receiver) -> None:
    """Told to stop in the middle of a delivery, it waits for the answer and writes it down."""
    acme, inside = world.tenant(), threading.Event()
    world.later(seconds=1)
    hook(world, acme, receiver)

    def slow(_: Arrival) -> Reply:
        inside.set()
        receiver.server.ended.wait(0.2)
        return Reply(204)

    receiver.judge = slow
    world.later(seconds=1)
    world.ask(acme)
    postman = Postman(world.container.use_cases.deliver_webhooks(), stop := Stop())
    thread = threading.Thread(target=postman.run)
    thread.start()
    assert inside.wait(15)
    stop.tell()
    thread.join(30)
    listed = world.call("GET", "/api/webhooks", key=acme.secret).get_json()["data"][0]["id"]
    seen = world.call("GET", f"/api/webhooks/{listed}/deliveries", key=acme.secret).get_json()["data"]

    assert ["delivered"] == [one["status"] for one in seen]
