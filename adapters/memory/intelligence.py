"""What others know, as a test tells it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from adapters.memory.stored import StoredLine
from adapters.memory.world import MemoryWorld
from application.ports.intelligence import LineBook, MailDomains, PhoneIntelligence, Places
from application.ports.risk import LINE_LASTS, LINE_WAITS
from domain.ids import TenantId
from domain.line import Line
from domain.otp import DAY
from domain.phone import PhoneNumber
from domain.place import NOWHERE, Place


@dataclass(slots=True)
class MemoryIntelligence(PhoneIntelligence, Places, MailDomains):
    """Lines by number, places by IP address and disposable domains; `asked` holds the numbers that were asked about.

    While `is_slow`, an answer comes too late, and `late` holds what would take it.
    """

    lines: dict[str, Line] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    disposable: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    is_slow: bool = False
    late: list[Callable[[], None]] = field(default_factory=list)

    def line_of(self, phone: PhoneNumber, *, then: Callable[[Line], None]) -> Line | None:
        """See PhoneIntelligence."""
        self.asked.append(phone.e164)
        line = self.lines.get(phone.e164, Line("mobile"))
        if self.is_slow:
            self.late.append(lambda: then(line))
            return None
        then(line)
        return line

    def place_of(self, ip: str) -> Place:
        """See Places."""
        return self.places.get(ip, NOWHERE)

    def is_disposable(self, domain: str) -> bool:
        """See MailDomains."""
        return any(domain == one or domain.endswith(f".{one}") for one in self.disposable)


@dataclass(frozen=True, slots=True)
class MemoryLineBook(LineBook):
    """The lines that a MemoryWorld remembers."""

    world: MemoryWorld

    def reserve(self, *, tenant_id: TenantId, address: str, now: datetime, per_day: int) -> bool:
        """See LineBook."""
        lines = self.world.lines
        with self.world.lock:
            known = lines.get((tenant_id, address))
            lasts = LINE_LASTS if known and known.line else LINE_WAITS
            asked = sum(owner == tenant_id and one.asked_at > now - DAY for (owner, _), one in lines.items())
            if asked >= per_day or (known and known.asked_at > now - lasts):
                return False
            lines[tenant_id, address] = StoredLine(now)
            return True

    def keep(self, *, tenant_id: TenantId, address: str, line: Line, now: datetime) -> None:
        """See LineBook."""
        with self.world.lock:
            self.world.lines[tenant_id, address] = StoredLine(now, line)
