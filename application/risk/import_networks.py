"""An operator brings lists of networks."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.audit.scribe import Scribe
from application.ports.store import Store
from domain.audit import INSTALLATION, Action
from domain.caller import Caller
from domain.network_list import Listed, NetworkList, read_list


@dataclass(frozen=True, slots=True)
class ImportNetworks:
    """Keep the list of a kind (`tor`, `hosting`) instead of the one before, all of it or nothing.

    Raises InvalidRequest that names the wrong lines.
    """

    store: Store
    scribe: Scribe

    def __call__(self, *, kind: str, text: str, caller: Caller) -> NetworkList:
        listed, now = read_list(text), self.scribe.now()
        details = {"kind": kind, "networks": len(listed.networks), "systems": len(listed.systems)}
        row = self.scribe.audit(caller, Action.NETWORKS_IMPORTED, at=now, tenant_id=INSTALLATION, details=details)
        with self.store.begin() as tx:
            tx.networks.replace(kind, listed, now=now)
            tx.records.add(row)
        return listed


@dataclass(frozen=True, slots=True)
class CountNetworks:
    """How much each list holds, and since when."""

    store: Store

    def __call__(self) -> Sequence[Listed]:
        with self.store.begin() as tx:
            return tx.networks.counts()
