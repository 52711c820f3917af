"""An operator brings the prices of providers."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.audit.scribe import Scribe
from application.ports.store import Store
from domain.audit import INSTALLATION, Action
from domain.caller import Caller
from domain.price import Imported, Price, imported, read_prices


@dataclass(frozen=True, slots=True)
class ImportPrices:
    """Keep the prices of a CSV text, all of them or none; prices that it does not name stay.

    Hand-overs that have ended keep the cost that they had.
    Raises InvalidRequest that names every wrong line.
    """

    store: Store
    scribe: Scribe

    def __call__(self, *, text: str, dry_run: bool, caller: Caller) -> Imported:
        given, now = read_prices(text), self.scribe.now()
        with self.store.begin() as tx:
            counts = imported(tx.prices.all(), given)
            if not dry_run:
                tx.prices.put(given, now=now)
                details = {"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged}
                row = self.scribe.audit(caller, Action.PRICES_IMPORTED, at=now, tenant_id=INSTALLATION, details=details)
                tx.records.add(row)
        return counts


@dataclass(frozen=True, slots=True)
class ListPrices:
    """Every price that is known, by provider, channel and country."""

    store: Store

    def __call__(self) -> Sequence[Price]:
        with self.store.begin() as tx:
            return tx.prices.all()
