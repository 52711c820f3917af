"""Puzzles that solve themselves: for tests and simulations that have no time to work."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from application.ports.puzzles import Puzzles, Work


class MemoryPuzzles(Puzzles):
    """The puzzle is its own solution."""

    def make(self, *, id: str, bound_to: str, score: int, until: datetime) -> Mapping[str, Any]:
        """See Puzzles."""
        return {"id": id, "bound_to": bound_to, "until": until.isoformat(), "score": score}

    def judge(self, proof: str, *, bound_to: str, now: datetime) -> Work | None:
        """See Puzzles."""
        try:
            puzzle = json.loads(base64.b64decode(proof))
            work, bound = Work(puzzle["id"], datetime.fromisoformat(puzzle["until"])), puzzle["bound_to"]
        except (ValueError, KeyError, TypeError):
            return None
        return work if bound == bound_to and now < work.until else None


def solve(puzzle: Mapping[str, Any]) -> str:
    """What a client sends as `proof`."""
    return base64.b64encode(json.dumps(dict(puzzle)).encode()).decode()
