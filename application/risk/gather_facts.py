"""Everything that weighs on an ask, in one round trip, as plain facts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from application.ports.intelligence import MailDomains, Places
from application.ports.puzzles import Work
from application.ports.risk import Known, Probe
from application.risk.look_up import LookUp
from domain.address import Address, country_of, domain_of
from domain.allow_list import allowed_by
from domain.caller import Caller
from domain.line import Line
from domain.otp import OtpSlot
from domain.phone import PhoneNumber
from domain.place import NOWHERE, Place
from domain.pressure import pressures
from domain.risk import assess
from domain.risk_effects import WORKED_OF
from domain.risk_facts import SHUTS_AT, RiskFacts
from domain.risk_keys import COUNTRY, NETWORK, TENANT, TENANT_KEY, home_of, keys_of
from domain.spend import INSTALLATION, Budgets, Window, windows_of
from domain.tenant import Tenant
from domain.traffic import Traffic, all_as_of, norm_of

# What nobody has a price for is taken to cost this much: dear enough to be careful with.
ASSUMED_MICROS: Final = 50_000
# What a tenant without a budget may be taken to spend on a day: a hundred units.
USUAL_MICROS: Final = 100_000_000
# Unproven codes of one country may take this part of the day's budget.
SHARE_UNPROVEN: Final = 0.02
# Whose money an ask costs, beside the installation's.
COSTS: Final = (TENANT, COUNTRY, "prefix4")
# An address that was proven here may ask this often without proving again before it is a stranger's.
TRUSTED_ASKS: Final = 3
# Proofs, faded over weeks, that make a network one of customers.
KNOWN_FROM: Final = 0.5


@dataclass(frozen=True, slots=True)
class Ask:
    """An ask as the use case knows it; `route` is the first that would carry the message, `work` a solved puzzle."""

    tenant: Tenant
    address: Address
    caller: Caller
    channel: str
    route: str
    work: Work | None
    intent: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Weighing:
    """An ask that is about to be weighed: where it comes from, what to look up about it, and which money it costs.

    Of the `windows` that its cost counts in, the `probe` asks for those alone that somebody has bounded.
    """

    ask: Ask
    place: Place
    probe: Probe
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found: the keys that the ask counts under, what is known of them, the facts, and the expected cost."""

    keys: Mapping[str, str]
    probe: Probe
    known: Known
    facts: RiskFacts
    cost_micros: int


@dataclass(frozen=True, slots=True)
class GatherFacts:
    """Say what to look up about an ask, and turn what is known of it into facts."""

    places: Places
    mail_domains: MailDomains
    look_up: LookUp

    def begin(self, ask: Ask, everywhere: Budgets) -> Weighing:
        """What to look up; `everywhere` are the installation's own budgets."""
        place = self.places.place_of(ask.caller.ip) if ask.caller.ip else NOWHERE
        keys = keys_of(ask.address, ask.caller.network)
        windows = windows_of([*(keys[level] for level in COSTS if level in keys), INSTALLATION], ask.now)
        budgets = (ask.tenant.settings.spend_budgets, everywhere)
        asked = tuple(one for one in windows if _is_usual(one) or any(of.bound_of(one) is not None for of in budgets))
        return Weighing(ask, place, _probe(ask, keys, place, asked), windows)

    def __call__(self, weighing: Weighing, slot: OtpSlot, known: Known) -> Gathered:
        ask, probe = weighing.ask, weighing.probe
        cost = _cost(ask, known)
        facts = replace(
            _facts(ask, slot, probe.keys, known, cost),
            network_country=weighing.place.country,
            disposable_mail=ask.address.kind == "email" and self.mail_domains.is_disposable(domain_of(ask.address)),
        )
        return Gathered(probe.keys, probe, known, self._looked_closer(ask, with_line(facts, known.line, ask)), cost)

    def _looked_closer(self, ask: Ask, facts: RiskFacts) -> RiskFacts:
        """With what a provider says of the line, where that is worth its price."""
        policy = ask.tenant.settings.risk_policy
        if not isinstance(ask.address, PhoneNumber) or not self.look_up.is_due(facts, assess(facts, policy), policy):
            return facts
        return with_line(facts, self.look_up(tenant_id=ask.tenant.id, phone=ask.address), ask)


