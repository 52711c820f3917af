"""The answer that a call with an Idempotency-Key owes, kept in the commit of its effect."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from application.ports.answers import Once
from application.ports.store import Transaction

Result = TypeVar("Result", contravariant=True)


@dataclass(frozen=True, slots=True)
class Promise(Generic[Result]):
    """Who works on the call, and how its result becomes the sealed answer."""

    once: Once
    answer: Callable[[Result], bytes] = field(repr=False)


def keep(tx: Transaction, promise: Promise[Result] | None, result: Result) -> None:
    """Keep the answer beside the effect; a crash leaves both or neither."""
    if promise:
        tx.answers.keep(promise.once, promise.answer(result))
