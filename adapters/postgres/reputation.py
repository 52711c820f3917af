"""Traffic, blocks and money on Postgres."""

import json
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from adapters.postgres.database import Database
from adapters.postgres.known import counted
from adapters.postgres.reputation_statements import COUNTS, EASE, FORGET, LOCK_KEYS, MARK, REFUSE, SETTLE, WARN
from adapters.postgres.reputation_sweep import sweep
from application.ports.risk import Decision, Refused, Reputation
from domain.audit import Event
from domain.ids import TenantId
from domain.prefix_block import FADES
from domain.risk_effects import Mark
from domain.spend import Window
from domain.traffic import Traffic, nothing

SETTLED_FIRST: Final = 2_000


class PostgresReputation(Reputation):
    """The reputation in `risk_*`; `recent` is one round trip, and `refuse` one commit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def refuse(self, *, tenant_id: TenantId, refused: Refused) -> None:
        """See Reputation."""
        arguments = _refusal(tenant_id, refused)
        if refused.mark is None:
            self._database.run(REFUSE, arguments)
            return
        # In a commit of its own: what is added up locks many rows, and whoever marks a prefix locks some of the same.
        self._database.run(SETTLE, {"tenant": tenant_id, "most": SETTLED_FIRST})
        with self._database.transaction() as connection:
            _mark(connection, tenant_id, refused.mark, refused.decision.at)
            connection.exec_driver_sql(REFUSE, arguments)

    def warn(self, *, tenant_id: TenantId, window: Window, event: Event) -> None:
        """See Reputation."""
        payload = json.dumps(dict(event.payload))
        self._database.run(
            WARN,
            {
                "owner": window.owner(tenant_id), "scope": window.scope, "span": window.span, "start": window.start,
                "tenant": tenant_id, "event": event.id, "now": event.at, "type": event.type,
                "subject": event.subject, "payload": payload,
            },
        )  # fmt: skip

    def settle(self, *, most: int) -> int:
        """See Reputation."""
        return int(self._database.run(SETTLE, {"tenant": None, "most": most})[0].settled)

    def sweep(self, *, now: datetime, after: str, most: int) -> str:
        """See Reputation."""
        return sweep(self._database, now=now, after=after, most=most)


def decided(decision: Decision) -> dict[str, Any]:
    """The columns of a decision that statements share."""
    score = decision.score
    reasons = [
        {"signal": one.signal, "points": one.points, "sentence": one.sentence, "shadow": one.shadow}
        for one in score.reasons
    ]
    return {
        "outcome": decision.outcome, "score": score.score, "would": score.would.value, "reasons": json.dumps(reasons),
        "facts": json.dumps(decision.facts), "cost": decision.cost_micros,
    }  # fmt: skip


def _refusal(tenant_id: TenantId, refused: Refused) -> dict[str, Any]:
    decision, audit, event = refused.decision, refused.audit, refused.event
    return {
        "tenant": tenant_id, "challenge": decision.challenge_id, "now": decision.at, "address": decision.address,
        "channel": decision.channel, "country": decision.country, "keys": list(refused.keys),
        "weight": refused.weight, "tried": refused.tried, "purpose": refused.intent.partition(":")[0],
        "fades": FADES, "actor": audit.actor, "request": audit.request_id,
        "client_request": audit.client_request_id, "network_digest": audit.network_digest, "audit": audit.id,
        "ip": audit.ip, "user_agent": audit.user_agent,
        "action": audit.action.value, "details": json.dumps(dict(audit.details)), "event": event.id,
        "type": event.type, "payload": json.dumps(dict(event.payload)), **decided(decision),
    }  # fmt: skip


def _mark(connection: Connection, tenant_id: TenantId, mark: Mark, at: datetime) -> None:
    """Shut or watch a prefix: what it pressed with is taken from the wider ones, or forgotten with it."""
    locked = {"tenant": tenant_id, "keys": [mark.key, *mark.eases]}
    rows = {row[0]: counted(row[1:]) for row in connection.exec_driver_sql(LOCK_KEYS, locked)}
    gone = rows.get(mark.key) or nothing(at)
    for wider in mark.eases:
        if wider in rows:
            left = rows[wider].as_of(at).without(gone)
            connection.exec_driver_sql(EASE, {"tenant": tenant_id, "key": wider, **_columns(left)})
    connection.exec_driver_sql(FORGET, {"tenant": tenant_id, "keys": list(mark.forgets)})
    block = {known.name: getattr(mark.block, known.name) for known in fields(mark.block)}
    connection.exec_driver_sql(MARK, {"tenant": tenant_id, "key": mark.key, **block})


def _columns(seen: Traffic) -> dict[str, Any]:
    counts = (seen.minutes, seen.hour, seen.day, seen.weeks)
    values = [value for count in counts for value in (count.asked, count.proven)]
    return {"at": seen.at, "young": seen.young, **dict(zip(COUNTS, values, strict=True))}
