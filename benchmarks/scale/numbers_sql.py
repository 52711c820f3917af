"""What follows from a number: which tenant a user is of, whose a code is, and how both are spelled.

The functions are the session's own and vanish with it; their bodies are written into the statements by the planner.
"""

from typing import Final

FUNCTIONS: Final = """
CREATE FUNCTION pg_temp.tenant_at(k int) RETURNS text IMMUTABLE RETURN 'tn_' || lpad(to_hex(k), 26, '0');
-- The golden ratio spreads users evenly over 0 to 1, and the logarithm makes the first tenants large.
CREATE FUNCTION pg_temp.place(u bigint) RETURNS int IMMUTABLE RETURN least($tenants, floor(exp($log::float8 *
  (u * 0.6180339887498949::float8 - floor(u * 0.6180339887498949::float8)))))::int;
CREATE FUNCTION pg_temp.tenant(u bigint) RETURNS text IMMUTABLE RETURN pg_temp.tenant_at(pg_temp.place(u));
CREATE FUNCTION pg_temp.usr(u bigint) RETURNS text IMMUTABLE RETURN 'usr_' || lpad(to_hex(u), 26, '0');
CREATE FUNCTION pg_temp.phone(u bigint) RETURNS text IMMUTABLE RETURN '+2547' || lpad(u::text, 8, '0');
CREATE FUNCTION pg_temp.email(u bigint) RETURNS text IMMUTABLE RETURN 'u' || u || '@example.com';
CREATE FUNCTION pg_temp.address(u bigint) RETURNS text IMMUTABLE
  RETURN CASE WHEN u % 5 = 0 THEN pg_temp.email(u) ELSE pg_temp.phone(u) END;
CREATE FUNCTION pg_temp.channel(u bigint) RETURNS text IMMUTABLE RETURN CASE WHEN u % 5 = 0 THEN 'email' ELSE 'sms' END;
CREATE FUNCTION pg_temp.country(u bigint) RETURNS text IMMUTABLE RETURN CASE WHEN u % 5 <> 0 THEN 'KE' END;
CREATE FUNCTION pg_temp.network(u bigint) RETURNS text IMMUTABLE
  RETURN '10.' || u / 7 % 4 || '.' || u / 28 % 250 || '.' || u % 7;
CREATE FUNCTION pg_temp.home(u bigint) RETURNS text IMMUTABLE
  RETURN '10.' || u / 7 % 4 || '.' || u / 28 % 250 || '.0/24';
-- A large prime, so that the codes of one user lie far apart.
CREATE FUNCTION pg_temp.owner(c bigint) RETURNS bigint IMMUTABLE RETURN 1 + (c * 2654435761) % $users;
CREATE FUNCTION pg_temp.fate(c bigint) RETURNS int IMMUTABLE RETURN ((c * 7919 / 101) % 100)::int;
CREATE FUNCTION pg_temp.status(c bigint) RETURNS text IMMUTABLE RETURN CASE
  WHEN c > $codes - $live THEN CASE WHEN pg_temp.fate(c) < 50 THEN 'pending' ELSE 'verified' END
  WHEN pg_temp.fate(c) < 75 THEN 'verified' WHEN pg_temp.fate(c) < 95 THEN 'pending'
  WHEN pg_temp.fate(c) < 97 THEN 'locked' WHEN c % 500 <> 0 THEN 'replaced' ELSE 'blocked' END;
-- Where the message of a live pending code stands: most were taken a moment ago, a few are due or in a worker's hands.
CREATE FUNCTION pg_temp.stage(c bigint) RETURNS text IMMUTABLE RETURN CASE
  WHEN pg_temp.status(c) <> 'pending' OR c <= $codes - $live THEN 'delivered' WHEN c > $codes - $due THEN 'queued'
  WHEN c % 16 = 1 THEN 'sending' WHEN c % 16 = 2 THEN 'failed' ELSE 'sent' END;
"""


def newest(which: str) -> str:
    """The newest codes, with their users, times and the ends of their ids."""
    return f"""(SELECT c, prefix || lpad(to_hex(c), 19, '0') AS id, pg_temp.owner(c) AS u,
      m.at + (c - m.first + 1) * m.step AS at, m.prefix FROM scale_moments m
      CROSS JOIN LATERAL generate_series(greatest(m.first, $codes - {which} + 1), m.last) AS c
     WHERE m.last > $codes - {which}) AS code"""  # noqa: S608 - constants
