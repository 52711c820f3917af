"""OpenID clients ask for users: authorizations, consents, and sessions that clients have."""

from alembic import op

revision = "0014"
down_revision = "0013"

ID = 'text COLLATE "C"'


def upgrade() -> None:
    op.execute(f"""
    CREATE TABLE authorizations (
      tenant_id {ID} NOT NULL REFERENCES tenants (id),
      id {ID} NOT NULL,
      client_id {ID} NOT NULL,
      request jsonb NOT NULL,
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      browser bytea,
      session_id {ID},
      scope text[] NOT NULL,
      code bytea,
      code_ends_at timestamptz,
      spent_at timestamptz,
      opened {ID},
      PRIMARY KEY (tenant_id, id)
    ) WITH (fillfactor = 70);
    CREATE UNIQUE INDEX authorizations_by_code ON authorizations (tenant_id, code) WHERE code IS NOT NULL;
    CREATE INDEX authorizations_by_end ON authorizations (expires_at);
    CREATE TABLE client_assertions (
      tenant_id {ID} NOT NULL REFERENCES tenants (id),
      digest bytea NOT NULL,
      until timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, digest)
    );
    CREATE INDEX client_assertions_by_end ON client_assertions (until);
    CREATE TABLE consents (
      tenant_id {ID} NOT NULL REFERENCES tenants (id),
      user_id {ID} NOT NULL,
      client_id {ID} NOT NULL,
      scope text[] NOT NULL,
      granted_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, user_id, client_id),
      FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
    );
    ALTER TABLE sessions ADD COLUMN client_id {ID}, ADD COLUMN scope text[], ADD COLUMN parent_id {ID};
    CREATE INDEX sessions_of_parent ON sessions (tenant_id, parent_id) WHERE parent_id IS NOT NULL;
    """)


def downgrade() -> None:
    op.execute("""
    DELETE FROM sessions WHERE client_id IS NOT NULL;
    DROP INDEX sessions_of_parent;
    ALTER TABLE sessions DROP COLUMN client_id, DROP COLUMN scope, DROP COLUMN parent_id;
    DROP TABLE consents, client_assertions, authorizations;
    """)
