"""Who goes on calling while instances come and go."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from threading import Event

from tests.deploy.front import Front
from tests.fixtures.worlds import ADMIN_TOKEN


@dataclass(slots=True)
class Callers:
    """Call through nginx at the same time: they read tenants, and make new ones, each of which can be made once."""

    front: Front
    prefix: str
    answers: list[tuple[str, int]] = field(default_factory=list)
    numbers: "Iterator[int]" = field(default_factory=count)
    until: Event = field(default_factory=Event)

    def read(self) -> None:
        """A call that can be repeated."""
        self.answers.append(("GET", self.front.call("GET", "/api/admin/tenants", bearer=ADMIN_TOKEN).status))

    def make(self) -> None:
        """A call that must not be."""
        body = {"name": "A", "slug": f"{self.prefix}-{next(self.numbers)}"}
        self.answers.append(("POST", self.front.call("POST", "/api/admin/tenants", body, bearer=ADMIN_TOKEN).status))

    def both(self) -> None:
        """One of each."""
        self.read()
        self.make()

    def go_on(self) -> None:
        """Both, until told to stop."""
        while not self.until.is_set():
            self.both()

    def of(self, method: str) -> set[int]:
        """The statuses that a method was answered."""
        return {status for name, status in self.answers if name == method}
