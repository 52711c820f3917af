"""The documentation says what is there."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from entrypoints.cli.main import main
from entrypoints.http.errors import ERRORS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "k8s").glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:\bauth1|python -m entrypoints) ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+(?:-[a-z]+)*))?")
TARGET = re.compile(r"\bmake ([a-z][a-z0-9-]*)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.S)


def snippets(page: Path) -> Iterator[str]:
    """What a page sets as code."""
    return (match[0] for match in CODE.finditer(page.read_text()))


def anchors(page: Path) -> set[str]:
    """What links into a page may name: its headings, as hosts spell them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def dead_links(page: Path) -> list[str]:
    """Relative links of a page that lead nowhere."""
    dead = []
    for link in LINK.findall(page.read_text()):
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if "://" in link or (target.exists() and (not anchor or anchor in anchors(target))):
            continue
        dead.append(link)
    return dead


def is_command(first: str, second: str) -> bool:
    """Whether the command line has a command, and where that is a group, its part."""
    command = main.get_command(click.Context(main), first)
    if isinstance(command, click.Group) and second:
        return second in command.commands
    return command is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    """A link to a file or a heading of ours has that file or heading."""
    assert [] == dead_links(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_named_exists(page: Path) -> None:
    """What is written as `auth1 …` is a command of the command line."""
    named = [found for snippet in snippets(page) for found in COMMAND.findall(snippet)]

    assert [] == [found for found in named if not is_command(*found)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    """What is written as `make …` is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {found for snippet in snippets(page) for found in TARGET.findall(snippet)}

    assert set() == named - targets


def test_every_error_code_is_in_the_contract() -> None:
    """The page of the contract has each code in its table of errors, with the status that is answered."""
    rows = re.findall(r"^\| (\d{3}) \| (.+?) \|", (ROOT / "docs" / "api.md").read_text(), re.M)
    written = {code: int(status) for status, codes in rows for code in re.findall(r"`(\w+)`", codes)}

    assert {code: status for code, (status, _, _) in ERRORS.items()} == written


def test_the_tables_of_settings_are_current() -> None:
    """What `python docs/generate.py` would write is what is there."""
    checked = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False
    )

    assert (0, "") == (checked.returncode, checked.stderr)


def test_every_decision_is_short() -> None:
    """A decision record has its five parts and fits on a screen."""
    parts = ("Status: ", "## Context", "## Options", "## Decision", "## Consequences")
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    wrong = [
        page.name
        for page in records
        if not 25 <= len(page.read_text().splitlines()) <= 45 or any(part not in page.read_text() for part in parts)
    ]

    assert [] == wrong
    assert records
