"""What both levels share: the story of a scenario."""

import pytest

from features.hands.app import App
from features.hands.signed_in import SignedIn
from features.hands.story import Story


@pytest.fixture
def story(app: App) -> Story:
    """People, tenants, and what was said last."""
    return Story(app)


@pytest.fixture
def signed_in(app: App, story: Story) -> SignedIn:
    """People's devices, beside the story."""
    return SignedIn(app, story)
