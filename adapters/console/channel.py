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


@dataclass(frozen=True, slots=True)
class Inbox:
    """The last messages, one JSON object a line, in a file that only its owner reads."""

    path: Path
    _lock: Any = field(default_factory=Lock, repr=False, compare=False)

    def add(self, outgoing: Outgoing, text: str, subject: str = "", html: str = "") -> None:
        """Keep a message; the newest 200 stay."""
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "channel": outgoing.channel, "to": outgoing.to, "text": text,
            "subject": subject, "html": html,
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


@dataclass(slots=True)
class ConsoleChannel(Channel):
    """Prints each message and keeps it in the inbox.

    In front of a real provider it shows the code masked, and hands the message on.
    """

    inbox: Inbox
    behind: Channel | None = None
    carries: str = "sms"
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.carries = self.behind.carries if self.behind else self.carries
        self.name = self.behind.name if self.behind else f"console:{self.carries}"

    def _shown(self, text: str, outgoing: Outgoing) -> str:
        """What people see: with a real provider behind, the code is the recipient's alone, also digit by digit."""
        spelled = r"\D{0,4}".join(outgoing.code)
        return re.sub(spelled, "•" * len(outgoing.code), text) if self.behind and outgoing.code else text

    def prepare(self) -> None:
        """See Channel."""
        if self.behind:
            self.behind.prepare()

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        text, subject, html = (
            self._shown(part or "", outgoing) for part in (outgoing.text, outgoing.subject, outgoing.html)
        )
        self.inbox.add(outgoing, text, subject, html)
        sys.stdout.write(f"  ✉ {outgoing.channel} to {outgoing.to}: {text}\n")
        sys.stdout.flush()
        return self.behind.send(outgoing) if self.behind else Receipt(Outcome.ACCEPTED)
