"""Logs on stdout: one JSON object a line, or text for people."""

import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any, Final

from entrypoints.encoding import encode

LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}
STANDARD: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "color_message"}
NAMES: Final = {number: name for name, number in LEVELS.items()} | {logging.CRITICAL: "critical"}
LONGEST: Final = 500
UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """What the caller gave as `extra`, without what is empty, each value cut to 500 characters."""
    return {
        name: value if isinstance(value, int | float) else _clean(value)
        for name, value in record.__dict__.items()
        if name not in STANDARD and value is not None
    }


def _clean(value: Any, longest: int = LONGEST) -> str:
    """Text that any reader can take: cut, and without lone surrogates."""
    text = str(value)[:longest]
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


class JsonLines(logging.Formatter):
    """One line per event; whatever a value holds, it stays inside its string."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a JSON object."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": NAMES.get(record.levelno, record.levelname.lower()),
            "logger": record.name,
            "message": _clean(record.getMessage(), LONGEST * 4),
        }
        line = {**_fields(record), **line}
        if record.exc_info and record.exc_info[0]:
            line["error"], line["where"] = record.exc_info[0].__name__, _where(record)
        return encode(line).decode()


class TextLines(logging.Formatter):
    """The same for people: time, level, message, and the fields behind it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line of text."""
        fields = " ".join(f"{name}={value!r}" for name, value in _fields(record).items())
        failed = f" {record.exc_info[0].__name__} at {_where(record)}" if record.exc_info and record.exc_info[0] else ""
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        message = UNSEEN.sub(lambda sign: repr(sign[0])[1:-1], _clean(record.getMessage(), LONGEST * 4))
        return f"{at} {record.levelname.lower():7} {message}{failed}  {fields}".rstrip()


def _where(record: logging.LogRecord) -> str:
    """The frames of an exception without its text, which may hold a value of the request."""
    frames, trace = [], record.exc_info[2] if record.exc_info else None
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(frames[-12:])


def configure(level: str, format: str) -> None:
    """Send every logger's lines to stdout in one shape."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines() if format == "json" else TextLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("auth1").setLevel(LEVELS[level])
    _look_up_no_more_than_is_told()


def _look_up_no_more_than_is_told() -> None:
    """Our lines say neither file, thread nor process, which logging else finds out for each (HOWTO, Optimization)."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
