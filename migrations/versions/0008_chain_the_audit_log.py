"""The audit log proves itself: a chain beside it, anchors, origins that may be forgotten, months that come and go."""

from alembic import op

revision = "0008"
down_revision = "0007"

ID = 'text COLLATE "C"'

TABLES = f"""
ALTER TABLE audit_log ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX audit_log_by_commit ON audit_log (xid, id);
-- From the very beginning, so that the rows before this migration are chained, too.
INSERT INTO tails (name, done, moved_at) VALUES ('audit', '3:3:', current_timestamp);
CREATE TABLE audit_chain (
  tenant_id {ID} NOT NULL,
  seq bigint NOT NULL,
  audit_id {ID} NOT NULL,
  created_at timestamptz NOT NULL,
  digest bytea NOT NULL,
  head bytea NOT NULL,
  chained_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, seq)
);
CREATE UNIQUE INDEX audit_chain_of_row ON audit_chain (tenant_id, audit_id);
CREATE INDEX audit_chain_by_age ON audit_chain USING brin (chained_at);
CREATE TABLE audit_checkpoints (
  tenant_id {ID} NOT NULL,
  seq bigint NOT NULL,
  head bytea NOT NULL,
  seal bytea NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, seq)
);
CREATE TABLE audit_anchors (
  at timestamptz PRIMARY KEY,
  place text NOT NULL,
  heads integer NOT NULL
);
CREATE TABLE chain_keys (
  id {ID} PRIMARY KEY,
  sealed bytea NOT NULL,
  seal_key_id text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE TABLE request_origins (
  tenant_id {ID} NOT NULL,
  request_id {ID} NOT NULL,
  at timestamptz NOT NULL,
  ip text,
  user_agent text,
  PRIMARY KEY (tenant_id, request_id)
);
CREATE INDEX request_origins_by_age ON request_origins USING brin (at);
"""  # noqa: S608 - a constant

# Nothing younger than this leaves the log by any path that is here.
FLOOR = "interval '30 days'"
# Functions of the owner's, so that the role that serves needs no right to delete or to change tables.
# Retention says so in its own transaction, and even then nothing young can go.
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' AND current_setting('auth1.retention', true) = 'on' THEN
    IF TG_TABLE_NAME LIKE 'audit\\_log%' AND OLD.created_at < clock_timestamp() - {FLOOR} THEN RETURN OLD; END IF;
    IF TG_TABLE_NAME = 'audit_chain' AND OLD.chained_at < clock_timestamp() - {FLOOR} THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_chain
  FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_chain
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_checkpoints
  FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_checkpoints
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();

CREATE FUNCTION audit_make_month(month date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE first date := date_trunc('month', month); name text := 'audit_log_' || to_char(month, 'YYYY_MM');
BEGIN
  IF to_regclass(name) IS NOT NULL OR month > current_date + 400 OR month < current_date - 31 OR EXISTS (
     SELECT FROM audit_log_default WHERE created_at >= first AND created_at < first + interval '1 month') THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF audit_log FOR VALUES FROM (%L) TO (%L)', name,
    first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
  EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()', name);
  RETURN true;
END $$;

CREATE FUNCTION audit_forget(of_tenant text, before timestamptz, most integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone integer;
BEGIN
  PERFORM set_config('auth1.retention', 'on', true);
  DELETE FROM audit_log l USING (
    SELECT tenant_id, created_at, id FROM audit_log WHERE tenant_id = of_tenant
       AND created_at < least(before, clock_timestamp() - {FLOOR}) ORDER BY created_at, id LIMIT most) o
   WHERE (l.tenant_id, l.created_at, l.id) = (o.tenant_id, o.created_at, o.id);
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('auth1.retention', 'off', true);
  RETURN gone;
END $$;

CREATE FUNCTION audit_chain_forget(of_tenant text, up_to bigint, most integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone integer;
BEGIN
  PERFORM set_config('auth1.retention', 'on', true);
  DELETE FROM audit_chain c USING (
    SELECT tenant_id, seq FROM audit_chain WHERE tenant_id = of_tenant AND seq <= up_to
       AND chained_at < clock_timestamp() - {FLOOR} ORDER BY seq LIMIT most) o
   WHERE (c.tenant_id, c.seq) = (o.tenant_id, o.seq)
     AND EXISTS (SELECT FROM audit_checkpoints p WHERE p.tenant_id = of_tenant AND p.seq = up_to);
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('auth1.retention', 'off', true);
  RETURN gone;
END $$;

CREATE FUNCTION audit_detach_month(month date) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE name text := 'audit_log_' || to_char(month, 'YYYY_MM');
BEGIN
  IF (date_trunc('month', month) + interval '1 month') AT TIME ZONE 'UTC' > clock_timestamp() - {FLOOR}
     OR NOT EXISTS (
       SELECT FROM pg_inherits WHERE inhrelid = to_regclass(name) AND inhparent = 'audit_log'::regclass) THEN
    RETURN NULL;
  END IF;
  EXECUTE format('ALTER TABLE audit_log DETACH PARTITION %I', name);
  RETURN name;
END $$;

CREATE FUNCTION audit_drop_detached(name text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF name !~ '^audit_log_[0-9]{{4}}_[0-9]{{2}}$' OR to_regclass(name) IS NULL
     OR EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass(name))
     OR (to_date(right(name, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' > clock_timestamp() - {FLOOR} THEN
    RETURN false;
  END IF;
  EXECUTE format('DROP TABLE %I', name);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION audit_make_month, audit_forget, audit_chain_forget, audit_detach_month, audit_drop_detached
  FROM PUBLIC;
"""  # noqa: S608 - constants

DOWN = """
DROP FUNCTION audit_drop_detached, audit_detach_month, audit_chain_forget, audit_forget, audit_make_month;
DROP TABLE request_origins, chain_keys, audit_anchors, audit_checkpoints, audit_chain;
DELETE FROM tails WHERE name = 'audit';
DROP INDEX audit_log_by_commit;
ALTER TABLE audit_log DROP COLUMN xid;
CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(FUNCTIONS)


def downgrade() -> None:
    op.execute(DOWN)
