"""Remember from whom a new user has an address, so that the old account can be had back by proving both."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("ALTER TABLE users ADD COLUMN recycled_from text")


def downgrade() -> None:
    op.execute("ALTER TABLE users DROP COLUMN recycled_from")
