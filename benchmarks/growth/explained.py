"""Why a curve bends: the statements of the calls, as Postgres carries them out at that size, undone afterwards."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import psycopg
from psycopg.rows import namedtuple_row

from adapters.embedded.postgres import EmbeddedPostgres
from benchmarks.growth.figures import Look
from benchmarks.scale.catalogue import PROBES
from benchmarks.scale.explain import Plan
from benchmarks.scale.measure import Measured, measure
from benchmarks.scale.probe import Probe, anything
from benchmarks.scale.sample import Sample
from domain.ids import TenantId
from tests.fixtures.instance import eventually

# By the titles of the catalogue; one may have nothing to do, as the claim of an empty queue.
STATEMENTS: Final = {
    "KnownKeys.find": "a key that the process has not in mind",
    "OtpSlots.look": "request of a test number: look",
    "OtpSlots.look (weighs)": "request: look, and what weighs",
    "OtpSlots.issue (new)": "request: a code for a newcomer",
    "OtpSlots.issue (replaces)": "request: a code for somebody known",
    "Outbox.claim": "worker: claim 8 messages",
    "OtpSlots.try_code (right)": "verify",
    "KnownKeys.tenant": "a tenant that the process has not in mind",
    "Sessions.find": "check: a session that Redis has not in mind",
    "Users.holder (phone)": "one user by the phone number",
    "Backlogs.measure": "what waits, for the metrics",
}
# A guess is judged by the mac of the code: this one's is known, as the catalogue has it.
OPENED: Final = """
UPDATE otp_slots s SET code_mac = sha256(substr(m.id, 5)::bytea) FROM messages m
 WHERE m.tenant_id = %(tenant)s AND s.tenant_id = m.tenant_id AND s.address = m.address
   AND s.challenge_id = m.challenge_id AND s.ended_at IS NULL AND m.status = 'sent'
"""
# ruff: noqa: S608 - constants throughout
_OWN: Final = "WHERE tenant_id = %(tenant)s ORDER BY id DESC LIMIT 1"
QUERIES: Final = {
    "sent": """SELECT m.*, s.version FROM messages m JOIN otp_slots s USING (tenant_id, address, purpose, challenge_id)
      WHERE m.tenant_id = %(tenant)s AND s.ended_at IS NULL AND m.status = 'sent' ORDER BY m.id DESC LIMIT 1""",
    "session": f"SELECT * FROM sessions {_OWN}",
    "both": f"SELECT * FROM users {_OWN}",
    "key": f"SELECT * FROM api_keys {_OWN}",
    "proof": "SELECT * FROM risk_proofs WHERE tenant_id = %(tenant)s LIMIT 1",
}


def looks_of(server: EmbeddedPostgres, tenant_id: str) -> list[Look]:
    """Every statement once, by the plan for its own values or, where Postgres comes to it, by that for all values.

    The tenant must have a code that was sent and not proven.
    """
    sample = _sample(server, tenant_id)
    found = measure(server.serving_url, list(_probes()), [sample])
    return [_look(one) for one in found]


def _probes() -> Iterator[Probe]:
    known = {probe.title: probe for probe in PROBES}
    for title in STATEMENTS:
        yield replace(known[title], found=anything)


def _sample(server: EmbeddedPostgres, tenant_id: str) -> Sample:
    """A tenant with a row of each thing that the statements ask for, and none of the others."""
    rows: dict[str, Any] = {one.name: None for one in fields(Sample)}
    with psycopg.connect(server.owner_url, row_factory=namedtuple_row, autocommit=True) as line:
        for name, query in QUERIES.items():
            asked = partial(line.execute, query.encode(), {"tenant": tenant_id})
            # The code may have come before the worker has written that it was sent.
            rows[name] = eventually(lambda asked=asked: asked().fetchone())
        line.execute(OPENED, {"tenant": tenant_id})
    return Sample(**{**rows, "tenant": TenantId(tenant_id), "now": datetime.now(UTC)})


def _look(one: Measured) -> Look:
    plan = one.worst
    name = f"{STATEMENTS[one.probe.title]}{f' #{one.number}' if one.number > 1 else ''}"
    hit, read = (_blocks(plan, of) for of in ("Hit", "Read"))
    return Look(name, plan.buffers, hit + read, read, plan.ms, plan.planning_ms, list(plan.indexes))


def _blocks(plan: Plan, of: str) -> int:
    return int(plan.shown["Plan"].get(f"Shared {of} Blocks", 0))
