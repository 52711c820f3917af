"""A call that shall have one effect, however often it is sent (draft-ietf-httpapi-idempotency-key-header)."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, TypeVar

from application.audit.scribe import Scribe
from application.idempotency.promise import Promise
from application.ports.answers import AnswerBook, Kept, Once
from application.ports.seals import Seals
from domain.derived_keys import DerivedKeys
from domain.mac import mac_of
from domain.refusal import IdempotencyInProgress, IdempotencyMismatch, Unavailable

Result = TypeVar("Result")
# Longer than any call may take, so that who still works on it is not overtaken.
LEASE: Final = timedelta(seconds=30)
LEASE_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Sent:
    """What came: the Idempotency-Key, what it is good for (tenant, credential, route, address), and the body."""

    tenant_id: str
    key: str = field(repr=False)
    scope: Sequence[str]
    body: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        """The key's digest within its scope; the same for every JWT_SECRET."""
        parts = [part.encode() for part in (*self.scope, self.key)]
        return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()

    def secret(self, keys: DerivedKeys) -> bytes:
        """What its answer is sealed with: nobody has it without JWT_SECRET and the Idempotency-Key itself."""
        return mac_of(keys.answer, *self.scope, self.key)


@dataclass(frozen=True, slots=True)
class RunOnce:
    """Do something once for an Idempotency-Key, and give the same answer to whoever sends it again within 24 hours.

    The sealed answer is kept in the commit of the effect, so a crash leaves both or neither.
    A refusal had no effect and is not kept: the call may be sent again.
    Raises IdempotencyInProgress, IdempotencyMismatch and Unavailable.
    """

    book: AnswerBook
    seals: Seals
    scribe: Scribe

    def __call__(
        self,
        sent: Sent,
        work: Callable[[Promise[Result]], Result],
        render: Callable[[Result], bytes],
        enter: Callable[[], None] = lambda: None,
    ) -> tuple[bytes, bool]:
        """The answer, and whether it is an earlier one.

        `enter` may refuse a call that has no answer yet, before anything is written for it: a flood stops there.
        """
        now, keys = self.scribe.now(), self.scribe.keys
        secret = sent.secret(keys)
        once = Once(
            tenant_id=sent.tenant_id,
            digest=sent.digest,
            lease_id=self.scribe.dice.roll(LEASE_ID_BYTES).hex(),
            lease_until=now + LEASE,
            key_id=keys.id,
            body_mac=mac_of(secret, sent.body),
            created_at=now,
        )
        kept = self.book.find(once, now=now)
        if kept is None:
            enter()
            kept = self.book.claim(once, now=now)
        if kept:
            return self._again(sent, kept), True
        place = _place(sent)
        return self._first(once, work, render, lambda result: self.seals.seal(secret, render(result), place)), False

    def _first(
        self,
        once: Once,
        work: Callable[[Promise[Result]], Result],
        render: Callable[[Result], bytes],
        answer: Callable[[Result], bytes],
    ) -> bytes:
        try:
            return render(work(Promise(once, answer)))
        except BaseException:
            self._give_up(once)
            raise

    def _give_up(self, once: Once) -> None:
        try:
            self.book.give_up(once)
        except Unavailable:
            return

    def _again(self, sent: Sent, kept: Kept) -> bytes:
        keys = self.scribe.ring.of(kept.key_id)
        if keys is None:
            raise Unavailable("The answer to this Idempotency-Key belongs to another JWT_SECRET.", retry_after=30)
        secret = sent.secret(keys)
        if not hmac.compare_digest(kept.body_mac, mac_of(secret, sent.body)):
            raise IdempotencyMismatch("This Idempotency-Key came before with another body. Use a new key.")
        if kept.answer is None:
            raise IdempotencyInProgress("The first call with this Idempotency-Key is being worked on. Send it again.")
        return self.seals.unseal(secret, kept.answer, _place(sent))


def _place(sent: Sent) -> str:
    return f"answer {sent.tenant_id} {sent.digest.hex()}"
