"""What both levels share: the story of a scenario."""

import pytest

from features.hands.app import App
from features.hands.story import Story


@pytest.fixture
def story(app: App) -> Story:
    """People, tenants, and what was said last."""
    return Story(app)
