"""ALTCHA's proof of work, version 2: a counter is sought whose PBKDF2 key begins with a given byte."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from altcha import create_challenge, verify_solution
from altcha.v2 import Payload

from application.ports.puzzles import Puzzles, Work
from domain.derived_keys import KeyRing

ALGORITHM: Final = "PBKDF2/SHA-256"
# Rounds a try at the lowest score that asks for work, and at 100; 256 tries on average.
LIGHT: Final = 1_000
HEAVY: Final = 5_000
LONGEST: Final = 4_096


class AltchaPuzzles(Puzzles):
    """Puzzles signed with a key of ours, so that nothing is kept of those that nobody solves.

    The moment of expiry is signed as data and judged by our own clock.
    A solution is looked at once its signature, its address and its time are right, so that forgeries cost us nothing.
    """

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def make(self, *, id: str, bound_to: str, score: int, until: datetime) -> Mapping[str, Any]:
        """See Puzzles."""
        data = {"id": id, "for": bound_to, "until": int(until.timestamp())}
        cost = LIGHT + (HEAVY - LIGHT) * score // 100
        challenge = create_challenge(algorithm=ALGORITHM, cost=cost, data=data, hmac_secret=self._ring.current.puzzle)
        return challenge.to_dict()

    def judge(self, proof: str, *, bound_to: str, now: datetime) -> Work | None:
        """See Puzzles."""
        payload = _read(proof)
        data = payload.challenge.parameters.data if payload else None
        if payload is None or not _is_for(data, bound_to, now):
            return None
        if payload.challenge.parameters.algorithm != ALGORITHM or not self._is_solved(payload):
            return None
        return Work(str(data["id"]), datetime.fromtimestamp(data["until"], UTC)) if data else None

    def _is_solved(self, payload: Payload) -> bool:
        """By any key of this node; where the signature is wrong, nothing is derived."""
        try:
            return any(verify_solution(payload, keys.puzzle).verified for keys in self._ring.all)
        except (ValueError, TypeError, OverflowError):
            return False


def _read(proof: str) -> Payload | None:
    if len(proof) > LONGEST:
        return None
    try:
        return Payload.from_base64(proof)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _is_for(data: Any, bound_to: str, now: datetime) -> bool:
    """Whether it says that it is for this address and now; its signature is judged after that."""
    if not isinstance(data, dict) or not isinstance(data.get("until"), int) or not isinstance(data.get("for"), str):
        return False
    return secrets.compare_digest(data["for"].encode(), bound_to.encode()) and now.timestamp() < data["until"]
