"""A filled Postgres as an installation has it, a Valkey, instances, and somebody who signs people in there."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.embedded.child import free_port
from adapters.embedded.postgres import EmbeddedPostgres
from benchmarks.bench.cost import Cpu, cpu_of_roles, pss_of_roles
from benchmarks.bench.machine import Machine, machine_of
from benchmarks.bench.quiet import Quiet, quiet_of
from benchmarks.growth.generator import Generator
from benchmarks.growth.subject import Tenants
from benchmarks.load.house import COMMON, SHARED_BUFFERS, House, instance_at
from benchmarks.load.processes import held_by
from benchmarks.load.provider import Provider
from benchmarks.scale.server import cluster
from tests.fixtures.instance import Instance, eventually
from tests.fixtures.servers import make_valkey
from tests.fixtures.worlds import TenantKeys

# As deploy/postgresql.conf has them.
SERVING: Final = {"shared_buffers": SHARED_BUFFERS, "effective_cache_size": "768MB", "random_page_cost": "1.1"}
# The same address may be asked for again within a round's time; what that costs is the same.
VALUES: Final = {**COMMON, "ADDRESS_MAX_PER_HOUR": "10000"}
# Makes what must be there before anybody is served, and tells the tenants.
Fill = Callable[[EmbeddedPostgres], Sequence[TenantKeys]]


@dataclass(slots=True)
class Stage:
    """Running servers; `filled` are tables that had their rows before, and whose statistics are made.

    `next_place` is the first place that nobody has signed in from.
    """

    house: House
    provider: Provider
    quiet: Quiet
    tenants: Sequence[TenantKeys]
    folder: Path
    filled: Collection[str]
    next_place: int = 0

    @property
    def roots(self) -> dict[str, int]:
        """The root of each process's family, by its role and a number."""
        servers = {"postgres": self.house.postgres.process, "redis": self.house.valkey.process}
        found = {role: process.pid for role, process in servers.items() if process}
        for number, instance in enumerate(self.house.instances):
            found |= {f"app {number}": instance.process.pid, f"worker {number}": worker_of(instance)}
        return found

    @property
    def machine(self) -> Machine:
        """What it all runs on."""
        return machine_of(self.house.postgres.owner_url, self.house.valkey.url)

    def subject(self, tenants: Sequence[TenantKeys] | None = None) -> Tenants:
        """Who signs people of these tenants in, or of all."""
        keys = [tenant.publishable for tenant in tenants or self.tenants]
        return Tenants(self.house, self.provider, keys, self.roots)

    def places(self, many: int) -> list[int]:
        """So many places of people who were never there."""
        self.next_place += many
        return list(range(self.next_place - many, self.next_place))

    @contextmanager
    def instance(self) -> Iterator[Instance]:
        """One instance more, until the end of the block."""
        port, number = free_port(), len(self.house.instances)
        log = self.folder / f"log{number}"
        with instance_at(free_port(), log, METRICS_PORT=str(port), **self.house.values) as running:
            self.house.instances.append(running)
            self.house.metrics_ports.append(port)
            try:
                yield running
            finally:
                self.house.instances.remove(running)
                self.house.metrics_ports.remove(port)


@contextmanager
def stage(
    where: Path, generator: Generator, fill: Fill, *, filled: Collection[str] = (), instances: int = 1
) -> Iterator[Stage]:
    """Everything, in a folder that is gone at the end; the provider listens before the first message can be sent."""
    with ExitStack() as stack:
        postgres = stack.enter_context(cluster(where))
        tenants = fill(postgres)
        postgres.stop()
        postgres.settings = SERVING
        postgres.start()
        valkey = make_valkey()
        stack.callback(valkey.stop)
        provider = Provider(free_port())
        generator.run(provider.start())
        stack.callback(lambda: generator.run(_stop(provider)))
        values = {
            **VALUES, "DATABASE_URL": postgres.serving_url, "DATABASE_OWNER_URL": postgres.owner_url,
            "REDIS_URL": valkey.url, **provider.environment(),
        }  # fmt: skip
        # The owner's, so that it is not among the connections that serve.
        quiet = stack.enter_context(quiet_of(postgres.owner_url))
        house, folder = House(postgres, valkey, [], [], values), postgres.folder.parents[1]
        found = Stage(house, provider, quiet, tenants, folder, filled)
        for _ in range(instances):
            stack.enter_context(found.instance())
        yield found


def worker_of(instance: Instance) -> int:
    """The worker beside the web processes, as soon as it runs."""
    names: list[str] = eventually(lambda: [one for one in held_by(instance.process.pid) if one.startswith("worker")])
    return int(names[0].partition(" ")[2])


def cpu_of(roots: Mapping[str, int]) -> Cpu:
    """Seconds of CPU by role, those of several instances together."""
    found = cpu_of_roles(roots)
    return Cpu(_together(found.seconds))


def pss_of(roots: Mapping[str, int]) -> dict[str, float]:
    """Bytes by role, those of several instances together."""
    return _together(pss_of_roles(roots))


def _together(by_root: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in by_root.items():
        role = name.partition(" ")[0]
        found[role] = found.get(role, 0.0) + value
    return found


async def _stop(provider: Provider) -> None:
    provider.stop()
