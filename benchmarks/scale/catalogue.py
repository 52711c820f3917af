"""Every question that the product asks its database."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Final

import adapters.postgres
from benchmarks.scale import of_codes, of_messages, of_openid, of_people, of_records

PROBES: Final = of_codes.PROBES + of_messages.PROBES + of_people.PROBES + of_records.PROBES + of_openid.PROBES
# What sends nothing of its own, or can be asked only of another database than this.
LEFT_OUT: Final[Mapping[str, str]] = {
    "PostgresStore.begin": "opens the transaction that others are asked in",
    "PostgresAnswers.keep": "writes the row that PostgresAnswerBook.claim has locked, by the same key",
    "PostgresKnownKeys.forget": "sends nothing",
    "PostgresAuditMonths.drop": "drops a partition",
    "PostgresSigningKeys.add": "one row, under the keys that PostgresSigningKeys.save goes by",
    "PostgresWebhooks.add": "one row, under the keys that PostgresWebhooks.save goes by",
    "PostgresHooks.put": "one row, under the key that PostgresHooks.get goes by",
    "PostgresAdminTokens.add": "a table of some rows",
    "PostgresAdminTokens.save": "a table of some rows",
}
# What is at fault today, and what would mend it; the table says so, and nobody is stopped by it.
KNOWN: Final[Mapping[str, str]] = {
    "History.requests (blocked)": "no index on a status that hardly occurs",
    "History.requests (expired)": "deeds are found by time where tenants are small on average, not by their subject",
    "History.requests (locked)": "the same",
    "History.requests (replaced)": "the same",
}


def methods() -> Iterator[str]:
    """The public methods of the adapters on Postgres, as their classes name them."""
    for found in pkgutil.iter_modules(adapters.postgres.__path__):
        module = importlib.import_module(f"adapters.postgres.{found.name}")
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if name.startswith("Postgres") and kind.__module__ == module.__name__:
                yield from (f"{name}.{method}" for method in vars(kind) if _is_asked(kind, method))


def _is_asked(kind: type, name: str) -> bool:
    return not name.startswith("_") and inspect.isfunction(vars(kind)[name])
