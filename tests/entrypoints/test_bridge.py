"""A thread is given only to a request that is all there (C03, C06, B11, B59)."""

import asyncio
import json
import socket
import threading
from pathlib import Path
from typing import Any

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.memory.images import png_of
from entrypoints.bridge import WAITING_PER_THREAD, Bridge, environ_of
from entrypoints.intake import MAX_BODY, WIDE_AT_ONCE, Intake, Message, Reading
from entrypoints.web import most_of
from tests.fixtures.instance import serving
from tests.fixtures.worlds import World

SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "POST",
    "path": "/api/auth/request",
    "raw_path": b"/api/auth/request",
    "query_string": b"",
    "headers": [],
    "client": ("198.51.100.7", 5),
    "server": ("127.0.0.1", 3000),
    "http_version": "1.1",
    "scheme": "http",
}


def through(bridge: Bridge, scope: dict[str, Any], *messages: Message) -> list[Message]:
    """What a bridge sends for a request that comes in some parts; after the last one, nothing comes any more."""
    sent: list[Message] = []
    parts = list(messages)

    async def receive() -> Message:
        if not parts:
            await asyncio.Event().wait()
        return parts.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(bridge(scope, receive, send))
    return sent


def part(body: bytes, *, more: bool = False) -> Message:
    """A part of a body."""
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_in_parts_is_one_body(memory_world: World) -> None:
    """However a body is cut on its way, the application sees it whole."""
    acme = memory_world.tenant()
    headers = [(b"content-type", b"application/json"), (b"x-api-key", acme.publishable.encode())]
    bridge = Bridge(memory_world.app, 2)
    sent = through(bridge, {**SCOPE, "headers": headers}, part(b'{"phone": "+12015', more=True), part(b'550123"}'))

    assert 200 == sent[0]["status"]
    assert "pending" == json.loads(sent[1]["body"])["status"]


def test_a_body_that_never_ends_costs_no_thread(memory_world: World) -> None:
    """A body that does not come is given up, as a problem document, before the application hears of it."""
    sent = through(Bridge(memory_world.app, 1, body_seconds=0.05), SCOPE, part(b"{", more=True))

    assert (408, "malformed_request") == (sent[0]["status"], json.loads(sent[1]["body"])["code"])
    assert (b"content-type", b"application/problem+json") in sent[0]["headers"]


def test_a_body_over_the_bound_is_read_no_further(memory_world: World) -> None:
    """Of a body without end no more is read than tells that it is too large."""
    acme = memory_world.tenant()
    headers = [(b"content-type", b"application/json"), (b"x-api-key", acme.publishable.encode())]
    chunks = [part(b" " * 30_000, more=True) for _ in range(3)]
    sent = through(Bridge(memory_world.app, 1), {**SCOPE, "headers": headers}, *chunks)

    assert 30_000 * 3 > MAX_BODY
    assert (413, "too_large") == (sent[0]["status"], json.loads(sent[1]["body"])["code"])


def test_a_body_that_was_cut_off_is_refused(memory_world: World) -> None:
    """Less than was promised, or a client that went away in the middle, is 400, however whole it looks."""
    bridge, gone = Bridge(memory_world.app, 1), {"type": "http.disconnect"}
    promised = {**SCOPE, "headers": [(b"content-length", b"100")]}
    sent = [through(bridge, promised, part(b"{}")), through(bridge, SCOPE, part(b"{}", more=True), gone)]

    assert [400, 400] == [messages[0]["status"] for messages in sent]


def test_a_header_that_looks_like_another_is_dropped() -> None:
    """`x_api_key` is not `x-api-key`, and a body's length is what came, not what was said."""
    headers = [(b"x_api_key", b"forged"), (b"content-length", b"999"), (b"x-a", b"1"), (b"X-A", b"2")]
    environ = environ_of({**SCOPE, "headers": headers, "raw_path": b"/a%2Fb%ff?x"}, b"abc")

    assert "HTTP_X_API_KEY" not in environ
    assert ("3", "1,2", "198.51.100.7") == (environ["CONTENT_LENGTH"], environ["HTTP_X_A"], environ["REMOTE_ADDR"])
    assert "/a/b\xff" == environ["PATH_INFO"]


def test_load_that_would_wait_too_long_is_shed() -> None:
    """Beyond a bound of waiting requests the next one is 503 at once, while health has threads of its own."""
    hold, arrived, shed = threading.Event(), threading.Semaphore(0), list[str]()

    def stuck(environ: dict[str, Any], start: Any) -> list[bytes]:
        arrived.release()
        if not environ["PATH_INFO"].startswith("/health"):
            hold.wait(10)
        start("200 OK", [])
        return [b"ok"]

    async def scene() -> list[int]:
        bridge = Bridge(stuck, 1, shed=shed.append)
        sent: list[int] = []

        async def call(path: str) -> None:
            async def receive() -> Message:
                return part(b"")

            async def send(message: Message) -> None:
                if "status" in message:
                    sent.append(message["status"])

            await bridge({**SCOPE, "path": path, "raw_path": path.encode()}, receive, send)

        waiting = [asyncio.create_task(call("/api/auth/request")) for _ in range(WAITING_PER_THREAD)]
        await asyncio.sleep(0)
        while not arrived.acquire(blocking=False):
            await asyncio.sleep(0)
        await call("/api/auth/request")
        await call("/health/live")
        hold.set()
        await asyncio.gather(*waiting)
        return sent

    assert [503, 200, *[200] * WAITING_PER_THREAD] == asyncio.run(scene())
    assert ["POST"] == shed


