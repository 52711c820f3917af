"""The registry of OAuth clients: apps that let a tenant's people sign in."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute("""
    CREATE TABLE oauth_clients (
      tenant_id text COLLATE "C" NOT NULL REFERENCES tenants (id),
      id text COLLATE "C" NOT NULL,
      name text NOT NULL,
      auth_method text NOT NULL
        CHECK (auth_method IN ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt')),
      redirect_uris text[] NOT NULL,
      post_logout_redirect_uris text[] NOT NULL,
      grant_types text[] NOT NULL,
      scopes text[] NOT NULL,
      needs_consent boolean NOT NULL,
      jwks jsonb NOT NULL,
      secrets jsonb NOT NULL,
      created_at timestamptz NOT NULL,
      version bigint NOT NULL,
      PRIMARY KEY (tenant_id, id)
    )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE oauth_clients")
