"""The product by its web application, on real Postgres and Valkey, with a clock to turn and phones to look at."""

from collections.abc import Iterator

import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from features.hands.live_house import LiveHouse
from features.hands.over_http import OverHttp
from features.hands.story import Story
from features.hands.wire import Wire
from tests.fixtures.servers import empty


@pytest.fixture
def app(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> Iterator[OverHttp]:
    """On empty servers for each scenario."""
    empty(postgres_18)
    Redis.from_url(valkey_9.url).flushall()
    house = LiveHouse(postgres_18, valkey_9.url)
    yield OverHttp(house)
    house.close()


@pytest.fixture
def wire(app: OverHttp, story: Story) -> Wire:
    """Raw requests beside the story."""
    return Wire(app, story)