def test_slow_clients_stop_nobody(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, tmp_path: Path) -> None:
    """Thirty clients that send half a body and wait are no hindrance to the next one."""
    urls = {
        "DATABASE_URL": postgres_18.serving_url,
        "DATABASE_OWNER_URL": postgres_18.owner_url,
        "REDIS_URL": valkey_9.url,
        "JWT_SECRET": "fedcba9876543210" * 4,
    }
    from tests.fixtures.servers import empty

    empty(postgres_18)
    half = (
        b"POST /api/auth/request HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    )
    with serving(tmp_path / "log", "--no-worker", **urls) as instance:
        slow = [socket.create_connection(("127.0.0.1", instance.port)) for _ in range(30)]
        for connection in slow:
            connection.sendall(half)
        said = [instance.call("GET", path, timeout=5).status for path in ("/health/live", "/health", "/docs")]
        for connection in slow:
            connection.close()

    assert [200, 200, 200] == said


LOGO = {**SCOPE, "method": "PUT", "path": "/api/tenant/logo", "raw_path": b"/api/tenant/logo"}
WIDE = 512 * 1024


def test_a_door_may_take_more_than_the_others(memory_world: World) -> None:
    """As it declares, by method and path; nothing beside it is wider."""
    most = most_of(memory_world.app)
    wider = ("/api/tenant/logo", "/api/tenant/favicon", "/api/admin/tenants/tn_1/logo", "/api/admin/tenants/x/favicon")

    assert {WIDE} == {most("PUT", path) for path in wider}
    assert {MAX_BODY} == {
        *(most(method, path) for path in wider for method in ("POST", "DELETE", "GET", "BREW")),
        *(
            most("PUT", path)
            for path in ("/api/hook", "/api/tenant", "/api/tenant/logo/", "/nope", "//api/tenant/logo")
        ),
    }


def test_an_image_comes_through_whole(memory_world: World) -> None:
    """More than 64 KiB, in parts, is what the application gets; more than 512 is not read to its end."""
    acme = memory_world.tenant()
    headers = [(b"content-type", b"image/png"), (b"x-api-key", acme.secret.encode())]
    bridge, content = Bridge(memory_world.app, 1, most_of=most_of(memory_world.app)), png_of(9, 9)
    parts = [part(content, more=True), *(part(b"\x00" * 100_000, more=True) for _ in range(3)), part(b"")]
    endless = [part(content, more=True), *(part(b"\x00" * 100_000, more=True) for _ in range(6))]

    assert 200 == through(bridge, {**LOGO, "headers": headers}, *parts)[0]["status"]
    said = through(bridge, {**LOGO, "headers": headers}, *endless)
    assert (413, "too_large") == (said[0]["status"], json.loads(said[1]["body"])["code"])


def test_few_wide_bodies_come_in_at_once(memory_world: World) -> None:
    """Anybody can send one: a process takes some at a time, and what comes beyond is shed; others have room."""
    shed: list[str] = []
    bridge = Bridge(memory_world.app, 1, shed=shed.append, most_of=most_of(memory_world.app))
    bridge._intake.wide = WIDE_AT_ONCE
    said = through(bridge, LOGO, part(b"\x00" * (MAX_BODY + 1), more=True))
    small = through(bridge, LOGO, part(b"\x00"))

    assert (503, ["PUT"], 401) == (said[0]["status"], shed, small[0]["status"])
    assert WIDE_AT_ONCE == bridge._intake.wide


def test_a_wide_body_gives_its_place_back() -> None:
    """Also where its client went away, and where less came than was promised."""
    intake = Intake(lambda _method, _path: WIDE)
    promised = {**LOGO, "headers": [(b"content-length", b"200000")]}

    async def read(*parts: Message) -> tuple[int, bytes | None]:
        left, reading = list(parts), Reading(intake, promised)

        async def receive() -> Message:
            return left.pop(0)

        body = await reading.body(receive)
        held = intake.wide
        reading.close()
        return held, body

    large = part(b"\x00" * 100_000, more=True)

    assert (1, None) == asyncio.run(read(large, {"type": "http.disconnect"}))
    assert (1, None) == asyncio.run(read(large, part(b"\x00")))
    assert (1, b"\x00" * 200_000) == asyncio.run(read(large, part(b"\x00" * 100_000)))
    assert 0 == intake.wide
