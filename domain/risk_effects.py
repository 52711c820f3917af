"""What an ask leaves behind: under which keys it counts, and which prefix is watched or shut from now on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.prefix_block import PrefixBlock, shut, watch
from domain.risk_facts import RiskFacts
from domain.risk_keys import ALL_WORKED, COUNTRY, GUESSES, MAIL, NEIGHBOURHOOD, NETWORK, PREFIXES, WORKED

Keys = Mapping[str, str]
Blocks = Mapping[str, PrefixBlock]
# From this pressure on, refused asks hold it up.
HOLDS_FROM: Final = 0.7
NARROW: Final = frozenset({"prefix3", "prefix4"})
WORKED_OF: Final = {level: worked for worked, level in WORKED.items()}


@dataclass(frozen=True, slots=True)
class Mark:
    """A prefix that is shut or watched from now on.

    `forgets` are its own keys where it is shut, `eases` those of the wider prefixes and the country, which what is
    watched or shut away presses on no more.
    """

    key: str
    block: PrefixBlock
    forgets: tuple[str, ...]
    eases: tuple[str, ...]


def counted(keys: Keys, blocks: Blocks, now: datetime, *, worked: bool) -> tuple[str, ...]:
    """The keys under which a message counts that goes out; its proof will speak for the same.

    Of a prefix that is watched, nothing is held against the wider ones and the country.
    """
    watched = [cut for level, cut in PREFIXES.items() if level in keys and is_watched(blocks, keys[level], now)]
    skip = {level for level, cut in PREFIXES.items() if watched and cut > max(watched)}
    skip |= {GUESSES} | ({COUNTRY} if watched else set())
    return tuple(key for level, key in keys.items() if level not in skip and (worked or level not in ALL_WORKED))


def tried(keys: Keys, facts: RiskFacts) -> tuple[str, ...]:
    """The keys under which an ask counts that got no message, for some minutes: it holds up what presses already.

    It starts nothing, but where numbers are asked for one after another: their block is held to it.
    Where a prefix or such a sequence explains it, nothing is held against the country.
    """
    pressed = {level for level, pressure in facts.pressure.items() if pressure >= HOLDS_FROM} - ALL_WORKED
    explained = facts.prefix_pressure >= 1 or facts.is_shut or facts.shut_level or facts.is_in_a_row
    levels = (pressed - {COUNTRY} if explained else pressed) | {NETWORK, NEIGHBOURHOOD, MAIL}
    levels |= NARROW if facts.is_in_a_row else set()
    return tuple(key for level, key in keys.items() if level in levels)


def marked(keys: Keys, facts: RiskFacts, blocks: Blocks, now: datetime, shuts: str | None) -> Mark | None:
    """The mark that a refused ask sets: `shuts` names the level to shut, else one that presses is watched."""
    if shuts:
        key = keys[shuts]
        return Mark(key, shut(blocks.get(key), now), (key, keys[WORKED_OF[shuts]]), _wider(keys, shuts))
    pressed = next((level for level in PREFIXES if facts.pressure.get(level, 0.0) >= 1), None)
    if pressed is None or is_watched(blocks, keys[pressed], now):
        return None
    key = keys[pressed]
    return Mark(key, watch(blocks.get(key), now), (), _wider(keys, pressed))


def held_by(keys: Keys, blocks: Blocks, now: datetime) -> str | None:
    """The key of the block that an ask runs against, if any."""
    return next((keys[level] for level in PREFIXES if level in keys and _holds(blocks, keys[level], now)), None)


def is_watched(blocks: Blocks, key: str, now: datetime) -> bool:
    """Whether that prefix is watched now."""
    return key in blocks and blocks[key].is_watched(now)


def _holds(blocks: Blocks, key: str, now: datetime) -> bool:
    return key in blocks and blocks[key].holds(now)


def _wider(keys: Keys, level: str) -> tuple[str, ...]:
    wider = [keys[name] for name, cut in PREFIXES.items() if cut > PREFIXES[level]]
    return (*wider, keys[COUNTRY])
