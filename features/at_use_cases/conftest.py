"""The product by its use cases, on memory adapters."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from application.webhooks.deliver_webhooks import document_of
from domain.event_catalogue import CATALOGUE
from features.hands.app import App
from features.hands.by_use_case import ByUseCase

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Scenarios about the wire have no meaning here, so they are not collected here."""
    items[:] = [item for item in items if item.path.parent != HERE or item.get_closest_marker("http") is None]


@pytest.fixture
def app() -> Iterator[App]:
    """Fresh for each scenario; at its end every event that it made is what the catalogue says."""
    made = ByUseCase()
    yield made
    for event in made.world().events:
        Draft202012Validator(CATALOGUE[event.type].schema()).validate(document_of(event))
