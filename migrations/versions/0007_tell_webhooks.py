"""Webhooks and what they are owed; a mark in events and audit rows by which what is newly committed is found."""

from alembic import op

revision = "0007"
down_revision = "0006"

ID = 'text COLLATE "C"'
# The default is computed once for the rows that are there, so no table is written anew.
UP = f"""
ALTER TABLE events ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX events_by_commit ON events (xid, id);
-- Which cluster and database this is: after a restore elsewhere, the numbers of transactions mean nothing any more.
CREATE FUNCTION cluster_id() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN (SELECT system_identifier FROM pg_control_system()) || ':' ||
    (SELECT oid FROM pg_database WHERE datname = current_database());
EXCEPTION WHEN insufficient_privilege THEN
  RETURN '';
END $$;
CREATE TABLE tails (
  name text PRIMARY KEY,
  cluster text NOT NULL DEFAULT cluster_id(),
  done pg_snapshot NOT NULL,
  target pg_snapshot,
  at_xid xid8,
  at_id {ID},
  moved_at timestamptz NOT NULL
);
INSERT INTO tails (name, done, moved_at) VALUES ('events', pg_current_snapshot(), current_timestamp);
CREATE TABLE webhook_endpoints (
  tenant_id {ID} NOT NULL REFERENCES tenants (id),
  id {ID} NOT NULL,
  url text NOT NULL,
  description text NOT NULL,
  types text[] NOT NULL,
  sealed bytea NOT NULL,
  seal_key_id text NOT NULL,
  previous_sealed bytea,
  previous_seal_key_id text,
  previous_until timestamptz,
  created_at timestamptz NOT NULL,
  disabled_at timestamptz,
  disabled_as text,
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamptz,
  paused_until timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE webhook_deliveries (
  tenant_id {ID} NOT NULL,
  endpoint_id {ID} NOT NULL,
  event_id {ID} NOT NULL,
  type text NOT NULL,
  status text NOT NULL DEFAULT 'pending',
  attempts smallint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  due_at timestamptz,
  lease_id text,
  ended_at timestamptz,
  tries jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (tenant_id, endpoint_id, event_id),
  FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, event_id) REFERENCES events (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant_id, endpoint_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (tenant_id, endpoint_id) WHERE lease_id IS NOT NULL;
CREATE INDEX webhook_deliveries_of_event ON webhook_deliveries (tenant_id, event_id);
"""  # noqa: S608 - a constant
DOWN = """
DROP TABLE webhook_deliveries, webhook_endpoints, tails;
DROP FUNCTION cluster_id();
DROP INDEX events_by_commit;
ALTER TABLE events DROP COLUMN xid;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
