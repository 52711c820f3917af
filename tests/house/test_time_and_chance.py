"""Time, chance and the environment come from outside."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = ("domain", "application", "adapters", "entrypoints")
INSIDE = ("domain", "application")
JITTER = "adapters/postgres/database.py"
# A process that follows its keeper, and one that hands a server the little it needs.
READERS = {"adapters/lifeline.py", "adapters/embedded/child.py"}
CLOCKS = {"now", "utcnow", "today", "fromtimestamp"}
MODULES_OF_CHANCE = {"random", "secrets", "uuid", "time", "os", "sys", "socket", "threading", "subprocess"}


@cache
def trees(*layers: str) -> dict[str, ast.Module]:
    paths = [path for layer in layers for path in sorted((ROOT / layer).rglob("*.py"))]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in paths}


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def clock_calls(tree: ast.Module) -> list[str]:
    """Calls such as `datetime.now()` and `date.today()`; `self.clock.now()` asks the port."""
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        ast.unparse(func)
        for func in called
        if isinstance(func, ast.Attribute)
        and func.attr in CLOCKS
        and ast.unparse(func.value).rpartition(".")[2] in ("datetime", "date")
    ]


@pytest.mark.parametrize("path", trees(*INSIDE))
def test_the_inside_asks_no_machine(path: str) -> None:
    """Domain and application import neither chance nor clock nor operating system, and call no `datetime.now`."""
    tree = trees(*INSIDE)[path]

    assert set() == imported(tree) & MODULES_OF_CHANCE
    assert [] == clock_calls(tree)


def test_weak_chance_is_for_jitter_only() -> None:
    """`random` is foreseeable: it is imported where retries are spread, and nowhere else."""
    assert [JITTER] == [path for path, tree in trees(*LAYERS).items() if "random" in imported(tree)]


def test_identifiers_are_time_ordered_everywhere() -> None:
    """No identifier is a random UUID: `uuid` is imported nowhere."""
    assert [] == [path for path, tree in trees(*LAYERS).items() if "uuid" in imported(tree)]


def test_the_environment_is_read_at_the_entrance() -> None:
    """`os.environ` and `os.getenv` are read in entrypoints, and where processes are started and followed, nowhere else."""
    found = [
        path
        for path, tree in trees(*LAYERS).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "putenv", "environb")
    ]

    assert READERS >= {path for path in found if not path.startswith("entrypoints/")}


def test_a_forgotten_clock_would_be_found() -> None:
    """The search sees `datetime.now` by either way of importing it, and does not see the port."""
    tree = ast.parse("datetime.now(UTC)\ndatetime.datetime.utcnow()\ndate.today()\nself.clock.now()\nscribe.now()")

    assert ["datetime.now", "datetime.datetime.utcnow", "date.today"] == clock_calls(tree)
