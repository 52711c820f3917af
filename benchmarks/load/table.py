"""Figures for people's eyes."""

from collections import Counter
from collections.abc import Sequence

from rich.table import Table

from benchmarks.load.figures import Figures
from benchmarks.load.growth import MB
from benchmarks.load.house import House
from benchmarks.load.samples import Sample, trends_of

IN_BYTES = ("pss", "rss", "redis_bytes")
LARGEST = 8


def table_of(figures: Figures, seconds: float) -> Table:
    """Calls a second, their latencies in milliseconds, and how many failed, for each kind of call."""
    title = f"{figures.sign_ins} sign-ins in {seconds:.1f} s, {figures.sign_ins / seconds:.1f} a second"
    columns = ("call", "calls", "a second", "p50 ms", "p95", "p99", "longest", "failed")
    table = Table(*columns, box=None, title=title, title_justify="left")
    for kind, spans in figures.latencies.items():
        failed = sum(many for (of, status, _), many in figures.answers.items() if of == kind and status // 100 != 2)
        shown = (f"{span * 1000:.1f}" for span in (spans.at(0.5), spans.at(0.95), spans.at(0.99), spans.longest))
        table.add_row(kind, f"{spans.many}", f"{spans.many / seconds:.0f}", *shown, f"{failed}")
    for failure in figures.failures:
        table.add_row(failure)
    return table


def table_of_growth(samples: Sequence[Sample]) -> Table:
    """Each figure of each process and store: first, last, most, and its growth in ten minutes; memory in MB."""
    columns = ("", "figure", "first", "last", "most", "in ten minutes")
    table = Table(*columns, box=None, title=f"{len(samples)} looks; MB where bytes", title_justify="left")
    for (place, name), trend in trends_of(samples).items():
        unit, places = (MB, 2) if name in IN_BYTES else (1, 1)
        shown = (f"{value / unit:.{places}f}" for value in (trend.first, trend.last, trend.most, trend.in_ten_minutes))
        table.add_row(place, name, *shown)
    table.add_row("all", "pss", *(f"{value / MB:.2f}" for value in (samples[0].pss, samples[-1].pss)))
    return table


def table_of_tables(samples: Sequence[Sample], sign_ins: int) -> Table:
    """The largest tables with their indexes, in MB, and their growth in bytes for each sign-in."""
    table = Table("table", "first", "last", "bytes a sign-in", box=None)
    first, last = samples[0].stored.tables, samples[-1].stored.tables
    for name, size in sorted(last.items(), key=lambda one: -one[1])[:LARGEST]:
        before = first.get(name, 0)
        table.add_row(name, f"{before / MB:.1f}", f"{size / MB:.1f}", f"{(size - before) / max(1, sign_ins):,.0f}")
    return table


def table_of_cpu(samples: Sequence[Sample], sign_ins: int) -> Table:
    """Milliseconds of CPU for each sign-in, by process, the servers and this generator included."""
    table = Table("process", "CPU ms a sign-in", box=None)
    first, last = (
        {**{name: held.cpu for name, held in sample.held.items()}, **sample.beside}
        for sample in (samples[0], samples[-1])
    )
    for name, cpu in last.items():
        table.add_row(name, f"{(cpu - first.get(name, 0)) * 1000 / max(1, sign_ins):.2f}")
    return table


def table_of_words(house: House) -> Table:
    """Warnings and errors that the instances logged, and how often."""
    table = Table("logged", "times", box=None)
    for instance in house.instances:
        with instance.log.open() as lines:
            found = Counter(line[line.find('"level"') :].strip() for line in lines if _is_loud(line))
        for words, many in found.most_common(LARGEST):
            table.add_row(words, f"{many}")
    return table


def _is_loud(line: str) -> bool:
    return '"level":"warn"' in line or '"level":"error"' in line or not line.startswith("{")
