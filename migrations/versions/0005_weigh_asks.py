"""Weigh asks: traffic by country, prefix and network, prefixes that are shut, money, decisions, trust and puzzles."""

from alembic import op

revision = "0005"
down_revision = "0004"

ID = 'text COLLATE "C"'
COUNTS = ", ".join(
    f"{span}_{kind} double precision NOT NULL DEFAULT 0"
    for span in ("minutes", "hour", "day", "weeks")
    for kind in ("asked", "proven")
)

UP = f"""
ALTER TABLE otp_slots
  ADD COLUMN proved_at timestamptz,
  ADD COLUMN weigh_keys text[] NOT NULL DEFAULT '{{}}',
  ADD COLUMN weight double precision NOT NULL DEFAULT 0;
ALTER TABLE otp_asks ADD COLUMN country text;
CREATE TABLE risk_facts (
  tenant_id {ID} NOT NULL,
  at timestamptz NOT NULL,
  keys text[] NOT NULL,
  asked double precision NOT NULL DEFAULT 0,
  proven double precision NOT NULL DEFAULT 0,
  tries double precision NOT NULL DEFAULT 0,
  untried text[] NOT NULL DEFAULT '{{}}',
  scopes text[] NOT NULL DEFAULT '{{}}',
  cost_micros bigint NOT NULL DEFAULT 0
);
CREATE INDEX risk_facts_of_tenant ON risk_facts (tenant_id);
CREATE TABLE risk_traffic (
  tenant_id {ID} NOT NULL,
  key {ID} NOT NULL,
  at timestamptz NOT NULL,
  {COUNTS},
  young double precision NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, key)
) WITH (fillfactor = 70);
CREATE TABLE risk_blocks (
  tenant_id {ID} NOT NULL,
  key {ID} NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  level smallint NOT NULL,
  tries double precision NOT NULL,
  tried_at timestamptz,
  watched_until timestamptz,
  PRIMARY KEY (tenant_id, key)
);
CREATE TABLE risk_proofs (
  tenant_id {ID} NOT NULL,
  address {ID} NOT NULL,
  home {ID} NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, address, home)
);
CREATE TABLE risk_spent (
  tenant_id {ID} NOT NULL,
  scope {ID} NOT NULL,
  span {ID} NOT NULL,
  start timestamptz NOT NULL,
  micros bigint NOT NULL DEFAULT 0,
  warned boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, scope, span, start)
);
CREATE TABLE risk_decisions (
  tenant_id {ID} NOT NULL,
  challenge_id {ID} NOT NULL,
  id {ID} NOT NULL,
  at timestamptz NOT NULL,
  address {ID} NOT NULL,
  channel text NOT NULL,
  country text,
  outcome text NOT NULL,
  score smallint NOT NULL,
  would text NOT NULL,
  reasons jsonb NOT NULL,
  facts jsonb NOT NULL,
  cost_micros bigint NOT NULL,
  PRIMARY KEY (tenant_id, challenge_id, id)
);
CREATE INDEX risk_decisions_by_time ON risk_decisions (tenant_id, at);
CREATE TABLE spent_puzzles (
  tenant_id {ID} NOT NULL,
  id {ID} NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX spent_puzzles_by_time ON spent_puzzles (until);
"""

DOWN = """
DROP TABLE spent_puzzles, risk_decisions, risk_spent, risk_proofs, risk_blocks, risk_traffic, risk_facts;
ALTER TABLE otp_asks DROP COLUMN country;
ALTER TABLE otp_slots DROP COLUMN proved_at, DROP COLUMN weigh_keys, DROP COLUMN weight;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
