"""The product in memory, and hands that ask it for codes and prove them."""

import heapq
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from types import MappingProxyType
from typing import Any, Final

from adapters.jose.derivation import key_ring
from adapters.memory.puzzles import solve
from application.ports.known_keys import KnownTenant
from application.tenants.create_tenant import NewTenant
from domain.caller import Caller
from domain.otp_code import derive_code
from domain.phone import PhoneNumber
from domain.refusal import RateLimited, Refusal
from domain.risk import ChallengeRequired, RequestBlocked
from domain.tenant import PhoneNotAllowed
from entrypoints.container import Container, MemoryAdapters
from entrypoints.settings import Settings

# Micros of one message; where a country has none of its own.
PRICES: Final = {"US": 7_900, "GB": 45_000, "DE": 75_000, "FR": 70_000, "NL": 80_000, "KE": 110_000, "PK": 160_000}
PRICE: Final = 90_000
DAILY_BUDGET: Final = 2_000_000_000
SECRET: Final = "5" * 64
# Settings of every tenant that is made from now on; none, unless a table compares policies.
POLICY: ContextVar[Mapping[str, Any]] = ContextVar("policy", default=MappingProxyType({}))


@dataclass(slots=True)
class Asked:
    """What came of an ask: `sent`, `challenged`, `blocked`, `limited` or `refused`, and the code on the phone."""

    outcome: str
    challenge_id: str | None = None
    puzzle: Any = None


@dataclass(slots=True)
class Seen:
    """One ask of the traffic, for the figures."""

    at: datetime
    who: str
    group: str
    outcome: str
    cost: int
    first: bool = False
    is_known: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class House:
    """A tenant without a single setting but its budget, and the time line of what happens to it."""

    now: datetime
    settings: Mapping[str, Any] = field(default_factory=lambda: POLICY.get())
    seen: list[Seen] = field(default_factory=list)
    guessed: int = 0
    judged: bool = False
    _heap: list[Any] = field(default_factory=list)
    _order: Any = field(default_factory=count)
    container: Any = None
    known: Any = None
    clock: Any = None
    world: Any = None
    keys: Any = None

    def __post_init__(self) -> None:
        settings = Settings(
            database_url="postgresql://nobody@127.0.0.1:1/none",
            redis_url="redis://127.0.0.1:1",
            jwt_secret=SECRET,
            rate_limit_max=1000,
        )
        adapters = MemoryAdapters(settings=settings)
        self.container = Container(settings=settings, adapters=adapters, test_numbers_must_end=False)
        self.clock, self.world = adapters.clock(), adapters.world()
        self.world.is_undone = False
        self.clock.at = self.now
        made: NewTenant = self.container.use_cases.create_tenant()(
            name="Acme",
            slug="acme",
            settings={"budgets": {"tenant": {"day": DAILY_BUDGET}}, **self.settings},
            branding={},
            caller=Caller("cli", "req_sim"),
        )
        signing = tuple(self.world.signing_keys[made.tenant.id])
        self.known = KnownTenant(made.tenant, signing)
        self.keys = key_ring(SECRET, None).current
        for country, micros in PRICES.items():
            self.world.prices["memory", "sms", country] = micros
        self.world.prices["memory", "sms", "*"] = PRICE

    def at(self, moment: datetime, work: Callable[[], None]) -> None:
        """Do something then."""
        heapq.heappush(self._heap, (moment, next(self._order), work))

    def run(self, until: datetime) -> None:
        """Let the time go by."""
        while self._heap and self._heap[0][0] <= until:
            moment, _, work = heapq.heappop(self._heap)
            self.clock.at = self.now = moment
            work()
        self.clock.at = self.now = until

    def after(self, seconds: float, work: Callable[[], None]) -> None:
        """Do something in a while."""
        self.at(self.now + timedelta(seconds=seconds), work)

    def ask(
        self,
        phone: PhoneNumber,
        ip: str,
        who: str,
        group: str,
        *,
        solves: bool,
        first: bool = False,
        is_known: bool = False,
    ) -> Asked:
        """Ask for a code; who solves puzzles asks a second time."""
        asked = self._ask(phone, ip, None)
        again = asked
        if asked.outcome == "challenged" and solves:
            again = self._ask(phone, ip, solve(asked.puzzle))
        cost = PRICES.get(phone.region, PRICE)
        outcome = f"challenged_{again.outcome}" if asked.outcome == "challenged" else asked.outcome
        reasons: tuple[str, ...] = ()
        if outcome != "sent" and self.world.decisions:
            reasons = tuple(one.signal for one in self.world.decisions[-1].score.reasons)
        self.seen.append(Seen(self.now, who, group, outcome, cost, first, is_known, reasons))
        self._tidy()
        return again

    def _ask(self, phone: PhoneNumber, ip: str, proof: str | None) -> Asked:
        caller = Caller("key:sim", "req_sim", ip=ip, network=ip)
        try:
            challenge = self.container.use_cases.request_otp()(
                tenant=self.known.tenant, address=phone, caller=caller, proof=proof
            )
        except ChallengeRequired as refusal:
            return Asked("challenged", puzzle=refusal.members["challenge"])
        except RequestBlocked:
            return Asked("blocked")
        except RateLimited as refusal:
            return Asked("budget" if refusal.limit == "budget" else "limited")
        except PhoneNotAllowed:
            return Asked("refused")
        return Asked("sent", str(challenge.id))

    def verify(self, phone: PhoneNumber, ip: str, *, right: bool) -> bool:
        """Type the code that the phone shows, or another one."""
        code = self._code(phone) if right else "000000"
        try:
            self.container.use_cases.verify_otp()(
                known=self.known, address=phone, code=code, caller=Caller("key:sim", "req_sim", ip=ip, network=ip)
            )
        except Refusal:
            self.judged = bool(self.world.audit)  # what was judged has its row
            return False
        finally:
            self._tidy()
        return True

    def _code(self, phone: PhoneNumber) -> str:
        key = (self.known.tenant.id, phone.e164, "sign_in")
        slot, secret = self.world.slots.get(key), self.world.secrets.get(key)
        if slot is None or slot.challenge is None or secret is None:
            return "000000"
        challenge = slot.challenge
        return derive_code(
            self.keys, tenant_id=key[0], challenge_id=challenge.id, nonce=secret.nonce, length=challenge.length
        )

    def _tidy(self) -> None:
        """Forget what a worker would have sent and a sweep would have thrown away."""
        for table in (self.world.messages, self.world.sessions, self.world.audit, self.world.events):
            table.clear()
