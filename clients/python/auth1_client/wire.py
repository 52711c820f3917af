"""One HTTP call over a connection of its own; no redirect is followed, so that keys reach nobody else."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from auth1_client.errors import UNREACHABLE, Problem, Unreachable

# The server's list of a user's devices calls this a Python program.
USER_AGENT: Final = "python-auth1-client/0.1.0"


@dataclass(frozen=True, slots=True)
class Waits:
    """How long one try may take, in seconds: until it is connected, and for each piece of the answer."""

    connect: float
    answer: float


@dataclass(frozen=True, slots=True)
class Sent:
    """A call: the path below the server's address, the fields of its body, and its credentials."""

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, object] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wire:
    """The way to a server; proxies of the environment are not used."""

    secure: bool
    host: str
    port: int | None
    prefix: str

    @classmethod
    def to(cls, base_url: str) -> "Wire":
        """The way to `https://host[:port][/path]`; raises ValueError where this is no such address."""
        parts = urlsplit(base_url)
        bare = not (parts.query or parts.fragment or parts.username or parts.password)
        if parts.scheme not in ("http", "https") or not parts.hostname or not bare:
            raise ValueError("base_url must be an address such as https://auth.example.com")
        return cls(parts.scheme == "https", parts.hostname, parts.port, parts.path.rstrip("/"))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port else ""
        return f"{'https' if self.secure else 'http'}://{host}{port}{self.prefix}"

    def send(self, sent: Sent, waits: Waits) -> Answer:
        """One try; raises Unreachable where no whole answer came."""
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        connection = kind(self.host, self.port, timeout=waits.connect)
        try:
            connection.connect()
            connection.sock.settimeout(waits.answer)
            data = None if sent.body is None else json.dumps(sent.body).encode()
            typed = {} if data is None else {"Content-Type": "application/json"}
            usual = {"Accept": "application/json", "User-Agent": USER_AGENT, "Connection": "close"}
            connection.request(sent.method, self.prefix + sent.path, data, {**usual, **typed, **sent.headers})
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, response.read())
        except (OSError, http.client.HTTPException) as error:
            said = f"No whole answer came ({type(error).__name__})."
            raise Unreachable(Problem(0, UNREACHABLE, said)) from error
        finally:
            connection.close()
