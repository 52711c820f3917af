"""What weighs on nobody any more goes."""

from datetime import datetime

from adapters.memory.world import MemoryWorld
from application.ports.risk import DECISIONS_LAST, LINE_LASTS, SPENT_LASTS, TRAFFIC_LASTS, TRUST_LASTS
from domain.prefix_block import REMEMBERED, PrefixBlock


def forget(world: MemoryWorld, now: datetime) -> None:
    """As `adapters/postgres/reputation_sweep.py` does, at once."""
    with world.lock:
        world.traffic = {key: one for key, one in world.traffic.items() if one.at >= now - TRAFFIC_LASTS}
        world.proofs = {key: at for key, at in world.proofs.items() if at > now - TRUST_LASTS}
        world.decisions = [one for one in world.decisions if one.at >= now - DECISIONS_LAST]
        world.spent = {key: one for key, one in world.spent.items() if key[1].start >= now - SPENT_LASTS}
        world.works = {key: until for key, until in world.works.items() if until >= now}
        world.lines = {key: one for key, one in world.lines.items() if one.asked_at > now - LINE_LASTS}
        world.blocks = {key: one for key, one in world.blocks.items() if not _is_over(one, now)}


def _is_over(block: PrefixBlock, now: datetime) -> bool:
    return block.until < now - REMEMBERED and (block.watched_until or block.until) < now
