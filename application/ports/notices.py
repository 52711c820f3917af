"""Messages that carry no code."""

from typing import Protocol

from domain.message import Message


class Notices(Protocol):
    """Notices to people, sent as codes are: by the worker, with its routes, caps and failover."""

    def add(self, message: Message) -> None:
        """Owe a message that has a `notice`, from this commit on."""
        ...
