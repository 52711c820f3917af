"""Hooks on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.web.post import GuardedPost
from application.ports.hooks import HookAnswer, HookLine
from domain.hook import SECONDS


@dataclass(frozen=True, slots=True)
class HttpHookLine(HookLine):
    """Asks public addresses, and those that the operator has opened."""

    post: GuardedPost
    seconds: float = SECONDS

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> HookAnswer:
        """See HookLine."""
        answer = self.post(url, headers, body, seconds=self.seconds)
        return HookAnswer(answer.status, answer.body, answer.error)
