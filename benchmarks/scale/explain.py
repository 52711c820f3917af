"""The plan that Postgres makes of a statement, as the driver's prepared statements get it, and what it read."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import psycopg
from psycopg.adapt import PyFormat, Transformer

from benchmarks.scale.rehearsal import PATIENCE, Noted

# psycopg prepares what it sends the sixth time, and Postgres may then plan once for all values.
CUSTOM: Final = "force_custom_plan"
GENERIC: Final = "force_generic_plan"
FETCHED: Final = """
SELECT sum(pg_stat_get_xact_blocks_fetched(oid)) FROM pg_class WHERE relnamespace = 'public'::regnamespace
"""
PLACE: Final = re.compile(r"%(?:%|\((\w+)\)s)")


@dataclass(frozen=True)
class Plan:
    """A plan that was carried out; `buffers` are the pages of 8 KB that were looked at, from memory or not.

    `is_chosen`: Postgres comes to it by itself, which of a plan for all values it does where that seems no dearer.
    """

    shown: Mapping[str, Any]
    buffers: int
    is_chosen: bool

    @property
    def is_done(self) -> bool:
        """Whether it came to its end."""
        return "Execution Time" in self.shown

    @property
    def ms(self) -> float:
        """How long it took, without the planning."""
        return float(self.shown.get("Execution Time", math.inf))

    @property
    def planning_ms(self) -> float:
        """How long the planning took."""
        return float(self.shown.get("Planning Time", 0.0))

    @property
    def indexes(self) -> Sequence[str]:
        """The indexes that it goes by."""
        return sorted({str(node["Index Name"]) for node in self.nodes if "Index Name" in node})

    @property
    def scanned(self) -> Sequence[str]:
        """The tables that it reads from beginning to end, whether it came to that or not."""
        return sorted({str(node["Relation Name"]) for node in self.nodes if node["Node Type"] == "Seq Scan"})

    @cached_property
    def nodes(self) -> Sequence[Mapping[str, Any]]:
        """All of it."""
        return list(_nodes(self.shown["Plan"]))


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for part in node.get("Plans", ()):
        yield from _nodes(part)


def asking(url: str) -> "psycopg.Connection[Any]":
    """A line for `explain`; the driver, which forgets all prepared statements at a rollback, prepares none itself."""
    return psycopg.connect(url, options=PATIENCE, prepare_threshold=None)


def explain(line: "psycopg.Connection[Any]", noted: Sequence[Noted], mode: str) -> list[Plan]:
    """The plans of statements that belong together, carried out one after the other and undone."""
    try:
        return [_explain(line, one, mode) for one in noted if one.has_plan]
    finally:
        line.rollback()


def _explain(line: "psycopg.Connection[Any]", one: Noted, mode: str) -> Plan:
    text, names = _numbered(one.statement)
    values = [one.parameters[name] for name in names]
    prepared = Transformer(line)
    prepared.dump_sequence(values, [PyFormat.AUTO] * len(values))
    types = ", ".join(_type(line, oid) for oid in prepared.types or ())
    line.execute(f"PREPARE asked{f' ({types})' if types else ''} AS {text}".encode())
    given = b", ".join(Transformer(line).as_literal(value) for value in values)
    execute = b"EXECUTE asked" + (b" (" + given + b")" if values else b"")
    is_chosen = mode == CUSTOM or _is_chosen(line, execute)
    line.execute(f"SET LOCAL plan_cache_mode = {mode}".encode())
    before = _fetched(line)
    shown = _carried_out(line, execute)
    line.execute("DEALLOCATE asked")
    return Plan(shown, _fetched(line) - before, is_chosen)


def _is_chosen(line: "psycopg.Connection[Any]", execute: bytes) -> bool:
    """Whether a plan for all values is made the sixth time, after five for these."""
    line.execute("SET LOCAL plan_cache_mode = auto")
    for _ in range(6):
        line.execute(b"EXPLAIN " + execute)
    row = line.execute("SELECT generic_plans > 0 FROM pg_prepared_statements WHERE name = 'asked'").fetchone()
    return row is not None and bool(row[0])


def _fetched(line: "psycopg.Connection[Any]") -> int:
    """The plan's own figures leave out what a WITH writes that nobody reads from, and foreign keys; these do not."""
    row = line.execute(FETCHED).fetchone()
    assert row is not None
    return int(row[0])


def _carried_out(line: "psycopg.Connection[Any]", execute: bytes) -> Mapping[str, Any]:
    """The plan with its times; the mere plan of what was given up."""
    try:
        with line.transaction():
            row = line.execute(b"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + execute).fetchone()
    except psycopg.errors.QueryCanceled:
        row = line.execute(b"EXPLAIN (FORMAT JSON) " + execute).fetchone()
    assert row is not None
    shown: Mapping[str, Any] = row[0][0]
    return shown


def _numbered(statement: str) -> tuple[str, list[str]]:
    """The statement with `$1`, `$2`, … and the names that they had."""
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "%"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return PLACE.sub(number, statement), names


def _type(line: "psycopg.Connection[Any]", oid: int) -> str:
    """As the driver declares it; what it leaves open is inferred."""
    if not oid:
        return "unknown"
    known = line.adapters.types[oid]
    return f"{known.regtype}[]" if oid == known.array_oid else known.regtype
