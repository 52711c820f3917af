"""Is it there?"""

from typing import Protocol


class Pingable(Protocol):
    """Something that the product depends on."""

    def ping(self) -> None:
        """Return within a second where it answers and could serve; raises Unavailable otherwise."""
        ...
