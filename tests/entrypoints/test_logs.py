"""Logs: one event is one line, whatever is in it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.logs import JsonLines, TextLines, configure

FORGED = 'x\n{"level":"error","message":"forged"}\r\n\x1b[2J\x1b[31m\u2028\u2029\x00\x85'
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What a logger of ours writes as JSON."""
    out, logger = io.StringIO(), logging.getLogger("auth1.test_logs")
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    yield out
    logger.removeHandler(handler)


def record(message: str, **extra: Any) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "auth1.x", "levelno": 20, "levelname": "INFO", "msg": message, **extra})


@given(TEXT, st.dictionaries(st.sampled_from(["route", "user_agent", "kid"]), TEXT | st.integers() | st.none()))
def test_one_event_is_one_line_of_json(message: str, extra: dict[str, Any]) -> None:
    """Whatever message and fields hold, the line parses, and says them back."""
    line = JsonLines().format(record(message, **extra))

    assert not {"\n", "\r"} & set(line)
    shown = json.loads(line)
    assert message == shown["message"]
    assert {name: value for name, value in extra.items() if value is not None} == {
        name: value for name, value in shown.items() if name in extra
    }


def test_nothing_inside_makes_a_second_event(lines: io.StringIO) -> None:
    """Newlines, ANSI sequences and control characters stay inside their string."""
    logging.getLogger("auth1.test_logs").info(FORGED, extra={"user_agent": FORGED})
    written = lines.getvalue()

    assert 1 == written.count("\n")
    assert not {"\x1b", "\r", "\x00"} & set(written)
    assert ("info", FORGED, FORGED) == tuple(json.loads(written)[name] for name in ("level", "message", "user_agent"))


def test_long_values_are_cut(lines: io.StringIO) -> None:
    """A megabyte in a field or in the message makes no megabyte in the log."""
    megabyte = "x" * 1_000_000
    logging.getLogger("auth1.test_logs").info(megabyte, extra={"user_agent": megabyte, "kid": ["y" * 1_000_000]})

    assert len(lines.getvalue()) < 4_000


def test_an_exception_is_shown_without_its_text(lines: io.StringIO) -> None:
    """The text of an exception may hold a value of the request: only its type and where it was raised are written."""
    try:
        raise ValueError("+12015550123 482913")
    except ValueError as error:
        try:
            raise RuntimeError("secret") from error
        except RuntimeError:
            logging.getLogger("auth1.test_logs").exception("defect")
    written = lines.getvalue()
    shown = json.loads(written)

    assert ("defect", "RuntimeError", "error") == (shown["message"], shown["error"], shown["level"])
    assert shown["where"].startswith("test_logs.py:")
    assert not any(part in written for part in ("482913", "+1201", "secret", "ValueError"))


def test_a_line_says_when_what_and_who(lines: io.StringIO) -> None:
    """Time in UTC, level, logger and message, then the fields; empty fields are left out."""
    logging.getLogger("auth1.test_logs").warning("slow %s", "call", extra={"ms": 12.5, "ok": True, "tenant_id": None})
    shown = json.loads(lines.getvalue())

    assert ("warn", "auth1.test_logs", "slow call", 12.5, True) == (
        shown["level"], shown["logger"], shown["message"], shown["ms"], shown["ok"]
    )  # fmt: skip
    assert shown["time"].endswith("+00:00")
    assert "tenant_id" not in shown


def test_text_for_people_keeps_fields_in_their_line() -> None:
    """In text, too, a field's newlines and escapes are shown and not obeyed; exceptions have no text."""
    try:
        raise ValueError("482913")
    except ValueError as error:
        failed = (type(error), error, error.__traceback__)
    line = TextLines().format(record("defect", exc_info=failed, user_agent=FORGED))

    assert 1 == len(line.split("\n"))
    assert not {"\x1b", "\r", "\x00", "\u2028"} & set(line)
    assert "ValueError at test_logs.py:" in line
    assert "482913" not in line


@pytest.mark.parametrize(("level", "expected"), [("debug", 10), ("info", 20), ("warn", 30), ("error", 40)])
def test_the_level_is_ours_alone(level: str, expected: int) -> None:
    """LOG_LEVEL sets our loggers; libraries stay at warnings."""
    root, ours = logging.getLogger(), logging.getLogger("auth1")
    before = (root.handlers[:], root.level, ours.level)
    try:
        configure(level, "json")

        assert (logging.WARNING, expected) == (root.level, ours.level)
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])
        ours.setLevel(before[2])
