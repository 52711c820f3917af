"""Messages that tell the holder of an address what happened to the account."""

from datetime import timedelta
from typing import Final

from domain.message import Message

# After a day it is no news any more.
NOTICE_LIVES: Final = timedelta(days=1)


def purpose_of(notice: Message) -> str:
    """A slot of its own, apart from the address's codes: it counts the hand-overs, and proves nothing."""
    return f"notice:{notice.id}"
