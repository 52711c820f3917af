"""A tenant's logo and favicon, uploaded; a tenant knows which ones it has."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute("""
    CREATE TABLE brand_images (
      tenant_id text COLLATE "C" NOT NULL REFERENCES tenants (id),
      kind text COLLATE "C" NOT NULL CHECK (kind IN ('logo', 'favicon')),
      digest text COLLATE "C" NOT NULL,
      media_type text NOT NULL,
      bytes bytea NOT NULL,
      width integer NOT NULL,
      height integer NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, kind)
    )
    """)
    # PNG is compressed as it is.
    op.execute("ALTER TABLE brand_images ALTER COLUMN bytes SET STORAGE EXTERNAL")
    # A constant default: no row is written.
    op.execute("ALTER TABLE tenants ADD COLUMN images jsonb NOT NULL DEFAULT '{}'")


def downgrade() -> None:
    op.execute("ALTER TABLE tenants DROP COLUMN images")
    op.execute("DROP TABLE brand_images")
