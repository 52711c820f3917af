"""Ask a tenant's own system before something is done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore, Lock
from typing import Any

from application.audit.scribe import Scribe
from application.ports.hooks import HookAnswer, HookLine
from application.ports.store import Store
from application.webhooks.secrets import SigningSecrets
from domain.audit import Action
from domain.caller import Caller
from domain.hook import BREAK, BREAKS_AFTER, MOST_WAITING, Before, Decision, Hook, OnFailure, read_answer
from domain.ids import EventId, TenantId
from domain.refusal import Unavailable
from domain.rules import plain
from domain.standard_webhooks import signed_headers

MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class Troubles:
    """Failures in a row by tenant, in this process: a hook that failed five times is left alone for ten seconds."""

    failures: dict[TenantId, tuple[int, datetime]] = field(default_factory=dict)
    lock: Any = field(default_factory=Lock)

    def is_open(self, tenant_id: TenantId, now: datetime) -> bool:
        """Whether nobody is asked at this moment; after the rest one caller tries for all."""
        with self.lock:
            count, since = self.failures.get(tenant_id, (0, now))
            if count < BREAKS_AFTER:
                return False
            if now - since >= BREAK:
                self.failures[tenant_id] = count, now
                return False
            return True

    def note(self, tenant_id: TenantId, now: datetime, *, failed: bool) -> None:
        """Remember how it went."""
        with self.lock:
            if not failed:
                self.failures.pop(tenant_id, None)
            elif tenant_id in self.failures or len(self.failures) < MOST_REMEMBERED:
                self.failures[tenant_id] = self.failures.get(tenant_id, (0, now))[0] + 1, now


@dataclass(frozen=True, slots=True)
class AskHook:
    """The tenant's decision, within 2 seconds; nothing of ours is held meanwhile.

    At most `waiting` callers of this process wait at a time: who comes when all places are taken is not decided by the
    hook.  Neither is it where the hook is away, slow, not in its senses, or resting: then `on_failure` holds.
    """

    store: Store
    line: HookLine
    secrets: SigningSecrets
    scribe: Scribe
    waiting: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(MOST_WAITING))
    troubles: Troubles = field(default_factory=Troubles)

    def __call__(self, tenant_id: TenantId, before: Before, about: Mapping[str, Any]) -> Decision:
        with self.store.begin() as tx:
            hook = tx.hooks.get(tenant_id=tenant_id)
        if hook is None or before not in hook.before:
            return Decision(True)
        now = self.scribe.now()
        if self.troubles.is_open(tenant_id, now):
            return _undecided(hook, "resting")
        if not self.waiting.acquire(blocking=False):
            return _undecided(hook, "full")
        try:
            decision = self._ask(hook, before, about, now)
        finally:
            self.waiting.release()
        self.troubles.note(tenant_id, self.scribe.now(), failed=decision.failed is not None)
        return decision

    def note(self, tenant_id: TenantId, subject: str, decision: Decision, caller: Caller) -> None:
        """Write down what a person would ask about later: who was refused, and hooks that did not decide."""
        if decision.allows and decision.failed is None:
            return
        now, action = self.scribe.now(), Action.HOOK_FAILED if decision.failed else Action.USER_REFUSED
        details = {"reason": decision.failed or decision.reason or "", "allowed": decision.allows}
        with self.store.begin() as tx:
            tx.records.add(
                self.scribe.audit(caller, action, at=now, tenant_id=tenant_id, subject=subject, details=details)
            )

    def _ask(self, hook: Hook, before: Before, about: Mapping[str, Any], now: datetime) -> Decision:
        id = self.scribe.id(EventId, now)
        document = {"id": id, "type": before.value, "timestamp": plain(now), "tenant_id": hook.tenant_id, "data": about}
        body = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
        try:
            key = self.secrets.open(hook.tenant_id, hook.id, hook.secret)
        except Unavailable:
            return _undecided(hook, "secret")
        headers = {**signed_headers(key, id, now, body), "Content-Type": "application/json"}
        return _decided(hook, self.line(hook.url, headers, body))


def _decided(hook: Hook, answer: HookAnswer) -> Decision:
    if answer.status is None or not 200 <= answer.status < 300:
        return _undecided(hook, answer.error or f"status {answer.status}")
    try:
        return read_answer(json.loads(answer.body))
    except (ValueError, RecursionError):
        return _undecided(hook, "answer")


def _undecided(hook: Hook, why: str) -> Decision:
    return Decision(hook.on_failure is OnFailure.ALLOW, None, {}, why)
