"""What the serving role may do: work with rows, add to the audit log, and never change the schema."""

from typing import Final

from sqlalchemy import Connection, text

GRANTS: Final = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
REVOKE ALL ON alembic_version FROM {role};
GRANT SELECT ON alembic_version TO {role};
"""
AUDIT: Final = """
SELECT quote_ident(c.relname) FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
   AND (c.relname LIKE 'audit\\_%' OR c.relname = 'secret_ids')
"""
# What retention needs, and no more: each refuses what is younger than 30 days.
FUNCTIONS: Final = (
    "GRANT EXECUTE ON FUNCTION audit_make_month, audit_forget, audit_chain_forget, audit_detach_month, "
    "audit_drop_detached TO {role}"
)
# A schema named public lets everybody create tables before Postgres 15.
NO_DDL: Final = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
"""


def grant_to_serving_role(connection: Connection, role: str) -> None:
    """Give the role the rows of every table, INSERT and SELECT on the audit log, and no DDL."""
    quoted = connection.execute(text("SELECT quote_ident(:role)"), {"role": role}).scalar_one()
    connection.execute(text(GRANTS.format(role=quoted)))
    connection.execute(text(NO_DDL))
    for (table,) in connection.execute(text(AUDIT)).all():
        connection.execute(text(f"REVOKE ALL ON {table} FROM {quoted}"))
        connection.execute(text(f"GRANT SELECT, INSERT ON {table} TO {quoted}"))
    connection.execute(text(FUNCTIONS.format(role=quoted)))


def owns_audit_log(connection: Connection) -> bool:
    """Whether the connected role could lift the audit log's trigger."""
    owner = "SELECT pg_has_role(current_user, c.relowner, 'MEMBER') FROM pg_class c WHERE c.oid = 'audit_log'::regclass"
    return bool(connection.execute(text(owner)).scalar())
