"""What readers share: files as records, and values as they are meant."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from domain.foreign_user import ForeignUser, UnreadableRecord
from domain.refusal import FieldError, InvalidRequest

Record = ForeignUser | UnreadableRecord
Mapper = Callable[[int, Mapping[str, Any]], ForeignUser]
LONGEST_CELL: Final = 1_000_000
TRUE: Final = frozenset({"true", "t", "1", "yes", "y"})


def wrong_file(expected: str) -> InvalidRequest:
    """The file is of another kind."""
    return InvalidRequest([FieldError("file", f"This must be {expected}.")])


def records(rows: Iterator[tuple[int, Any]], map_one: Mapper) -> Iterator[Record]:
    """Each row as a user, or why it is none; a broken one stops nothing."""
    for line, row in rows:
        if not isinstance(row, Mapping):
            yield UnreadableRecord(line, row if isinstance(row, str) else "not an object")
            continue
        try:
            yield map_one(line, row)
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError):
            yield UnreadableRecord(line, "a field is not of its type")


def json_rows(path: Path, expected: str, inside: str | None = None) -> Iterator[tuple[int, Any]]:
    """The objects of a JSON array, of one below the name `inside`, or of lines of JSON."""
    text = _text(path, expected)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        yield from _lines(text, expected)
        return
    if isinstance(document, dict) and inside and isinstance(document.get(inside), list):
        document = document[inside]
    if isinstance(document, dict) and inside is None:
        document = [document]
    if not isinstance(document, list):
        raise wrong_file(expected)
    yield from enumerate(document, 1)


def _lines(text: str, expected: str) -> Iterator[tuple[int, Any]]:
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines or not lines[0][1].lstrip().startswith("{"):
        raise wrong_file(expected)
    for number, line in lines:
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError):
            yield number, "no JSON"


def csv_rows(
    path: Path, expected: str, needed: frozenset[str], names: list[str] | None = None
) -> Iterator[tuple[int, Any]]:
    """The rows of a CSV file with a header that has one of the `needed` columns at least."""
    text = _text(path, expected)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.DictReader(text.splitlines(keepends=True), fieldnames=names, restkey="", restval=None)
    try:
        if not needed & {name.strip() for name in reader.fieldnames or ()}:
            raise wrong_file(expected)
        for row in reader:
            broken = "" in row or any(value is None for value in row.values())
            yield reader.line_num, "cells do not fit the header" if broken else {k.strip(): v for k, v in row.items()}
    except csv.Error:
        yield reader.line_num, "no CSV from here on"


def _text(path: Path, expected: str) -> str:
    try:
        return path.read_text("utf-8-sig").replace("\0", "")
    except (OSError, UnicodeDecodeError):
        raise wrong_file(expected) from None


def is_true(value: Any) -> bool:
    """A flag, as JSON, CSV and Postgres spell it."""
    return value is True or (isinstance(value, str) and value.strip().lower() in TRUE)


def text_of(value: Any) -> str | None:
    """A text that is there."""
    if value is None or isinstance(value, str):
        return (value or "").strip() or None
    raise ValueError("text")


def moment_of(value: Any) -> datetime | None:
    """A moment: ISO 8601, as Postgres spells it, or milliseconds since 1970."""
    if value is None or value == "":
        return None
    if isinstance(value, int | float) or (isinstance(value, str) and value.strip().isdigit()):
        return datetime.fromtimestamp(int(value) / 1000, UTC)
    text = str(value).strip().removesuffix(" UTC")
    text = f"{text}:00" if text[-3:-2] in "+-" and text[-3:-2] else text
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def object_of(value: Any) -> dict[str, Any]:
    """An object, or the JSON text of one."""
    if isinstance(value, str):
        value = json.loads(value) if value.strip() else {}
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("object")
    return value


def noted(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Those fields that say something."""
    return {name: row[name] for name in names if row.get(name) not in (None, "", [], {})}


def left_out(row: Mapping[str, Any], **secrets: tuple[str, ...]) -> tuple[str, ...]:
    """What the row holds of secrets, by the words that name them."""
    return tuple(word.replace("_", " ") for word, names in secrets.items() if any(row.get(name) for name in names))
