"""`python -m benchmarks.load`: how many sign-ins a second, and how long each call takes, closed and open.

Without `--url` it starts Postgres (fsync on), Valkey and one instance of its own.
With it, the instances there must have the printed HTTP_GATEWAYS, TRUSTED_PROXY_COUNT=1 and a high RATE_LIMIT_MAX.
"""

import asyncio
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click
from rich.console import Console

from adapters.embedded.child import free_port
from benchmarks.load.arrivals import PEOPLE_PER_CONNECTION, closed, open_to_all
from benchmarks.load.client import Connections
from benchmarks.load.house import house
from benchmarks.load.people import People
from benchmarks.load.provider import Provider
from benchmarks.load.table import table_of


@click.command()
@click.option("--connections", default=32, show_default=True, help="Connections that are kept.")
@click.option("--seconds", default=20.0, show_default=True, help="How long.")
@click.option("--rate", default=0.0, help="Sign-ins a second (open); without it as many as go (closed).")
@click.option("--instances", default=1, show_default=True, help="Instances of its own.")
@click.option("--checks", default=1, show_default=True, help="Calls with the new token, for each sign-in.")
@click.option("--refreshes", default=1, show_default=True, help="Refreshes, for each sign-in.")
@click.option("--url", "urls", multiple=True, help="An instance that runs already; may be given several times.")
@click.option("--key", default="", help="A publishable key of a tenant with risk_shadow there.")
@click.option("--provider-port", default=0, help="Port that the gateway listens on; a free one unless given.")
def load(urls: tuple[str, ...], key: str, provider_port: int, instances: int, **how: float) -> None:
    """Sign people in."""
    provider = Provider(provider_port or free_port())
    if urls:
        sys.stdout.write(f"{provider.environment()}\n")
        failed = asyncio.run(run(provider, urls, key, **how))
    else:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            running = stack.enter_context(house(folder, provider.environment(), instances))
            failed = asyncio.run(run(provider, running.urls, running.tenant()["api_key"], **how))
    sys.exit(failed > 0)


async def run(
    provider: Provider, urls: list[str] | tuple[str, ...], key: str, *,
    connections: float, seconds: float, rate: float, checks: float, refreshes: float,
) -> int:  # fmt: skip
    """Sign people in for so long, and print what came of it; how much failed."""
    await provider.start()
    lines = Connections(urls, int(connections))
    people = People(lines, provider, key, int(checks), int(refreshes), corrected=rate > 0)
    if rate:
        took = await open_to_all(people.sign_in, rate, seconds, lambda: people.figures.fail("turned away"))
    else:
        took = await closed(people.sign_in, lines.many * PEOPLE_PER_CONNECTION, seconds)
    lines.close()
    provider.stop()
    Console().print(table_of(people.figures, took))
    return people.figures.failed


if __name__ == "__main__":
    load()
