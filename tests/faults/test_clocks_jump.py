"""The clock of one node jumps a quarter of an hour while people sign in (C21)."""

from pathlib import Path

import pytest

from tests.fixtures.debian import debian
from tests.fixtures.faults.table import Staged
from tests.fixtures.instance import eventually

SKEW = "This machine's clock is"


def library() -> Path:
    """What turns the clock of one process, from Debian's faketime."""
    debian("faketime")
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.skip("libfaketime is not where Debian has it")
    return found[0]


@pytest.mark.long
@pytest.mark.fault("C21")
@pytest.mark.parametrize("jump", ["+15m", "-15m"])
def test_a_nodes_clock_jumps(stage: Staged, tmp_path: Path, jump: str) -> None:
    """C21: a node is fifteen minutes off: no code, token or session is judged otherwise there, and the log says so."""
    turned = {
        "LD_PRELOAD": str(library()), "FAKETIME": jump, "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1",
    }  # fmt: skip
    with stage(instances=({}, turned, {})) as scene:
        scene.breaks()
        scene.goes_well(40)
        calls = scene.people.history.calls[scene.began :]
        assert {200, 204, 401} >= {call.status for call in calls}
        assert [] == [call for call in calls if call.kind == "refresh" and call.status != 200]
        assert [] == [call for call in calls if call.code in ("code_expired", "token_expired") and call.kind != "prove"]
        eventually(lambda: SKEW in scene.instances[1].log.read_text())
        assert SKEW not in scene.instances[0].log.read_text()
        scene.holds()
