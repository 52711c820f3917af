"""What belongs to a person is found, and what is old is forgotten, without reading whole tables."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("""
    CREATE INDEX otp_asks_by_age ON otp_asks USING brin (asked_at);
    CREATE INDEX messages_notices ON messages (tenant_id, address) WHERE notice IS NOT NULL;
    """)


def downgrade() -> None:
    op.execute("DROP INDEX messages_notices, otp_asks_by_age")
