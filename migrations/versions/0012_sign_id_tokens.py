"""A tenant has keys for ID tokens beside those for access tokens."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    # A constant default rewrites no row; a version that knows nothing of it goes on making keys for access tokens.
    op.execute("ALTER TABLE signing_keys ADD COLUMN use text NOT NULL DEFAULT 'access' CHECK (use IN ('access', 'id'))")


def downgrade() -> None:
    op.execute("DELETE FROM signing_keys WHERE use = 'id'")
    op.execute("ALTER TABLE signing_keys DROP COLUMN use")
