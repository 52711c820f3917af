"""Our statements in Postgres alone: what it could do if nothing but them were asked of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg

from benchmarks.bench.cost import GENERATOR, cpu_of_roles
from benchmarks.bench.measured import Measured
from benchmarks.bench.noted import Sent, SignIn
from benchmarks.bench.pgbench import Alone, pgbench
from benchmarks.bench.plan import Point
from benchmarks.bench.script import Script, Scripts
from benchmarks.load.house import House

ASK, PROVE = "pgbench request", "pgbench verify"
# Each run has places of its own, more than it gets through.
BLOCK: Final = 1_000_000
# Messages that the worker does not send meanwhile: there is nobody to read them.
DUE: Final = "due_at"
LATER: Final = timedelta(days=1)
ROWS: Final = """SELECT (SELECT count(*) FROM otp_requests WHERE tenant_id = %(tenant)s),
  (SELECT count(*) FROM sessions WHERE tenant_id = %(tenant)s)"""


@dataclass(slots=True)
class PostgresAlone:
    """The statements of one sign-in, again and again, for people of its tenant whom nobody else has to do with."""

    house: House
    sign_in: SignIn
    measured: list[Measured] = field(default_factory=list)
    _blocks: int = 0

    def measure(self, point: Point, seconds: float) -> None:
        """Asks for so long, by so many clients; then about as long proofs, each of somebody who has asked."""
        scripts = Scripts(self.sign_in)
        asks = _never_due(self.sign_in.ask)
        asked = self._run(ASK, scripts.of(asks), point, ("-T", max(1, round(seconds))), self._block())
        times, first = max(1, int(self._expected(asked, point) * seconds / point.connections)), self._block()
        self._pgbench(scripts.of(asks[-1:]), point, ("-t", times), first)
        self._run(PROVE, scripts.of(self.sign_in.prove), point, ("-t", times), first)

    def complaints(self) -> list[str]:
        """What is missing of the rows that must be there; nothing where all is right."""
        with psycopg.connect(self.house.postgres.owner_url, autocommit=True) as line:
            asks, sessions = line.execute(ROWS, {"tenant": self.sign_in.tenant_id}).fetchall()[0]
        asked, proven = (sum(one.calls for one in self.measured if one.kind == kind) for kind in (ASK, PROVE))
        wanted = [("asks", asks, asked + proven), ("sessions", sessions, proven)]
        return [f"pgbench: {many} {what} of {least}" for what, many, least in wanted if many < least]

    def _expected(self, asked: Alone, point: Point) -> float:
        """Proofs a second, as they were before; else as the asks."""
        before = [one.rate for one in self.measured if one.kind == PROVE and one.point == point]
        return before[-1] if before else asked.rate

    def _run(self, kind: str, script: Script, point: Point, how_long: tuple[str, int], first: int) -> Alone:
        process = self.house.postgres.process
        roles = {"postgres": process.pid} if process else {}
        before = cpu_of_roles(roles)
        done = self._pgbench(script, point, how_long, first)
        cpu = {**cpu_of_roles(roles).since(before, done.many), GENERATOR: done.cpu * 1000 / max(1, done.many)}
        self.measured.append(Measured(kind, point, done.many, done.rate, cpu=cpu))
        return done

    def _pgbench(self, script: Script, point: Point, how_long: tuple[str, int], first: int) -> Alone:
        return pgbench(script, self.house.postgres.serving_url, point.connections, first, how_long)

    def _block(self) -> int:
        self._blocks += 1
        return self._blocks * BLOCK


def _never_due(asks: Sequence[Sent]) -> list[Sent]:
    later = datetime.now(UTC) + LATER
    changed = [replace(one, arguments={**one.arguments, DUE: later}) if DUE in one.arguments else one for one in asks]
    if changed == list(asks):
        raise ValueError(f"no statement of an ask has an argument {DUE}")
    return changed
