"""The product by its use cases, on memory adapters."""

from pathlib import Path

import pytest

from features.hands.app import App
from features.hands.by_use_case import ByUseCase

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Scenarios about the wire have no meaning here, so they are not collected here."""
    items[:] = [item for item in items if item.path.parent != HERE or item.get_closest_marker("http") is None]


@pytest.fixture
def app() -> App:
    """Fresh for each scenario."""
    return ByUseCase()
