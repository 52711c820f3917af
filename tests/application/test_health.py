"""Is everything there, and what is swept."""

from typing import NoReturn

import pytest

from adapters.memory.vital_signs import AlwaysThere
from application.health.check_health import CheckHealth
from domain.refusal import Unavailable
from tests.fixtures.worlds import ADA, World


class Gone(AlwaysThere):
    """A dependency that is not there."""

    def ping(self) -> NoReturn:
        """See Pingable."""
        raise Unavailable("Gone.")


@pytest.mark.parametrize(
    ("database", "redis", "expected"),
    [
        (AlwaysThere(), AlwaysThere(), "healthy"),
        (AlwaysThere(), Gone(), "degraded"),
        (Gone(), AlwaysThere(), "unhealthy"),
        (Gone(), Gone(), "unhealthy"),
    ],
)
def test_the_status_follows_the_database(database: AlwaysThere, redis: AlwaysThere, expected: str) -> None:
    """Without the database unhealthy, without Redis degraded, since codes are judged without it."""
    assert expected == CheckHealth(database=database, redis=redis)().status


def test_secrets_of_expired_codes_are_swept(memory_world: World) -> None:
    """When a code's time is over its nonce and mac go; a live one's stay."""
    memory_world.ask(memory_world.tenant())
    sweep, table = memory_world.container.use_cases.sweep(), memory_world.container.adapters.world()
    memory_world.later(seconds=599)
    sweep("")
    held = len(table.secrets)
    memory_world.later(seconds=1)
    sweep("")

    assert (1, 0) == (held, len(table.secrets))


def test_a_swept_slot_forgets_no_bound(memory_world: World) -> None:
    """A slot goes only when a day and an hour have passed: wrong codes of the day stay counted."""
    acme = memory_world.tenant()
    memory_world.ask(acme)
    memory_world.prove(acme, memory_world.wrong())
    sweep, table = memory_world.container.use_cases.sweep(), memory_world.container.adapters.world()
    memory_world.later(hours=24)
    sweep("")

    assert 1 == len(table.slots[acme.id, ADA, "sign_in"].failed_at)
    memory_world.later(hours=2)
    sweep("")
    assert {} == table.slots
