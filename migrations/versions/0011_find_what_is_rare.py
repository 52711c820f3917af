"""Two small indexes for what is rare, and a bound of retention that an index serves."""

from alembic import op

revision = "0011"
down_revision = "0010"

FORGET = """
CREATE OR REPLACE FUNCTION audit_forget(of_tenant text, before timestamptz, most integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone integer; {declared}
BEGIN
  PERFORM set_config('auth1.retention', 'on', true);
  DELETE FROM audit_log l USING (
    SELECT tenant_id, created_at, id FROM audit_log WHERE tenant_id = of_tenant
       AND created_at < {edge} ORDER BY created_at, id LIMIT most) o
   WHERE (l.tenant_id, l.created_at, l.id) = (o.tenant_id, o.created_at, o.id);
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('auth1.retention', 'off', true);
  RETURN gone;
END $$;
"""
FLOOR = "least(before, clock_timestamp() - interval '30 days')"


def upgrade() -> None:
    # The clock is read once, into a variable: read for each row it would keep the index from being used.
    op.execute(FORGET.format(declared=f"edge timestamptz := {FLOOR};", edge="edge"))
    op.execute("CREATE INDEX users_blocked ON users (tenant_id, id) WHERE blocked_at IS NOT NULL")
    op.execute("""
    CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (tenant_id, endpoint_id, event_id)
     WHERE status = 'dead'
    """)


def downgrade() -> None:
    op.execute("DROP INDEX webhook_deliveries_dead, users_blocked")
    op.execute(FORGET.format(declared="", edge=FLOOR))
