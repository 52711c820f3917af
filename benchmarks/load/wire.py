"""HTTP/1.1 with Content-Length, as our servers and the worker's clients speak it, or in chunks, as others do."""

import json
from dataclasses import dataclass
from typing import Any, Final

END: Final = b"\r\n\r\n"
LINE: Final = b"\r\n"


class NotUnderstood(Exception):
    """What came is no HTTP that is spoken here."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request or an answer: its first line, its headers with names in lower case, its body, and what came after."""

    first: bytes
    headers: dict[bytes, bytes]
    body: bytes
    rest: bytes

    @property
    def status(self) -> int:
        """The status of an answer."""
        return int(self.first[9:12])

    @property
    def is_last(self) -> bool:
        """Whether the other side closes the connection after this."""
        return self.headers.get(b"connection", b"").lower() == b"close"

    @property
    def document(self) -> Any:
        """The body as JSON; an empty object where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    @property
    def code(self) -> str:
        """What a refusal is called; nothing for a success."""
        return str(self.document.get("code", "")) if self.status >= 400 else ""


def arrived(buffer: bytes) -> Arrived | None:
    """The first whole request or answer of what came; None: more is to come."""
    end = buffer.find(END)
    if end < 0:
        return None
    first, *lines = buffer[:end].split(b"\r\n")
    pairs = (line.partition(b":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    start = end + len(END)
    if b"transfer-encoding" in headers:
        found = _of_chunks(buffer, start)
        return Arrived(first, headers, found[0], buffer[found[1] :]) if found else None
    after = start + int(headers.get(b"content-length", b"0"))
    return Arrived(first, headers, buffer[start:after], buffer[after:]) if len(buffer) >= after else None


def _of_chunks(buffer: bytes, at: int) -> tuple[bytes, int] | None:
    """A body that came in chunks from a place on, and where it ends; None: more is to come."""
    parts: list[bytes] = []
    while (line := buffer.find(LINE, at)) >= 0:
        start = line + len(LINE)
        end = start + int(buffer[at:line].partition(b";")[0], 16)
        at = end + len(LINE)
        if len(buffer) < at:
            return None
        if buffer[end:at] != LINE:
            raise NotUnderstood("trailers")
        if start == end:
            return b"".join(parts), at
        parts.append(buffer[start:end])
    return None


def request(method: str, path: str, host: str, body: bytes, headers: bytes) -> bytes:
    """A request; `headers` are whole lines, each with its end."""
    lines = f"{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {len(body)}\r\n"
    return lines.encode() + headers + b"\r\n" + body
