"""What a web process loads: a library that only the worker or the command line needs costs every web process memory."""

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
# Provider clients, migrations, the console, templates of messages, the scraper's and the tests' libraries.
NOT_HERE: Final = frozenset(
    {"boto3", "botocore", "twilio", "requests", "urllib3", "alembic", "rich", "babel", "pytest", "dns", "PIL"}
    | {"opentelemetry", "granian.server", "mako"}
)
# A tenth above what was counted; each costs some kilobytes and a part of the start.
MOST_MODULES: Final = 1_420
SCRIPT: Final = """
import sys
from entrypoints.serve import LOADED
from entrypoints.nursery import load_ahead
load_ahead(LOADED)
print(*sys.modules)
"""
COLLECTS: Final = "import gc; from entrypoints.nursery import load_ahead; load_ahead(['json']); print(gc.isenabled(), gc.get_freeze_count() > 0)"


def said_by(script: str) -> list[str]:
    """The words that a process of its own says."""
    said = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return said.stdout.split()


def test_a_web_process_loads_nothing_that_it_does_not_need() -> None:
    """None of the libraries that are heavy and for others, and no more modules than there were."""
    modules = said_by(SCRIPT)

    assert set() == NOT_HERE & {module.partition(".")[0] for module in modules} | NOT_HERE & set(modules)
    assert len(modules) <= MOST_MODULES, len(modules)


def test_garbage_is_collected_after_the_start() -> None:
    """The collector rests while modules are loaded, leaves them alone from then on, and is at work again."""
    assert ["True", "True"] == said_by(COLLECTS)
