"""Prices of messages in `prices`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from adapters.postgres.tables import prices
from application.ports import store as ports
from domain.price import Price

KEY = [prices.c.provider, prices.c.channel, prices.c.country]


@dataclass(frozen=True, slots=True)
class PostgresPrices(ports.Prices):
    """The installation's prices."""

    connection: Connection

    def put(self, prices: Sequence[Price], *, now: datetime) -> None:
        """See Prices."""
        # In one order, so that no two imports wait for each other.
        rows = [
            {"provider": one.provider, "channel": one.channel, "country": one.country, "micros": one.micros}
            for one in sorted(prices, key=lambda price: price.key)
        ]
        if rows:
            self.connection.execute(_UPSERT, [{**row, "imported_at": now} for row in rows])

    def all(self) -> Sequence[Price]:
        """See Prices."""
        found = [Price(row.provider, row.channel, row.country, row.micros) for row in self.connection.execute(_ALL)]
        return sorted(found, key=lambda price: price.key)


_NEW = insert(prices)
_UPSERT = _NEW.on_conflict_do_update(
    index_elements=KEY, set_={"micros": _NEW.excluded.micros, "imported_at": _NEW.excluded.imported_at}
)
_ALL = select(prices)
