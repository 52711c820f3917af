"""The table that people read, and the judgement of it."""

from collections.abc import Mapping

from rich.table import Table

from benchmarks.fraud.figures import Figures, total
from benchmarks.fraud.scenarios import ONE_NUMBER, PATIENT

PREVENTED, LOST_FIRST, LOST_A_DAY = 0.98, 0.02, 0.05
CHALLENGED, BLOCKED, KNOWN = 0.003, 0.0005, 0.995
HEADS = (
    "scenario",
    "honest",
    "challenged",
    "blocked",
    "known",
    "attack",
    "prevented",
    "lost before",
    "first after",
    "a day",
    "guessed",
    "spoke",
)


def table_of(found: Mapping[str, Figures]) -> Table:
    """A line per scenario; what misses its target is red."""
    table = Table(title="Fraud: the risk score against a simulated day", caption=_caption(found))
    for head in HEADS:
        table.add_column(head, justify="left" if head == "scenario" else "right")
    for name, one in found.items():
        table.add_row(name, f"{one.honest:,}", *_honest(one), *_attack(name, one))
    return table


def misses(found: Mapping[str, Figures]) -> list[str]:
    """Every target that was not reached, in words."""
    said = [f"{name}: {what}" for name, one in found.items() for what in _missed(name, one)]
    challenged, blocked = total(list(found.values()))
    if challenged > CHALLENGED:
        said.append(f"over all: {challenged:.2%} of honest asks challenged")
    if blocked > BLOCKED:
        said.append(f"over all: {blocked:.3%} of honest asks blocked")
    return said


def _missed(name: str, one: Figures) -> list[str]:
    said = []
    if one.prevented is not None and name not in PATIENT | ONE_NUMBER:
        said += [f"{one.prevented:.1%} prevented"] if one.prevented < PREVENTED else []
        said += [f"{one.lost_first:.1%} lost before the first refusal"] if (one.lost_first or 0) > LOST_FIRST else []
    if name in PATIENT and (one.lost_a_day or 0) > LOST_A_DAY:
        said.append(f"{one.lost_a_day:.1%} of the day's budget lost")
    if one.known is not None and one.known < KNOWN:
        said.append(f"{one.known:.1%} of known customers got in at once")
    if name in ("marketing spike", "new country") and (one.challenged > CHALLENGED or one.blocked > BLOCKED):
        said.append(f"{one.challenged:.2%} challenged, {one.blocked:.3%} blocked")
    return said


def _honest(one: Figures) -> tuple[str, str, str]:
    return f"{one.challenged:.3%}", f"{one.blocked:.3%}", "" if one.known is None else f"{one.known:.1%}"


def _attack(name: str, one: Figures) -> tuple[str, ...]:
    if one.prevented is None or one.lost_first is None or one.lost_a_day is None:
        return ("",) * 7
    missed = [what for what in _missed(name, one) if "known" not in what]
    colour = "red" if missed else "green"
    after = "never" if one.seconds_to_first is None else f"{one.seconds_to_first:.0f} s"
    prevented = f"[{colour}]{one.prevented:.2%}[/]"
    figures = (f"{one.attack:,}", prevented, f"{one.lost_first:.2%}", after, f"{one.lost_a_day:.2%}")
    return (*figures, str(one.guessed or ""), ", ".join(one.spoke))


def _caption(found: Mapping[str, Figures]) -> str:
    challenged, blocked = total(list(found.values()))
    return f"over all honest asks: {challenged:.3%} challenged, {blocked:.3%} blocked"
