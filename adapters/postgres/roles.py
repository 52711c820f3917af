"""What each role may do; none of them changes the schema or what the audit log says (A57)."""

from dataclasses import dataclass
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


# A worker sends, tells and sweeps: it has no business with what opens doors.
NOT_FOR_WORKERS: Final = """
REVOKE ALL ON admin_tokens FROM {role};
REVOKE INSERT, UPDATE, DELETE ON api_keys, signing_keys, oauth_clients FROM {role};
REVOKE INSERT, DELETE ON tenants FROM {role};
REVOKE ALL ON brand_images FROM {role};
"""
# Who looks into the audit log, also on a replica: the log, its chain, and where calls came from; no key of the chain.
FOR_AUDITORS: Final = """
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT ON request_origins, alembic_version TO {role};
"""


@dataclass(frozen=True, slots=True)
class Roles:
    """Names of roles that are there: who serves, and where they are others, who works and who audits."""

    serving: str | None = None
    worker: str | None = None
    auditor: str | None = None

    def grant(self, connection: Connection) -> None:
        """Give each what it needs, and nothing more."""
        if self.serving:
            grant_to_serving_role(connection, self.serving)
        if self.worker:
            grant_to_serving_role(connection, self.worker)
            connection.execute(text(NOT_FOR_WORKERS.format(role=_quoted(connection, self.worker))))
        if self.auditor:
            grant_to_auditor(connection, self.auditor)


NO_ROLES: Final = Roles()


def grant_to_auditor(connection: Connection, role: str) -> None:
    """Let the role read what was recorded."""
    quoted = _quoted(connection, role)
    connection.execute(text(FOR_AUDITORS.format(role=quoted)))
    for (table,) in connection.execute(text(AUDIT)).all():
        connection.execute(text(f"GRANT SELECT ON {table} TO {quoted}"))
    connection.execute(text(f"REVOKE ALL ON secret_ids FROM {quoted}"))


def _quoted(connection: Connection, role: str) -> str:
    return str(connection.execute(text("SELECT quote_ident(:role)"), {"role": role}).scalar_one())


def grant_to_serving_role(connection: Connection, role: str) -> None:
    """Give the role the rows of every table, INSERT and SELECT on the audit log, and no DDL."""
    quoted = _quoted(connection, role)
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
