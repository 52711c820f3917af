"""Ask a tenant's own system before something is done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from application.audit.scribe import Scribe
from application.ports.hooks import HookAnswer, HookGate, HookLine
from application.ports.store import Store
from application.webhooks.secrets import SigningSecrets
from domain.audit import Action
from domain.caller import Caller
from domain.hook import Before, Decision, Hook, OnFailure, read_answer
from domain.ids import EventId, TenantId
from domain.refusal import Unavailable
from domain.rules import plain
from domain.standard_webhooks import signed_headers


@dataclass(frozen=True, slots=True)
class AskHook:
    """The tenant's decision, within 2 seconds; nothing of ours is held meanwhile.

    Few wait at a time; who comes when all places are taken is not decided by the hook.
    Neither is it where the hook is away, slow, not in its senses, or resting: then `on_failure` holds.
    """

    store: Store
    line: HookLine
    secrets: SigningSecrets
    scribe: Scribe
    gate: HookGate

    def __call__(self, tenant_id: TenantId, before: Before, about: Mapping[str, Any]) -> Decision:
        with self.store.begin() as tx:
            hook = tx.hooks.get(tenant_id=tenant_id)
        if hook is None or before not in hook.before:
            return Decision(True)
        now = self.scribe.now()
        shut = self.gate.enter(tenant_id, now)
        if shut:
            return _undecided(hook, shut)
        decision = _undecided(hook, "defect")
        try:
            decision = self._ask(hook, before, about, now)
        finally:
            self.gate.leave(tenant_id, self.scribe.now(), failed=decision.failed is not None)
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
