"""`python -m benchmarks.load.soak`: half of what an instance can carry, for half an hour; nothing may grow or be lost.

Half of the sign-ins that N connections get through is driven as an open stream; every 15 seconds memory, files,
threads, connections, tables and queues are looked at.
It fails (exit code 1) where a call failed, a row is missing, or something still grows in the second half.
"""

import asyncio
import contextlib
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import click
from rich.console import Console

from adapters.embedded.child import free_port
from benchmarks.load.arrivals import PEOPLE_PER_CONNECTION, closed, open_to_all
from benchmarks.load.client import Connections
from benchmarks.load.figures import Figures
from benchmarks.load.house import House, house
from benchmarks.load.people import People
from benchmarks.load.provider import Provider
from benchmarks.load.samples import Sample, sample_of
from benchmarks.load.table import table_of, table_of_cpu, table_of_growth, table_of_tables, table_of_words
from benchmarks.load.verdict import complaints, kept_in

LOOKS_EVERY: Final = 15.0
FULL_SECONDS: Final = 20.0
SHARE: Final = 0.5
# Windows that end while it runs: what Redis holds finds its level.
WINDOW: Final = {"RATE_LIMIT_WINDOW_MS": "60000"}


async def look(running: House, samples: list[Sample], began: float) -> None:
    """A look every so often, until told to stop, on a thread of its own: those who sign in do not wait for it."""
    while True:
        samples.append(await asyncio.to_thread(sample_of, running, began))
        await asyncio.sleep(LOOKS_EVERY - (time.monotonic() - began) % LOOKS_EVERY)


async def full_rate(people: People) -> float:
    """How many sign-ins a second all connections together get through."""
    took = await closed(people.sign_in, people.connections.many * PEOPLE_PER_CONNECTION, FULL_SECONDS)
    Console().print("As many as go:", table_of(people.figures, took))
    return people.figures.sign_ins / took


async def soak(running: House, people: People, seconds: float) -> list[Sample]:
    """Drive half of the full rate for so long; what was seen meanwhile."""
    rate = await full_rate(people) * SHARE
    warm, people.figures, people.corrected = people.figures, Figures(), True
    samples: list[Sample] = []
    began = time.monotonic()
    looking = asyncio.create_task(look(running, samples, began))
    took = await open_to_all(people.sign_in, rate, seconds, lambda: people.figures.fail("turned away"))
    looking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await looking
    samples.append(await asyncio.to_thread(sample_of, running, began))
    Console().print(f"Half of it, {rate:.1f} a second:", table_of(people.figures, took))
    for shown in (table_of_growth(samples), table_of_tables(samples, people.figures.sign_ins)):
        Console().print(shown)
    Console().print(table_of_cpu(samples, people.figures.sign_ins), table_of_words(running))
    people.figures.join(warm)
    return samples


async def run(running: House, provider: Provider, key: str, connections: int, seconds: float) -> list[str]:
    """The whole of it; what is to be complained of."""
    await provider.start()
    people = People(Connections(running.urls, connections), provider, key)
    samples = await soak(running, people, seconds)
    kept = await asyncio.to_thread(kept_in, running, people.figures.sign_ins)
    people.connections.close()
    provider.stop()
    Console().print(kept)
    return complaints(samples, people, kept)


@click.command()
@click.option("--minutes", default=30.0, show_default=True, help="How long half of the full rate is driven.")
@click.option("--connections", default=32, show_default=True, help="Connections that are kept.")
def main(minutes: float, connections: int) -> None:
    """Drive an instance for a long time, and see whether anything grows or is lost."""
    provider = Provider(free_port())
    with tempfile.TemporaryDirectory() as folder, house(Path(folder), {**WINDOW, **provider.environment()}) as running:
        key = running.tenant()["api_key"]
        found = asyncio.run(run(running, provider, key, connections, minutes * 60))
    Console().print("\n".join(found) if found else "Nothing grew, nothing failed, nothing is missing.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
