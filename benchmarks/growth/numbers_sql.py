"""The numbers and networks of `benchmarks.load.phones`, and ids that tell their time, as Postgres works them out."""

from typing import Final

from benchmarks.load.phones import AREAS, EXCHANGES, LINES, SIZE, STRIDE
from domain.ids import ALPHABET

_AREAS: Final = ",".join(str(area) for area in AREAS)
_EXCHANGES: Final = ",".join(str(exchange) for exchange in EXCHANGES)
_SPOT: Final = f"(u * {STRIDE} % {SIZE})"
_NETWORK: Final = "(u * 40503 % 65536)"
# Ten letters tell the millisecond; what is old by its id is swept away as old.
_LETTERS: Final = " || ".join(f"substr('{ALPHABET}', (ms >> {shift} & 31)::int + 1, 1)" for shift in range(45, -5, -5))

# The session's own, written into the statements by the planner; `u` is a place.
FUNCTIONS: Final = f"""
CREATE FUNCTION pg_temp.phone(u bigint) RETURNS text IMMUTABLE RETURN
  '+1' || ('{{{_AREAS}}}'::int[])[1 + {_SPOT} / {LINES * len(EXCHANGES)}]
  || ('{{{_EXCHANGES}}}'::int[])[1 + {_SPOT} / {LINES} % {len(EXCHANGES)}] || lpad(({_SPOT} % {LINES})::text, 4, '0');
CREATE FUNCTION pg_temp.network(u bigint) RETURNS text IMMUTABLE RETURN
  '10.' || ({_NETWORK} >> 8) || '.' || ({_NETWORK} & 255) || '.7';
CREATE FUNCTION pg_temp.home(u bigint) RETURNS text IMMUTABLE RETURN
  '10.' || ({_NETWORK} >> 8) || '.' || ({_NETWORK} & 255) || '.0/24';
CREATE FUNCTION pg_temp.letters(ms bigint) RETURNS text IMMUTABLE RETURN {_LETTERS};
CREATE FUNCTION pg_temp.body(u bigint, at timestamptz) RETURNS text IMMUTABLE
  RETURN pg_temp.letters((extract(epoch FROM at) * 1000)::bigint) || lpad(to_hex(u), 16, '0');
"""
