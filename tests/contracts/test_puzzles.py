"""Puzzles, over memory and ALTCHA."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from adapters.altcha.puzzles import AltchaPuzzles
from adapters.jose.derivation import key_ring
from adapters.memory.puzzles import MemoryPuzzles, solve
from application.ports.puzzles import Puzzles, Work
from tests.contracts.conftest import NOON
from tests.fixtures.puzzles import work_for
from tests.fixtures.worlds import JWT_SECRET

UNTIL = NOON + timedelta(minutes=10)
OTHER = "7" * 64
Solve = Callable[[Mapping[str, Any]], str]


@pytest.fixture(params=["memory", "altcha"])
def puzzles(request: pytest.FixtureRequest) -> tuple[Puzzles, Solve]:
    """Puzzles, and who solves them."""
    if request.param == "memory":
        return MemoryPuzzles(), solve
    return AltchaPuzzles(key_ring(JWT_SECRET, None)), work_for


def test_work_is_recognised(puzzles: tuple[Puzzles, Solve]) -> None:
    """For its address, until its moment and no longer; the id is the one that it was made with."""
    maker, solver = puzzles
    proof = solver(maker.make(id="p1", bound_to="ada", score=60, until=UNTIL))

    assert Work("p1", UNTIL) == maker.judge(proof, bound_to="ada", now=NOON)
    assert maker.judge(proof, bound_to="grace", now=NOON) is None
    assert maker.judge(proof, bound_to="ada", now=UNTIL) is None


@pytest.mark.parametrize(
    "proof", ["", "=", "e30=", "bnVsbA==", "W10=", "\x00", "é", "A" * 5000, "eyJjaGFsbGVuZ2UiOjF9"]
)
def test_nonsense_is_no_work(puzzles: tuple[Puzzles, Solve], proof: str) -> None:
    """Whatever comes is judged, and nothing of it is an error."""
    assert puzzles[0].judge(proof, bound_to="ada", now=NOON) is None


def test_a_puzzle_outlives_a_change_of_the_secret() -> None:
    """What a node made is recognised by one that has the next secret already, and the other way round."""
    other = "9a8e7f3d2c5b4a1908172635abcdef98765432106f1d4b0c9a8e7f3d2c5b4a19"
    before, after = key_ring(JWT_SECRET, other), key_ring(other, JWT_SECRET)
    proof = work_for(AltchaPuzzles(before).make(id="p1", bound_to="ada", score=60, until=UNTIL))

    assert Work("p1", UNTIL) == AltchaPuzzles(after).judge(proof, bound_to="ada", now=NOON)


@pytest.fixture(scope="module")
def solved() -> str:
    """A solution, worked for once."""
    maker = AltchaPuzzles(key_ring(JWT_SECRET, None))
    return work_for(maker.make(id="p1", bound_to="ada", score=60, until=UNTIL))


def forged(proof: str, *path: str, value: Any) -> str:
    """The same with one value changed."""
    payload = json.loads(base64.b64decode(proof))
    inner = payload
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return base64.b64encode(json.dumps(payload).encode()).decode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("challenge", "parameters", "data", "for"), "grace"),
        (("challenge", "parameters", "data", "until"), 99_999_999_999),
        (("challenge", "parameters", "data", "id"), "p2"),
        (("challenge", "parameters", "cost"), 1),
        (("challenge", "parameters", "cost"), 10**12),
        (("challenge", "parameters", "cost"), -1),
        (("challenge", "parameters", "keyPrefix"), ""),
        (("challenge", "parameters", "keyLength"), 10**9),
        (("challenge", "parameters", "algorithm"), "SHA-256"),
        (("challenge", "parameters", "algorithm"), 7),
        (("challenge", "parameters", "nonce"), "zz"),
        (("challenge", "signature"), "00"),
        (("challenge", "signature"), None),
        (("challenge", "parameters", "data"), [1]),
        (("solution", "counter"), -1),
        (("solution", "counter"), "1"),
        (("solution", "counter"), 4_294_967_295),
        (("solution", "derivedKey"), "00" * 32),
    ],
)
def test_forgeries_are_no_work(solved: str, path: tuple[str, ...], value: Any) -> None:
    """Nothing of a puzzle or of its solution can be made easier; `grace` gets nothing from Ada's work."""
    maker, proof = AltchaPuzzles(key_ring(JWT_SECRET, None)), forged(solved, *path, value=value)

    assert maker.judge(proof, bound_to="ada", now=NOON) is None
    assert maker.judge(proof, bound_to="grace", now=NOON) is None


def test_work_outlives_a_change_of_the_secret(solved: str) -> None:
    """A puzzle that was made with JWT_SECRET_PREVIOUS is still good, one of another secret is not."""
    assert AltchaPuzzles(key_ring(OTHER, JWT_SECRET)).judge(solved, bound_to="ada", now=NOON)
    assert AltchaPuzzles(key_ring(OTHER, None)).judge(solved, bound_to="ada", now=NOON) is None


def test_a_higher_score_costs_more_work() -> None:
    """The rounds of each try grow with the score."""
    maker = AltchaPuzzles(key_ring(JWT_SECRET, None))
    light, heavy = (maker.make(id="p", bound_to="ada", score=score, until=UNTIL) for score in (60, 79))

    assert light["parameters"]["cost"] < heavy["parameters"]["cost"]
