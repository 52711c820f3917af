"""Truth, on PostgreSQL 13 and later."""
