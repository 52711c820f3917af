"""What is remembered of asks and proofs, so that the next ask can be weighed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from application.ports.puzzles import Work
from domain.address import Address
from domain.audit import AuditEvent, Event
from domain.ids import ChallengeId, TenantId
from domain.line import Line
from domain.prefix_block import PrefixBlock
from domain.risk import RiskScore
from domain.risk_effects import Mark
from domain.spend import Spent, Window
from domain.traffic import Traffic

# A proof speaks for its address in its network that long.
TRUST_LASTS: Final = timedelta(days=180)
# What a provider said of a line is good that long; where it said nothing, it is asked again after the shorter time.
LINE_LASTS: Final = timedelta(days=30)
LINE_WAITS: Final = timedelta(minutes=10)
# Counts that are that old have faded to nothing, money of two months ago is history, decisions can be replayed so long.
TRAFFIC_LASTS: Final = timedelta(days=60)
SPENT_LASTS: Final = timedelta(days=62)
DECISIONS_LAST: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Probe:
    """What is asked about an ask: its address, what it is counted under, and the first route that would carry it.

    `home` is the network around the caller's, in which a proof makes trust.
    `ip` and `asn` are the caller's address and its autonomous system, for the lists of networks.
    """

    address: Address
    keys: Mapping[str, str]
    home: str | None
    network: str | None
    route: str
    channel: str
    windows: tuple[Window, ...]
    work_id: str | None = None
    ip: str | None = None
    asn: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known: traffic and blocks by key, money by window, and what lies around the number and the network.

    `proven_from_here`: this address was proven in this network before.
    `price_micros` is what the route charges for the country; None where nobody knows.
    `network_kind` is the list that names the caller's network; `line` what a lookup of the last 30 days said.
    """

    traffic: Mapping[str, Traffic] = field(default_factory=dict)
    blocks: Mapping[str, PrefixBlock] = field(default_factory=dict)
    spent: Mapping[Window, Spent] = field(default_factory=dict)
    proven_from_here: bool = False
    neighbours: int = 0
    countries: int = 0
    price_micros: int | None = None
    is_spent: bool = False
    network_kind: str | None = None
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on an ask, with all it was decided on: kept for support, for figures and for replay."""

    tenant_id: TenantId
    challenge_id: ChallengeId
    at: datetime
    address: str
    channel: str
    country: str | None
    score: RiskScore
    facts: Mapping[str, Any]
    cost_micros: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """An ask that may go on: what it counts, under which keys, and what it may cost.

    Its proof will speak for the same keys; `untried` are those under which the ask that got the puzzle counted.
    """

    decision: Decision
    keys: tuple[str, ...]
    weight: float
    windows: tuple[Window, ...]
    work: Work | None = None
    untried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """An ask that was refused: under which keys it counts for some minutes, and what it leaves behind.

    `mark` is the prefix that is shut or watched from now on, `tried` the key of the block that it ran against,
    `intent` what its code would have been good for.
    The audit row says who asked, and its subject is the decision's challenge.
    """

    decision: Decision
    keys: tuple[str, ...]
    weight: float
    mark: Mark | None
    tried: str | None
    intent: str
    audit: AuditEvent
    event: Event


class Reputation(Protocol):
    """Traffic, blocks and money of a tenant; exact on all that was committed before.

    What of it weighs on an ask is looked up together with the slot (`OtpSlots.look`), in the same round trip.
    """

    def refuse(self, *, tenant_id: TenantId, refused: Refused) -> None:
        """Write a refused ask, its count, its audit row and its event in one commit."""
        ...

    def warn(self, *, tenant_id: TenantId, window: Window, event: Event) -> None:
        """Write the event that a budget is nearly used up, once for a window, whoever else sees it too."""
        ...

    def settle(self, *, most: int) -> int:
        """Add facts that were written one by one to what they are counted under; returns how many."""
        ...

    def sweep(self, *, now: datetime, after: str, most: int) -> str:
        """Forget what weighs on nobody any more, and decisions that are 30 days old, a batch at a time.

        Takes and returns a cursor; the empty cursor begins anew.
        """
        ...
