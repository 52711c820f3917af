"""A tenant may name one URL that is asked before a user is made or a code is sent."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("""
    CREATE TABLE tenant_hooks (
      tenant_id text COLLATE "C" PRIMARY KEY REFERENCES tenants (id),
      id text COLLATE "C" NOT NULL,
      url text NOT NULL,
      asked_before text[] NOT NULL,
      on_failure text NOT NULL CHECK (on_failure IN ('allow', 'refuse')),
      sealed bytea NOT NULL,
      seal_key_id text NOT NULL,
      created_at timestamptz NOT NULL
    )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE tenant_hooks")
