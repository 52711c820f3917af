"""What others know: phone lines that were looked up, lists of networks; and failures of an address's own networks."""

from alembic import op

revision = "0006"
down_revision = "0005"

ID = 'text COLLATE "C"'
UP = f"""
CREATE TABLE phone_lines (
  tenant_id {ID} NOT NULL,
  address {ID} NOT NULL,
  asked_at timestamptz NOT NULL,
  found_at timestamptz,
  line_type text,
  sim_swapped boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, address)
);
CREATE INDEX phone_lines_by_time ON phone_lines (tenant_id, asked_at);
CREATE INDEX phone_lines_by_age ON phone_lines (asked_at);
CREATE INDEX risk_decisions_by_age ON risk_decisions USING brin (at);
CREATE INDEX risk_spent_by_time ON risk_spent (start);
CREATE INDEX risk_blocks_by_time ON risk_blocks (until);
CREATE TABLE networks (
  kind text NOT NULL,
  network cidr,
  asn bigint,
  imported_at timestamptz NOT NULL,
  CHECK (num_nonnulls(network, asn) = 1)
);
CREATE INDEX networks_by_range ON networks USING gist (network inet_ops);
CREATE INDEX networks_by_system ON networks (asn);
ALTER TABLE otp_slots
  ADD COLUMN own_attempts smallint NOT NULL DEFAULT 0,
  ADD COLUMN own_failed_at timestamptz[] NOT NULL DEFAULT '{{}}';
"""
DOWN = """
ALTER TABLE otp_slots DROP COLUMN own_attempts, DROP COLUMN own_failed_at;
DROP TABLE networks, phone_lines;
DROP INDEX risk_decisions_by_age, risk_spent_by_time, risk_blocks_by_time;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
