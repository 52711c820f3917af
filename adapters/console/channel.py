"""Messages for people who develop."""

import json
import os
import re
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

from application.ports.messages import Channel
from domain.message import Outcome, Outgoing, Receipt

KEPT: Final = 200
CODE: Final = re.compile(r"[0-9]{4,10}")


@dataclass(frozen=True, slots=True)
class Inbox:
    """The last messages, one JSON object a line, in a file that only its owner reads."""

    path: Path
    _lock: Any = field(default_factory=Lock, repr=False, compare=False)

    def add(self, outgoing: Outgoing, text: str) -> None:
        """Keep a message; the newest 200 stay."""
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "channel": outgoing.channel, "to": outgoing.to, "text": text,
        }  # fmt: skip
        with self._lock:
            self._write([*self._lines()[1 - KEPT :], json.dumps(entry, ensure_ascii=False)])

    def _write(self, lines: Sequence[str]) -> None:
        """A reader in another process sees the old file or the new one, never half of it."""
        fresh = self.path.with_suffix(".tmp")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write("\n".join(lines) + "\n")
        fresh.replace(self.path)

    def recent(self) -> Sequence[dict[str, Any]]:
        """The messages, newest first."""
        return [json.loads(line) for line in reversed(self._lines())]

    def _lines(self) -> list[str]:
        try:
            with self.path.open() as file:
                return [line.rstrip("\n") for line in deque(file, maxlen=KEPT)]
        except FileNotFoundError:
            return []


class ConsoleChannel(Channel):
    """Prints each message and keeps it in the inbox.

    In front of a real provider it shows the code masked, and hands the message on.
    """

    name = "console"

    def __init__(self, inbox: Inbox, behind: Channel | None = None) -> None:
        self._inbox = inbox
        self._behind = behind
        if behind:
            self.name = behind.name

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        text = CODE.sub(lambda code: "•" * len(code[0]), outgoing.text) if self._behind else outgoing.text
        self._inbox.add(outgoing, text)
        sys.stdout.write(f"  ✉ {outgoing.channel} to {outgoing.to}: {text}\n")
        sys.stdout.flush()
        return self._behind.send(outgoing) if self._behind else Receipt(Outcome.ACCEPTED)
