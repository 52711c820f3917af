"""However much is due, taking eight of it reads the same: with the plans that a connection keeps, made early or late."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg
import pytest

from adapters.embedded.postgres import DATABASE, EmbeddedPostgres
from adapters.postgres import delivery_statements, message_statements
from adapters.postgres.database import PLANS
from adapters.postgres.migrate import migrate
from adapters.postgres.wire_form import wire_form

NAME: Final = "auth1_queues"
DUE: Final = 20_000
# Some two hundred for the turns, the rows themselves and what is looked up beside them; the tables have a thousand.
MOST_PAGES: Final = 400
TENANT: Final = """
INSERT INTO tenants (id, slug, name, settings, branding, created_at) VALUES ('tn_1', 'acme', 'Acme', '{}', '{}', now());
INSERT INTO webhook_endpoints (tenant_id, id, url, description, types, sealed, seal_key_id, created_at, failures)
VALUES ('tn_1', 'wh_1', 'https://hooks.example.com', '', '{*}', 'x', 'k1', now(), 0)
"""
FILL: Final = f"""
INSERT INTO messages (tenant_id, id, challenge_id, channel, address, purpose, minutes, status, created_at, expires_at,
  country, routes, due_at)
SELECT 'tn_1', 'msg_' || lpad(u::text, 26, '0'), 'otp_' || lpad(md5(u::text), 26, '0'), 'sms', '+1' || u, 'sign_in', 10,
  'queued', now(), now() + interval '1 hour', 'US', '{{x}}', now() - interval '1 hour' + u * interval '1 microsecond'
  FROM generate_series(1, {DUE}) AS u;
INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
SELECT 'tn_1', 'evt_' || lpad(u::text, 26, '0'), now(), 'user.created', 'usr', '{{}}' FROM generate_series(1, {DUE}) AS u;
INSERT INTO webhook_deliveries (tenant_id, endpoint_id, event_id, type, created_at, due_at)
SELECT 'tn_1', 'wh_1', 'evt_' || lpad(u::text, 26, '0'), 'user.created', now(),
  now() - interval '1 hour' + u * interval '1 microsecond' FROM generate_series(1, {DUE}) AS u
"""
NOW: Final = datetime.now(UTC)
ASKED: Final[dict[str, Any]] = {
    "now": NOW, "lease": "l", "until": NOW + timedelta(minutes=1), "most": 8, "seen": 24, "full": [],
    "struggling": False, "most_each": 8,
}  # fmt: skip
CLAIMS: Final = {"messages": message_statements.CLAIM, "deliveries": delivery_statements.CLAIM}


@pytest.fixture
def lines(postgres_18: EmbeddedPostgres) -> Iterator[tuple[Any, Any]]:
    """The owner's connection and a serving one, on a database of their own with a tenant and a webhook."""
    owned, served = (url.removesuffix(DATABASE) + NAME for url in (postgres_18.owner_url, postgres_18.serving_url))
    with psycopg.connect(postgres_18.owner_url, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {NAME}")
        migrate(owned, serving_url=served)
        with (
            psycopg.connect(owned, autocommit=True) as mine,
            psycopg.connect(served, autocommit=True, options=PLANS) as line,
        ):
            mine.execute(TENANT)
            yield mine, line
        owner.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def pages(line: Any, what: str) -> tuple[int, int]:
    """How many pages a claim looks at, and how many rows it takes, by the connection's plan for it; it is undone."""
    literal = psycopg.sql.SQL(", ").join(psycopg.sql.Literal(ASKED[name]) for name in wire_form(CLAIMS[what])[1])
    ask = psycopg.sql.SQL("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE {} ({})")
    with line.transaction(force_rollback=True):
        plan = line.execute(ask.format(psycopg.sql.Identifier(what), literal)).fetchone()[0][0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], plan["Actual Rows"]


@pytest.mark.parametrize("what", CLAIMS)
def test_eight_are_taken_from_few_pages(lines: tuple[Any, Any], what: str) -> None:
    """A plan that was made after the tables were analysed, and the one that a new installation begins with."""
    owner, line = lines
    line.execute(f"PREPARE {what} AS {wire_form(CLAIMS[what])[0]}")
    assert 0 == pages(line, what)[1]
    owner.execute(FILL)
    early = pages(line, what)
    owner.execute("ANALYZE")
    late = pages(line, what)

    assert (8, 8) == (early[1], late[1])
    assert late[0] < MOST_PAGES, late
    assert early[0] < 4 * MOST_PAGES, early
