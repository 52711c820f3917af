"""From the network's side (ASGI) to the application's (WSGI): a thread is given only to a request that is all there.

A client that sends its body slowly, or never, costs a task and no thread, so that a few of them cannot stop everybody.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from queue import SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from entrypoints.intake import Intake, Message, Reading, Receive, ordinary

Send = Callable[[Message], Awaitable[None]]
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
BODY_SECONDS: Final = 10.0
WAITING_PER_THREAD: Final = 32
LANE_THREADS: Final = 2
# When a request was there, by this process's counter: what it waits for a thread is part of how long it took.
ARRIVED: Final = "auth1.arrived"
LANE: Final = ("/health", "/metrics", "/api/admin")
PROBLEM: Final = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
LATE: Final = b'{"type":"about:blank","title":"Request timeout","status":408,"code":"malformed_request",' + (
    b'"detail":"The body did not arrive in time. Send the request again.","request_id":""}'
)
CUT: Final = b'{"type":"about:blank","title":"Malformed request","status":400,"code":"malformed_request",' + (
    b'"detail":"The body was cut off. Send the request again.","request_id":""}'
)
BUSY: Final = b'{"type":"about:blank","title":"Unavailable","status":503,"code":"unavailable",' + (
    b'"detail":"Too many requests are waiting. Try again in a moment.","request_id":""}'
)


Answer = tuple[int, list[tuple[bytes, bytes]], bytes]
Work = tuple[Environ, asyncio.AbstractEventLoop, "asyncio.Future[Answer]"]


@dataclass(slots=True)
class Lane:
    """Some threads, and a bounded number of requests that may wait for them: beyond it load is shed at once.

    Plainer than an executor of the standard library, whose futures and their chaining cost as much as Flask's routing.
    """

    wsgi: Wsgi
    threads: int
    waiting: int = 0
    _work: "SimpleQueue[Work]" = field(default_factory=SimpleQueue)
    _has_begun: bool = False

    @property
    def is_full(self) -> bool:
        """Whether another request would wait too long."""
        return self.waiting >= self.threads * WAITING_PER_THREAD

    async def run(self, environ: Environ) -> Answer:
        """Let the application answer on one of the threads."""
        if not self._has_begun:
            self._begin()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self.waiting += 1
        try:
            self._work.put((environ, loop, answer))
            return await answer
        finally:
            self.waiting -= 1

    def _begin(self) -> None:
        self._has_begun = True
        for number in range(self.threads):
            Thread(target=self._serve, name=f"request-{number}", daemon=True).start()

    def _serve(self) -> None:
        while True:
            environ, loop, answer = self._work.get()
            try:
                found = _call(self.wsgi, environ)
            except BaseException as error:  # noqa: BLE001 - whoever waits has to hear of it
                loop.call_soon_threadsafe(_fail, answer, error)
            else:
                loop.call_soon_threadsafe(_settle, answer, found)


def _settle(answer: "asyncio.Future[Answer]", found: Answer) -> None:
    if not answer.done():
        answer.set_result(found)


def _fail(answer: "asyncio.Future[Answer]", error: BaseException) -> None:
    if not answer.done():
        answer.set_exception(error)


class Bridge:
    """An ASGI application around a WSGI one; health and administration have threads of their own."""

    def __init__(
        self,
        wsgi: Wsgi,
        threads: int,
        body_seconds: float = BODY_SECONDS,
        is_draining: Callable[[], bool] = lambda: False,
        shed: Callable[[str], None] = lambda _: None,
        most_of: Callable[[str, str], int] = ordinary,
    ) -> None:
        """`shed` is told the method of each request that was turned away because too many waited.

        `most_of` says how large the body of a method and path may be, and is asked of large ones.
        """
        self._intake = Intake(most_of)
        self._shed = shed
        self._is_draining = is_draining
        self._body_seconds = body_seconds
        self._lanes = {True: Lane(wsgi, LANE_THREADS), False: Lane(wsgi, threads)}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        status, headers, body = await self._answer(scope, receive)
        if self._is_draining():
            headers = [*headers, (b"connection", b"close")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Message, receive: Receive) -> Answer:
        reading = Reading(self._intake, scope)
        try:
            return await self._answer_to(scope, reading, receive)
        finally:
            reading.close()

    async def _answer_to(self, scope: Message, reading: Reading, receive: Receive) -> Answer:
        try:
            async with asyncio.timeout(self._body_seconds):
                body = await reading.body(receive)
        except TimeoutError:
            return 408, [*PROBLEM, (b"connection", b"close")], LATE
        if body is None:
            return 400, [*PROBLEM, (b"connection", b"close")], CUT
        lane = self._lanes[scope["path"].startswith(LANE)]
        if lane.is_full or reading.is_crowded:
            self._shed(scope["method"])
            return 503, [*PROBLEM, (b"retry-after", b"1")], BUSY
        return await lane.run(environ_of(scope, body))


def environ_of(scope: Message, body: bytes) -> Environ:
    """The WSGI environment (PEP 3333) of a request; a header that only looks like another one is dropped."""
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("", 0)
    raw_path = scope.get("raw_path") or scope["path"].encode()
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw_path.partition(b"?")[0]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        ARRIVED: perf_counter(),
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _add_header(environ: Environ, name: str, value: str) -> None:
    if "_" in name or name.lower() in ("content-length", "transfer-encoding"):
        return
    key = name.upper().replace("-", "_")
    key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
    environ[key] = f"{environ[key]},{value}" if key in environ else value


def _call(wsgi: Wsgi, environ: Environ) -> Answer:
    started: list[tuple[int, list[tuple[bytes, bytes]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        started.append((int(status[:3]), raw))

    result = wsgi(environ, start_response)
    try:
        body = b"".join(result)
    finally:
        getattr(result, "close", lambda: None)()
    return *started[-1], body
