"""Create tenants, keys, slots, users, sessions, messages, events and the audit log."""

from alembic import op

revision = "0001"
down_revision = None

# Text that is compared and sorted by byte: ids sort by time, and an index does not depend on the system's locale.
ID = 'text COLLATE "C"'

TABLES = f"""
CREATE TABLE tenants (
  id {ID} PRIMARY KEY,
  slug text NOT NULL UNIQUE,
  name text NOT NULL,
  settings jsonb NOT NULL,
  branding jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  deleted_at timestamptz
);
CREATE TABLE api_keys (
  tenant_id {ID} NOT NULL REFERENCES tenants (id),
  id {ID} NOT NULL,
  kind text NOT NULL CHECK (kind IN ('publishable', 'secret')),
  name text NOT NULL,
  prefix text NOT NULL,
  digest bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE admin_tokens (
  id {ID} PRIMARY KEY,
  name text NOT NULL,
  digest bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
CREATE TABLE signing_keys (
  tenant_id {ID} NOT NULL REFERENCES tenants (id),
  id text NOT NULL,
  algorithm text NOT NULL,
  generation integer NOT NULL,
  sealed bytea NOT NULL,
  seal_key_id text NOT NULL,
  state text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX signing_keys_active ON signing_keys (tenant_id) WHERE state = 'active';
CREATE TABLE otp_slots (
  tenant_id {ID} NOT NULL,
  address {ID} NOT NULL,
  purpose {ID} NOT NULL,
  version bigint NOT NULL,
  challenge_id {ID} NOT NULL,
  channel text NOT NULL,
  code_length smallint NOT NULL,
  nonce bytea,
  code_mac bytea,
  key_id text NOT NULL,
  is_test boolean NOT NULL,
  attempts smallint NOT NULL,
  max_attempts smallint NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  sent_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_as text,
  asked_at timestamptz[] NOT NULL,
  failed_at timestamptz[] NOT NULL,
  PRIMARY KEY (tenant_id, address, purpose)
) WITH (fillfactor = 60);
CREATE TABLE otp_requests (
  tenant_id {ID} NOT NULL,
  id {ID} NOT NULL,
  address text NOT NULL,
  purpose text NOT NULL,
  channel text NOT NULL,
  status text NOT NULL DEFAULT 'pending',
  attempts smallint NOT NULL DEFAULT 0,
  is_test boolean NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  user_id text,
  actor text NOT NULL,
  request_id text NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE TABLE otp_asks (
  tenant_id {ID} NOT NULL,
  challenge_id {ID} NOT NULL,
  asked_at timestamptz NOT NULL,
  address {ID} NOT NULL,
  network {ID},
  ip text,
  user_agent text,
  is_test boolean NOT NULL
);
CREATE INDEX otp_asks_of_address ON otp_asks (address, asked_at);
CREATE INDEX otp_asks_of_network ON otp_asks (tenant_id, network, asked_at);
CREATE TABLE users (
  tenant_id {ID} NOT NULL REFERENCES tenants (id),
  id {ID} NOT NULL,
  phone {ID},
  email {ID},
  phone_verified_at timestamptz,
  email_verified_at timestamptz,
  user_metadata jsonb NOT NULL DEFAULT '{{}}',
  app_metadata jsonb NOT NULL DEFAULT '{{}}',
  blocked_at timestamptz,
  created_at timestamptz NOT NULL,
  last_sign_in_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, phone),
  UNIQUE (tenant_id, email)
) WITH (fillfactor = 80);
CREATE TABLE sessions (
  tenant_id {ID} NOT NULL,
  id {ID} NOT NULL,
  user_id {ID} NOT NULL,
  challenge_id {ID} NOT NULL,
  nonce bytea NOT NULL,
  key_id text NOT NULL,
  generation integer NOT NULL,
  amr text[] NOT NULL,
  auth_time timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_as text,
  ip text,
  user_agent text,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX sessions_of_user ON sessions (tenant_id, user_id);
CREATE TABLE messages (
  tenant_id {ID} NOT NULL,
  id {ID} NOT NULL,
  challenge_id {ID} NOT NULL,
  channel text NOT NULL,
  address {ID} NOT NULL,
  purpose {ID} NOT NULL,
  locale text,
  minutes smallint NOT NULL,
  status text NOT NULL,
  dropped_as text,
  attempts smallint NOT NULL DEFAULT 0,
  lease_id text,
  lease_until timestamptz,
  provider text,
  provider_reference text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  sent_at timestamptz,
  ended_at timestamptz,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 70);
CREATE INDEX messages_owed ON messages (created_at) WHERE status IN ('queued', 'sending');
CREATE INDEX messages_of_challenge ON messages (tenant_id, challenge_id);
CREATE TABLE message_attempts (
  tenant_id {ID} NOT NULL,
  message_id {ID} NOT NULL,
  number smallint NOT NULL,
  provider text NOT NULL,
  outcome text NOT NULL,
  provider_reference text,
  error_code text,
  started_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, message_id, number)
);
CREATE TABLE events (
  tenant_id {ID} NOT NULL,
  id {ID} NOT NULL,
  created_at timestamptz NOT NULL,
  type text NOT NULL,
  subject text NOT NULL,
  payload jsonb NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE secret_ids (
  key_id text PRIMARY KEY,
  first_seen_at timestamptz NOT NULL
);
CREATE TABLE audit_log (
  tenant_id {ID} NOT NULL,
  created_at timestamptz NOT NULL,
  id {ID} NOT NULL,
  action text NOT NULL,
  actor text NOT NULL,
  subject text,
  request_id text,
  client_request_id text,
  network_digest text,
  details jsonb NOT NULL,
  PRIMARY KEY (tenant_id, created_at, id)
) PARTITION BY RANGE (created_at);
CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT;
"""

# Whoever serves with the owner's role could lift the trigger; with a role of its own it has no UPDATE to begin with.
APPEND_ONLY = """
CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_log_default
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(APPEND_ONLY)


def downgrade() -> None:
    op.execute("""
    DROP TABLE audit_log, secret_ids, events, message_attempts, messages, sessions, users, otp_asks, otp_requests,
      otp_slots, signing_keys, admin_tokens, api_keys, tenants;
    DROP FUNCTION audit_log_is_append_only();
    """)
