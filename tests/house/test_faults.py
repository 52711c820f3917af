"""Every fault of the list is tried by a test."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARK = re.compile(r"@pytest\.mark\.fault\(([^)]*)\)")
FAULTS = {f"C{number:02}" for number in range(1, 26)}


def test_every_fault_has_a_test_that_is_marked_with_it() -> None:
    """C01 to C25: `make faults` prints a row for each."""
    marks = [mark for path in (ROOT / "tests").rglob("*.py") for mark in MARK.findall(path.read_text())]

    assert FAULTS == {id for mark in marks for id in re.findall(r"C\d\d", mark)}
