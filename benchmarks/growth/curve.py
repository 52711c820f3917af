"""What all curves do at a place: warm up, measure round by round, and look at statements in the end."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.bench.quiet import Quiet
from benchmarks.growth.counted import log_of
from benchmarks.growth.effort import Effort
from benchmarks.growth.explained import looks_of
from benchmarks.growth.figures import Point
from benchmarks.growth.fill import analyse
from benchmarks.growth.generator import Generator
from benchmarks.growth.rounds import Round, one_by_one, rest_of, round_of
from benchmarks.growth.stage import Stage, pss_of
from benchmarks.growth.subject import Tenants
from benchmarks.load.figures import Latencies
from benchmarks.load.growth import MB
from benchmarks.load.stores import stored_in
from benchmarks.scale.plans import say

MS: Final = 1000.0
KB: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Bench:
    """Where servers lie, where calls come from, how much is done, and whether statements are looked at."""

    where: Path
    generator: Generator
    effort: Effort
    explains: bool = False

    def warm_up(self, stage: Stage, subject: Tenants) -> None:
        """Calls that are not counted: modules are imported, and statements are planned for tables with rows."""
        self.generator.run(self.warm_up_there(stage, subject, stage.quiet))

    async def warm_up_there(self, stage: Stage, subject: Tenants, quiet: Quiet | None = None) -> None:
        """The same, for who is in the generator already."""
        for _ in range(2):
            places = stage.places(self.effort.warm)
            warm = await round_of(subject, places, self.effort.connections)
            assert not any(one.failed for one in warm.figures), warm.figures
            await asyncio.to_thread(analyse, stage.house.postgres, stage.filled)
        if quiet:
            await quiet.wait()

    def rest(self, point: Point, subject: Tenants) -> None:
        """What the product costs while nobody calls."""
        cpu = self.generator.run(rest_of(subject, self.effort.seconds))
        point.note(**{f"idle_{role}_ms_a_second": ms for role, ms in cpu.items() if role != "generator"})

    def round(self, point: Point, stage: Stage, subject: Tenants, places: Sequence[int]) -> Round:
        """One round more, at this place of the curve; how much log a sign-in is, and what of a call is not idling."""
        before = log_of(stage.house.postgres)
        found = self.generator.run(self.round_there(point, subject, places, stage.quiet))
        point.note(wal_kb_a_sign_in=(log_of(stage.house.postgres) - before) / KB / len(places))
        for one in found.figures:
            idle = point.idle * one.seconds / max(1, one.calls)
            point.note(**{f"{one.kind}_without_idling_ms": one.cost - idle})
        return found

    async def round_there(
        self, point: Point, subject: Tenants, places: Sequence[int], quiet: Quiet | None = None
    ) -> Round:
        """The same, for who is in the generator already."""
        found = await round_of(subject, places, self.effort.connections, quiet)
        point.rounds.extend(found.figures)
        note_waits(point, "code", found.waits)
        rates = ", ".join(f"{one.kind} {one.rate:.0f} a second" for one in found.figures)
        say(f"{point.size:,} {point.series}: {rates}")
        return found

    def note_held(self, point: Point, stage: Stage) -> None:
        """Connections, memory, and what lies in the stores."""
        stored = stored_in(stage.house)
        memory = {f"{role}_mb": held / MB for role, held in pss_of(stage.roots).items()}
        tables = sum(stored.tables.values()) / MB
        point.note(connections=stored.connections, tables_mb=tables, redis_keys=stored.redis_keys, **memory)

    def explain(self, point: Point, stage: Stage, subject: Tenants, place: int) -> None:
        """The statements of the first tenant, where this is wanted; a code is left open for it."""
        if self.explains:
            self.generator.run(one_by_one(subject, [place]))
            analyse(stage.house.postgres, stage.filled)
            point.looks = looks_of(stage.house.postgres, stage.tenants[0].id)


def note_waits(point: Point, name: str, waits: Sequence[float]) -> None:
    """How long codes were on their way, from the ask to the provider."""
    spans = Latencies()
    for wait in waits:
        spans.add(wait)
    point.note(**{f"{name}_p50_ms": spans.at(0.5) * MS, f"{name}_p99_ms": spans.at(0.99) * MS})
