"""Lists of networks in `networks`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from application.ports import store as ports
from domain.network_list import Listed, NetworkList

_FORGET: Final = "DELETE FROM networks WHERE kind = %(kind)s"
_PUT: Final = """
INSERT INTO networks (kind, network, asn, imported_at)
SELECT %(kind)s, one::cidr, NULL, %(now)s FROM unnest(%(networks)s::text[]) AS one
UNION ALL SELECT %(kind)s, NULL, one, %(now)s FROM unnest(%(systems)s::bigint[]) AS one
"""
_COUNT: Final = """
SELECT kind, count(network) AS networks, count(asn) AS systems, max(imported_at) AS imported_at
  FROM networks GROUP BY kind ORDER BY kind
"""


@dataclass(frozen=True, slots=True)
class PostgresNetworks(ports.Networks):
    """The installation's lists."""

    connection: Connection

    def replace(self, kind: str, listed: NetworkList, *, now: datetime) -> None:
        """See Networks."""
        self.connection.exec_driver_sql(_FORGET, {"kind": kind})
        rows = {"kind": kind, "now": now, "networks": list(listed.networks), "systems": list(listed.systems)}
        self.connection.exec_driver_sql(_PUT, rows)

    def counts(self) -> Sequence[Listed]:
        """See Networks."""
        return [Listed(*row) for row in self.connection.exec_driver_sql(_COUNT)]
