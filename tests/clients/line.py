"""A line to a server that counts what is asked, and loses answers on demand."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HEAD_ENDS = b"\r\n\r\n"


@dataclass(slots=True)
class Line:
    """A TCP proxy to a port of this machine, for clients that make a connection for each call.

    `asked` has the request lines so far, such as `POST /api/auth/refresh`.
    A path in `lose` costs one answer for each time that it stands there: the server has done its work by then.
    """

    target: int
    asked: list[str] = field(default_factory=list)
    lose: list[str] = field(default_factory=list)
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=64))

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked.endswith(f" {path}") for asked in self.asked)

    def run(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", self.target)) as far:
            head = b""
            while HEAD_ENDS not in head:
                if not (data := near.recv(65536)):
                    return
                head += data
            method, path, _ = head.split(b"\r\n")[0].decode().split(" ")
            self.asked.append(f"{method} {path}")
            far.sendall(head)
            threading.Thread(target=_pass_on, args=(near, far), daemon=True).start()
            self._bring_back(path, far, near)

    def _bring_back(self, path: str, far: socket.socket, near: socket.socket) -> None:
        first = True
        while data := far.recv(65536):
            if first and path in self.lose:
                self.lose.remove(path)
                break
            first = False
            near.sendall(data)
        # A close alone ends nothing while another thread reads there.
        for end in (near, far):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _pass_on(near: socket.socket, far: socket.socket) -> None:
    try:
        while data := near.recv(65536):
            far.sendall(data)
    except OSError:
        return


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line that is gone at the end."""
    line = Line(port)
    threading.Thread(target=line.run, daemon=True).start()
    yield line
    line.listener.close()


@contextmanager
def fixed_answer(answer: bytes) -> Iterator[str]:
    """The address of a server that gives every call the same bytes, and then ends the connection."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def serve() -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            with near:
                near.recv(65536)
                near.sendall(answer)
                near.shutdown(socket.SHUT_WR)
                while near.recv(65536):
                    pass

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()