def with_line(facts: RiskFacts, line: Line | None, ask: Ask) -> RiskFacts:
    """The facts with what is known of the line."""
    if line is None:
        return facts
    refused = line.is_voip and ask.tenant.settings.voip_blocking
    return replace(facts, looked_up=line.line_type, sim_swapped=line.sim_swapped, voip_refused=refused)


def _is_usual(window: Window) -> bool:
    """The tenant's month, which tells what it usually spends."""
    return (window.scope, window.span) == (TENANT_KEY, "month")


def _probe(ask: Ask, keys: Mapping[str, str], place: Place, windows: tuple[Window, ...]) -> Probe:
    network = ask.caller.network
    return Probe(
        address=ask.address,
        keys=keys,
        home=home_of(network),
        network=network,
        route=ask.route,
        channel=ask.channel,
        windows=windows,
        work_id=ask.work.id if ask.work else None,
        ip=ask.caller.ip,
        asn=place.asn,
    )


def _cost(ask: Ask, known: Known) -> int:
    """The price of the first route; mails that nobody has a price for cost nothing."""
    if known.price_micros is not None:
        return known.price_micros
    return 0 if ask.address.kind == "email" else ASSUMED_MICROS


def _facts(ask: Ask, slot: OtpSlot, keys: Mapping[str, str], known: Known, cost: int) -> RiskFacts:
    traffic = all_as_of(known.traffic, keys, ask.now)
    phone = ask.address if isinstance(ask.address, PhoneNumber) else None
    return RiskFacts(
        kind=ask.address.kind,
        region=country_of(ask.address),
        line_type=phone.line_type if phone else None,
        pressure=_pressure(ask, keys, known, traffic),
        money=_money(ask, known, traffic, cost) if phone else 0.0,
        neighbours=known.neighbours,
        countries=known.countries,
        is_shut=any(known.blocks[key].holds(ask.now) for key in keys.values() if key in known.blocks),
        network_is_known=_is_known(traffic),
        network_kind=known.network_kind,
        trusted=known.proven_from_here and slot.unproven_asks(ask.now) < TRUSTED_ASKS,
        allowed_by=allowed_by(ask.tenant.settings.risk_allow, ask.address, ask.caller.network),
    )


def _pressure(ask: Ask, keys: Mapping[str, str], known: Known, traffic: Mapping[str, Traffic]) -> Mapping[str, float]:
    """By level; where a block has just ended and somebody went on all the time, the next one is due."""
    blocks = {level: known.blocks[key] for level, key in keys.items() if key in known.blocks}
    pressure = pressures(traffic, frozenset(level for level, block in blocks.items() if block.is_remembered(ask.now)))
    for level, block in blocks.items():
        if block.goes_on(ask.now):
            pressure[WORKED_OF[level]] = max(pressure.get(WORKED_OF[level], 0.0), SHUTS_AT)
    return pressure


def _money(ask: Ask, known: Known, traffic: Mapping[str, Traffic], cost: int) -> float:
    """What unproven codes of the country cost within a day, against their share of the day's budget."""
    seen = traffic[COUNTRY]
    unproven = seen.unproven(seen.day, norm_of(traffic[TENANT], seen)) * cost
    return unproven / (SHARE_UNPROVEN * max(1, _daily(ask, known)))


def _daily(ask: Ask, known: Known) -> int:
    """The day's budget; where none is set, three days' usual, and a hundred units at least."""
    bound = ask.tenant.settings.spend_budgets.bounds.get(("tenant", "day"))
    month = next((spent.micros for one, spent in known.spent.items() if _is_usual(one)), 0)
    return max(USUAL_MICROS, 3 * month // ask.now.day) if bound is None else bound


def _is_known(traffic: Mapping[str, Traffic]) -> bool:
    """Whether others proved themselves from the caller's network lately, and nobody failed to."""
    seen = traffic.get(NETWORK)
    return seen is not None and seen.weeks.proven >= KNOWN_FROM and seen.unproven(seen.day, 1.0) < 1
