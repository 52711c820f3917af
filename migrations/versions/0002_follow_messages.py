"""Follow each message: routes, hand-overs, receipts, prices, and the breaker of a provider."""

from alembic import op

revision = "0002"
down_revision = "0001"

ID = 'text COLLATE "C"'

UP = f"""
ALTER TABLE otp_slots ADD COLUMN handovers smallint NOT NULL DEFAULT 0;
ALTER TABLE otp_asks ADD COLUMN mailbox {ID};
UPDATE otp_asks SET mailbox = address;
CREATE INDEX otp_asks_of_mailbox ON otp_asks (mailbox, asked_at);
DROP INDEX otp_asks_of_address;
CREATE INDEX otp_requests_of_address ON otp_requests (tenant_id, address, id);
ALTER TABLE messages
  ADD COLUMN country text,
  ADD COLUMN routes text[] NOT NULL DEFAULT '{{}}',
  ADD COLUMN handovers smallint NOT NULL DEFAULT 0,
  ADD COLUMN due_at timestamptz,
  ADD COLUMN delivered_at timestamptz;
UPDATE messages SET due_at = coalesce(lease_until, created_at), routes = '{{twilio,sns}}'
 WHERE status IN ('queued', 'sending');
DROP INDEX messages_owed;
ALTER TABLE messages DROP COLUMN lease_until, DROP COLUMN provider_reference;
CREATE INDEX messages_due ON messages (tenant_id, due_at) WHERE due_at IS NOT NULL;
ALTER TABLE message_attempts
  ADD COLUMN channel text NOT NULL DEFAULT 'sms',
  ADD COLUMN country text NOT NULL DEFAULT '',
  ADD COLUMN status text NOT NULL DEFAULT 'sending',
  ADD COLUMN receipt_at timestamptz,
  ADD COLUMN delivered_at timestamptz,
  ADD COLUMN undelivered_at timestamptz,
  ADD COLUMN cost_micros bigint,
  ALTER COLUMN outcome DROP NOT NULL,
  ALTER COLUMN ended_at DROP NOT NULL;
UPDATE message_attempts SET status = CASE WHEN outcome = 'accepted' THEN 'sent' ELSE 'failed' END;
CREATE INDEX message_attempts_accepted ON message_attempts (provider, country, ended_at) WHERE outcome = 'accepted';
CREATE TABLE provider_breakers (
  provider text PRIMARY KEY,
  failures integer NOT NULL,
  open_until timestamptz
);
CREATE TABLE prices (
  provider text NOT NULL,
  channel text NOT NULL,
  country text NOT NULL,
  micros bigint NOT NULL CHECK (micros >= 0),
  imported_at timestamptz NOT NULL,
  PRIMARY KEY (provider, channel, country)
);
ALTER TABLE audit_log ALTER COLUMN subject TYPE {ID};
CREATE INDEX audit_log_of_subject ON audit_log (tenant_id, subject);
"""  # noqa: S608 - a constant

DOWN = """
DROP INDEX audit_log_of_subject;
ALTER TABLE audit_log ALTER COLUMN subject TYPE text COLLATE "default";
DROP TABLE prices, provider_breakers;
DROP INDEX message_attempts_accepted;
UPDATE message_attempts SET outcome = coalesce(outcome, 'unknown'), ended_at = coalesce(ended_at, started_at);
ALTER TABLE message_attempts
  DROP COLUMN channel, DROP COLUMN country, DROP COLUMN status, DROP COLUMN receipt_at, DROP COLUMN delivered_at,
  DROP COLUMN undelivered_at, DROP COLUMN cost_micros, ALTER COLUMN outcome SET NOT NULL,
  ALTER COLUMN ended_at SET NOT NULL;
DROP INDEX messages_due;
ALTER TABLE messages ADD COLUMN lease_until timestamptz, ADD COLUMN provider_reference text;
UPDATE messages SET lease_until = due_at WHERE status = 'sending';
ALTER TABLE messages DROP COLUMN country, DROP COLUMN routes, DROP COLUMN handovers, DROP COLUMN due_at,
  DROP COLUMN delivered_at;
CREATE INDEX messages_owed ON messages (created_at) WHERE status IN ('queued', 'sending');
DROP INDEX otp_requests_of_address;
CREATE INDEX otp_asks_of_address ON otp_asks (address, asked_at);
DROP INDEX otp_asks_of_mailbox;
ALTER TABLE otp_asks DROP COLUMN mailbox;
ALTER TABLE otp_slots DROP COLUMN handovers;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
