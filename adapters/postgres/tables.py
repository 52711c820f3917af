"""The tables of the administrative paths, for SQLAlchemy Core; the migrations are the truth, a test compares."""

from sqlalchemy import BigInteger, Column, DateTime, FetchedValue, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()
MOMENT = DateTime(timezone=True)


def _life() -> list[Column[object]]:
    return [
        Column("created_at", MOMENT, nullable=False),
        Column("expires_at", MOMENT),
        Column("revoked_at", MOMENT),
        Column("last_used_at", MOMENT),
    ]


tenants = Table(
    "tenants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("settings", JSONB, nullable=False),
    Column("branding", JSONB, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("deleted_at", MOMENT),
    Column("version", BigInteger, nullable=False),
    Column("images", JSONB, nullable=False, server_default="{}"),
)
api_keys = Table(
    "api_keys",
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    *_life(),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("networks", ARRAY(Text), nullable=False),
    Column("rate_per_minute", Integer),
)
admin_tokens = Table(
    "admin_tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    *_life(),
)
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("algorithm", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("seal_key_id", Text, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("active_from", MOMENT, nullable=False),
    Column("retires_at", MOMENT),
    Column("use", Text, nullable=False),
)
prices = Table(
    "prices",
    metadata,
    Column("provider", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("country", Text, primary_key=True),
    Column("micros", BigInteger, nullable=False),
    Column("imported_at", MOMENT, nullable=False),
)
audit_log = Table(
    "audit_log",
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("created_at", MOMENT, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("action", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("subject", Text),
    Column("request_id", Text),
    Column("client_request_id", Text),
    Column("network_digest", Text),
    Column("details", JSONB, nullable=False),
    Column("xid", Text, FetchedValue(), nullable=False),
)
events = Table(
    "events",
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("created_at", MOMENT, nullable=False),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("xid", Text, FetchedValue(), nullable=False),
)
