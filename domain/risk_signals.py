"""The signals: what each looks at, how many points it gives, and the sentence that a person reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain.risk_facts import IN_A_ROW, RiskFacts
from domain.risk_keys import GUESSES

Said = tuple[float, str] | None
# Types that a tenant may allow by name and that people rarely get codes on.
ODD_TYPES: Final = {
    "premium_rate": 40,
    "shared_cost": 40,
    "satellite": 40,
    "pager": 30,
    "uan": 30,
    "personal_number": 30,
    "voicemail": 30,
    "unknown": 20,
    "voip": 20,
    "toll_free": 20,
    "fixed_line": 10,
}
LOOKED_UP: Final = {"nonFixedVoip": 50, "fixedVoip": 20, "premium": 60, "pager": 40, "landline": 10}


@dataclass(frozen=True, slots=True)
class Signal:
    """A named look at the facts; points between 0 and 100, None where it has nothing to say.

    Signals of one family look at the same trouble from several sides: the loudest of them counts, families add up.
    """

    name: str
    family: str
    says: str
    look: Callable[[RiskFacts], Said]


def climb(pressure: float) -> float:
    """Points of a pressure: 60 at 1 (work for it), 79 at 2 and beyond."""
    if pressure >= 1:
        return 60 + 19 * min(1.0, pressure - 1)
    return max(0.0, 36 * (2 * pressure - 1))


def _type(facts: RiskFacts) -> Said:
    points = ODD_TYPES.get(facts.line_type or "", 0)
    return (points, f"The number is of the type {facts.line_type}.") if points else None


def _shut(facts: RiskFacts) -> Said:
    return (
        (100, "Numbers of this prefix get no codes for a while: too many were never proven.") if facts.is_shut else None
    )


def _worked(facts: RiskFacts) -> Said:
    level = facts.shut_level
    return (100, "Who solved puzzles for codes of this prefix never proved them.") if level else None


def _prefix(facts: RiskFacts) -> Said:
    points = climb(facts.prefix_pressure)
    return (
        (points, f"Unproven codes of this prefix are at {facts.prefix_pressure:.1f} of what is usual.")
        if points
        else None
    )


def _country(facts: RiskFacts) -> Said:
    points = 0.0 if facts.network_is_known else climb(facts.country_pressure)
    said = f"Unproven codes of {facts.region} are at {facts.country_pressure:.1f} of what is usual."
    return (points, said) if points else None


def _network(facts: RiskFacts) -> Said:
    points = climb(facts.network_pressure)
    said = f"Unproven codes of this network are at {facts.network_pressure:.1f} of what is usual."
    return (points, said) if points else None


def _neighbourhood(facts: RiskFacts) -> Said:
    points = climb(facts.neighbourhood_pressure)
    said = f"Unproven codes of the networks around are at {facts.neighbourhood_pressure:.1f} of what is usual."
    return (points, said) if points else None


def _mail(facts: RiskFacts) -> Said:
    pressure = facts.pressure.get("mail", 0.0)
    points = climb(pressure)
    return (points, f"Unproven codes of this mail domain are at {pressure:.1f} of what is usual.") if points else None


def _money(facts: RiskFacts) -> Said:
    points = 0.0 if facts.network_is_known else climb(facts.money)
    said = f"Money for unproven codes of {facts.region} is at {facts.money:.1f} of its share of the day's budget."
    return (points, said) if points else None


def _sequence(facts: RiskFacts) -> Said:
    points = min(79.0, 20.0 * (facts.neighbours - IN_A_ROW + 1)) if facts.is_in_a_row else 0.0
    said = f"{facts.neighbours} numbers right beside this one were asked for within the hour and never proven."
    return (points, said) if points else None


def _guessing(facts: RiskFacts) -> Said:
    pressure = facts.pressure.get(GUESSES, 0.0)
    said = f"Wrong codes are typed all over this tenant, at {pressure:.1f} of what is usual."
    return (30, said) if pressure >= 1 and not facts.network_is_known else None


def _fan(facts: RiskFacts) -> Said:
    points = min(60, 20 * (facts.countries - 2)) if facts.countries >= 3 else 0
    return (
        (points, f"This network asked for numbers of {facts.countries} countries within the hour.") if points else None
    )


def _mismatch(facts: RiskFacts) -> Said:
    there, here = facts.network_country, facts.region
    if not there or not here or there == here:
        return None
    return 10, f"A number of {here} was asked for from {there}."


def _kind(facts: RiskFacts) -> Said:
    points = {"tor": 25, "hosting": 15}.get(facts.network_kind or "", 0)
    return (points, f"The call came by a network of the kind {facts.network_kind}.") if points else None


def _looked_up(facts: RiskFacts) -> Said:
    points = 100 if facts.voip_refused else LOOKED_UP.get(facts.looked_up or "", 0)
    return (points, f"The line was looked up: {facts.looked_up}.") if points else None


def _swapped(facts: RiskFacts) -> Said:
    return (100, "The SIM card behind the number was changed lately.") if facts.sim_swapped else None


def _disposable(facts: RiskFacts) -> Said:
    return (40, "The mail domain gives away throw-away mailboxes.") if facts.disposable_mail else None


SIGNALS: Final = (
    Signal("type", "number", "Kinds of numbers that people rarely get codes on.", _type),
    Signal("prefix_shut", "traffic", "The number's prefix is shut for a while.", _shut),
    Signal("worked", "traffic", "Puzzles that were solved for codes that were never proven.", _worked),
    Signal("prefix", "traffic", "Unproven codes of the number's prefix.", _prefix),
    Signal("country", "traffic", "Unproven codes of the number's country.", _country),
    Signal("network", "caller", "Unproven codes of the caller's network.", _network),
    Signal("neighbourhood", "caller", "Unproven codes of the networks around the caller's.", _neighbourhood),
    Signal("mail_domain", "traffic", "Unproven codes of the mailbox's domain.", _mail),
    Signal("unproven_money", "traffic", "Money for unproven codes against the day's budget.", _money),
    Signal("sequence", "traffic", "Numbers right beside each other.", _sequence),
    Signal("guessing", "traffic", "Wrong codes over many numbers of the tenant.", _guessing),
    Signal("countries", "caller", "One network, many countries.", _fan),
    Signal("geo_mismatch", "place", "The caller is in another country than the number.", _mismatch),
    Signal("network_kind", "place", "Tor exits and hosting networks.", _kind),
    Signal("line_type", "number", "What the provider's lookup says of the line.", _looked_up),
    Signal("sim_swap", "number", "A SIM card that was changed lately.", _swapped),
    Signal("disposable_mail", "number", "Throw-away mailboxes.", _disposable),
)
NAMES: Final = tuple(signal.name for signal in SIGNALS)
FAMILIES: Final = {signal.name: signal.family for signal in SIGNALS}
