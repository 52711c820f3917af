"""When each code was asked for: 33 seconds at a time, since ids of one such time begin with the same letters."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import psycopg

from benchmarks.scale.shape import KEPT, LIVES, Shape
from domain.ids import ALPHABET, EPOCH

BUCKET: Final = timedelta(milliseconds=2**15)
TABLE: Final = """
CREATE UNLOGGED TABLE scale_moments (prefix text, at timestamptz, step interval, first bigint, last bigint)
"""
Moment = tuple[str, datetime, timedelta, int, int]


def write_moments(line: psycopg.Connection, shape: Shape, now: datetime) -> None:
    """The table from which the codes are made; it is dropped when all rows are there."""
    line.execute(TABLE)
    with line.cursor().copy("COPY scale_moments FROM STDIN") as copy:
        for moment in moments_of(shape, now):
            copy.write_row(moment)
    line.execute("ANALYZE scale_moments")


def moments_of(shape: Shape, now: datetime) -> Iterator[Moment]:
    """The older codes evenly over the thirty days, the live ones over the last minutes."""
    older = shape.codes - shape.live
    yield from _spread(0, older, now - KEPT, now - LIVES - BUCKET)
    yield from _spread(older, shape.live, now - LIVES, now)


def _spread(before: int, many: int, start: datetime, end: datetime) -> Iterator[Moment]:
    parts = int((end - start) / BUCKET)
    for part in range(parts):
        first, last = before + many * part // parts + 1, before + many * (part + 1) // parts
        if last >= first:
            number = int((start + part * BUCKET).timestamp() * 1000) >> 15
            at = EPOCH + number * BUCKET
            yield _letters(number), at, BUCKET / (last - first + 2), first, last


def _letters(number: int) -> str:
    """The first seven letters of the ids of that time: ten tell its milliseconds, and these all but fifteen bits."""
    return "".join(ALPHABET[number >> shift & 31] for shift in range(30, -5, -5))
