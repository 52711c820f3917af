"""Sign-in links wait with their authorization, and the sessions of one client are found by it."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute("ALTER TABLE authorizations ADD COLUMN link text")
    op.execute('ALTER TABLE messages ADD COLUMN flow text COLLATE "C"')
    op.execute("CREATE INDEX sessions_of_client ON sessions (tenant_id, client_id, id) WHERE client_id IS NOT NULL")


def downgrade() -> None:
    op.execute("DROP INDEX sessions_of_client")
    op.execute("ALTER TABLE messages DROP COLUMN flow")
    op.execute("ALTER TABLE authorizations DROP COLUMN link")
