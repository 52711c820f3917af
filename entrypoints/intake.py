"""How much of a request's body is read, before a thread is given to it."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
MAX_BODY: Final = 64 * 1024
# Bodies of doors that take more: so many at a time in a process, since anybody can send one.
WIDE_AT_ONCE: Final = 8


def ordinary(_method: str, _path: str) -> int:
    """The bound of every door that declares none."""
    return MAX_BODY


@dataclass(slots=True)
class Intake:
    """The bounds of a process; `most_of` says a door's own by method and path, and is asked of large bodies alone."""

    most_of: Callable[[str, str], int] = ordinary
    wide: int = 0


@dataclass(slots=True)
class Reading:
    """One request's body; `close` it when the request is answered."""

    intake: Intake
    scope: Message
    most: int = MAX_BODY
    is_wide: bool = False
    is_crowded: bool = False

    async def body(self, receive: Receive) -> bytes | None:
        """The whole body, or one byte more than is allowed of it; None where the client went away in the middle."""
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if len(body) > self.most and not self._widen():
                break
            if not message.get("more_body", False):
                break
        return None if self._is_cut(body) else body[: self.most + 1]

    def _widen(self) -> bool:
        """Whether the door takes more than that, and there is room for another such body."""
        if self.is_wide:
            return False
        most = self.intake.most_of(self.scope["method"], self.scope["path"])
        if most <= self.most:
            return False
        self.is_crowded = self.intake.wide >= WIDE_AT_ONCE
        if not self.is_crowded:
            self.intake.wide += 1
            self.is_wide, self.most = True, most
        return self.is_wide

    def _is_cut(self, body: bytes) -> bool:
        """Whether less came than was promised."""
        promised = [value for name, value in self.scope["headers"] if name.lower() == b"content-length"]
        return bool(promised) and promised[0].isdigit() and len(body) < min(int(promised[0][:9]), self.most + 1)

    def close(self) -> None:
        """Let another one in."""
        if self.is_wide:
            self.intake.wide, self.is_wide = self.intake.wide - 1, False
