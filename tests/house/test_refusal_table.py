"""Every refusal has a status, and every status a refusal."""

import importlib
from pathlib import Path

from domain.refusal import Refusal
from entrypoints.http.errors import ERRORS

ROOT = Path(__file__).parents[2]
NOT_OURS = {"method_not_allowed", "internal_error"}
RUNS_AT_IMPORT = {"entrypoints.wsgi", "entrypoints.dev.wsgi", "entrypoints.__main__"}


def every_refusal() -> list[type[Refusal]]:
    """Each subclass of Refusal in the four layers, after all their modules were imported."""
    for layer in ("domain", "application", "adapters", "entrypoints"):
        for path in sorted((ROOT / layer).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if name not in RUNS_AT_IMPORT and not name.endswith("__main__"):
                importlib.import_module(name)
    found, left = [], [Refusal]
    while left:
        below = left.pop().__subclasses__()
        found += below
        left += below
    return [kind for kind in found if kind.__module__.partition(".")[0] != "tests"]


def test_every_refusal_has_a_row() -> None:
    """A refusal without a row in the table would leave as a defect of ours."""
    codes = {kind.code for kind in every_refusal()}

    assert len(codes) > 15
    assert set() == codes - set(ERRORS)


def test_every_refusal_has_a_code_of_its_own() -> None:
    """No refusal says the root's code, and no two say the same."""
    codes = [kind.code for kind in every_refusal()]

    assert "refused" not in codes
    assert len(codes) == len(set(codes))


def test_every_row_is_somebodys() -> None:
    """The table promises no code that nothing raises."""
    assert NOT_OURS == set(ERRORS) - {kind.code for kind in every_refusal()}
