"""Names the modules that fixtures and steps come from, and says which files begin."""

import gc

import pytest

# What takes longest goes first, so that at the end no worker waits for another one's last file.
FIRST = ("features/over_http", "tests/faults", "tests/deploy", "tests/clients", "tests/benchmarks", "tests/attacks")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order files by how long their folder takes; the order within a file stays."""
    places = {folder: place for place, folder in enumerate(FIRST)}
    items.sort(key=lambda item: places.get("/".join(item.nodeid.split("/")[:2]), len(places)))


def pytest_collection_finish() -> None:
    """Spare what was imported from being looked through again at each test: the product does the same as it starts."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


pytest_plugins = [
    "tests.fixtures.logged",
    "tests.fixtures.servers",
    "tests.fixtures.redis_servers",
    "tests.fixtures.worlds",
    "tests.fixtures.twilio",
    "tests.fixtures.sns",
    "tests.fixtures.smtp",
    "tests.fixtures.gateway",
    "tests.fixtures.receiver",
    "tests.fixtures.faults.table",
    "tests.fixtures.replica",
    "tests.fixtures.restored",
    "tests.fixtures.moto",
    "tests.fixtures.terminal",
    "features.step_search",
    "features.steps.account_page",
    "features.steps.addresses",
    "features.steps.app_tokens",
    "features.steps.apps",
    "features.steps.branding",
    "features.steps.channels",
    "features.steps.clients",
    "features.steps.clock",
    "features.steps.codes",
    "features.steps.files",
    "features.steps.fraud",
    "features.steps.health",
    "features.steps.intelligence",
    "features.steps.keys",
    "features.steps.limits",
    "features.steps.mail",
    "features.steps.messages",
    "features.steps.moving",
    "features.steps.page_choices",
    "features.steps.page_links",
    "features.steps.page_sights",
    "features.steps.pages",
    "features.steps.otp",
    "features.steps.providers",
    "features.steps.records",
    "features.steps.refusals",
    "features.steps.requests",
    "features.steps.rights",
    "features.steps.risk",
    "features.steps.sessions",
    "features.steps.standing",
    "features.steps.tenants",
    "features.steps.users",
    "features.steps.verifiers",
    "features.steps.webhooks",
    "features.steps.wire",
]
