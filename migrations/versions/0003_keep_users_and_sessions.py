"""Keep users, sessions, signing keys that take turns, rights of keys, address changes and idempotent answers."""

from alembic import op

revision = "0003"
down_revision = "0002"

ID = 'text COLLATE "C"'

UP = f"""
ALTER TABLE tenants ADD COLUMN version bigint NOT NULL DEFAULT 1;
ALTER TABLE api_keys
  ADD COLUMN scopes text[] NOT NULL DEFAULT '{{*}}',
  ADD COLUMN networks text[] NOT NULL DEFAULT '{{}}',
  ADD COLUMN rate_per_minute integer CHECK (rate_per_minute > 0);
ALTER TABLE signing_keys ADD COLUMN active_from timestamptz, ADD COLUMN retires_at timestamptz;
UPDATE signing_keys SET active_from = created_at,
  retires_at = CASE WHEN state <> 'active' THEN current_timestamp + interval '25 hours' END;
DROP INDEX signing_keys_active;
ALTER TABLE signing_keys ALTER COLUMN active_from SET NOT NULL, DROP COLUMN state;
CREATE UNIQUE INDEX signing_keys_generation ON signing_keys (tenant_id, generation);
ALTER TABLE otp_slots ADD COLUMN intent text NOT NULL DEFAULT 'sign_in';
ALTER TABLE users ADD COLUMN version bigint NOT NULL DEFAULT 1, ADD COLUMN last_seen_at timestamptz;
UPDATE users SET last_seen_at = last_sign_in_at;
ALTER TABLE sessions ADD COLUMN rotated_at timestamptz, ADD COLUMN access_until timestamptz;
UPDATE sessions SET access_until = least(last_used_at + interval '1 day', expires_at);
ALTER TABLE sessions ALTER COLUMN access_until SET NOT NULL;
CREATE INDEX sessions_ended ON sessions (tenant_id, ended_at, id) WHERE ended_at IS NOT NULL;
ALTER TABLE messages ADD COLUMN notice text;
CREATE TABLE address_changes (
  tenant_id {ID} NOT NULL,
  user_id {ID} NOT NULL,
  kind text NOT NULL CHECK (kind IN ('phone', 'email')),
  address {ID} NOT NULL,
  proven_at timestamptz NOT NULL,
  takes_effect_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, user_id, kind),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX address_changes_due ON address_changes (takes_effect_at);
CREATE TABLE idempotency_keys (
  tenant_id {ID} NOT NULL,
  digest bytea NOT NULL,
  lease_id text NOT NULL,
  lease_until timestamptz NOT NULL,
  key_id text NOT NULL,
  body_mac bytea NOT NULL,
  answer bytea,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, digest)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
"""  # noqa: S608 - a constant

DOWN = """
DROP TABLE idempotency_keys, address_changes;
DELETE FROM messages WHERE notice IS NOT NULL;
ALTER TABLE messages DROP COLUMN notice;
DROP INDEX sessions_ended;
ALTER TABLE sessions DROP COLUMN rotated_at, DROP COLUMN access_until;
ALTER TABLE users DROP COLUMN version, DROP COLUMN last_seen_at;
UPDATE otp_slots SET ended_at = coalesce(ended_at, sent_at), ended_as = coalesce(ended_as, 'locked'),
  nonce = NULL, code_mac = NULL WHERE intent <> 'sign_in';
ALTER TABLE otp_slots DROP COLUMN intent;
DROP INDEX signing_keys_generation;
ALTER TABLE signing_keys ADD COLUMN state text;
UPDATE signing_keys k SET state = CASE
  WHEN k.retires_at <= current_timestamp THEN 'retired'
  WHEN k.generation = (SELECT max(o.generation) FROM signing_keys o WHERE o.tenant_id = k.tenant_id) THEN 'active'
  ELSE 'retiring' END;
ALTER TABLE signing_keys ALTER COLUMN state SET NOT NULL, DROP COLUMN active_from, DROP COLUMN retires_at;
CREATE UNIQUE INDEX signing_keys_active ON signing_keys (tenant_id) WHERE state = 'active';
ALTER TABLE api_keys DROP COLUMN scopes, DROP COLUMN networks, DROP COLUMN rate_per_minute;
ALTER TABLE tenants DROP COLUMN version;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
