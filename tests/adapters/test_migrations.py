"""The schema's history, forward and back, on an empty and on a filled database."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.postgres.migrate import migrate
from adapters.postgres.schema import pending
from adapters.postgres.tables import metadata
from tests.fixtures.worlds import make_live_world

TABLES = (
    "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
)


@pytest.fixture(params=["postgres_18", "postgres_16"])
def urls(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """The owner's and the serving role's URL of a database that was never migrated."""
    server: EmbeddedPostgres = request.getfixturevalue(request.param)
    name = f"fresh_{secrets.token_hex(4)}"
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.owner_url.replace("/auth1_db", f"/{name}"), server.serving_url.replace("/auth1_db", f"/{name}")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_forward_back_and_forward(urls: tuple[str, str]) -> None:
    """An empty database goes forward, back to nothing, and forward again."""
    owner, serving = urls
    applied = migrate(owner, serving_url=serving)
    assert 0 == migrate(owner, to="base")
    with psycopg.connect(owner) as connection:
        assert (0,) == connection.execute(TABLES).fetchone()
    assert pending(serving) or pending(owner)
    assert applied == migrate(owner, serving_url=serving) > 0
    assert not pending(serving)


def test_a_filled_database_migrates_and_serves(urls: tuple[str, str], valkey_9: EmbeddedValkey) -> None:
    """Migrating again over data changes nothing; a column that the operator added to users survives, and so do users."""
    owner, serving = urls
    migrate(owner, serving_url=serving)
    world = make_live_world(serving, valkey_9.url)
    acme = world.tenant()
    user = world.sign_in(acme)["user_id"]
    with psycopg.connect(owner) as connection:
        connection.execute("ALTER TABLE users ADD COLUMN loyalty_points int NOT NULL DEFAULT 7")
    migrate(owner, serving_url=serving)
    again = world.sign_in(acme)
    with psycopg.connect(owner) as connection:
        found = connection.execute("SELECT id, loyalty_points FROM users").fetchall()
    world.container.adapters.database().engine.dispose()

    assert (user, False) == (again["user_id"], again["new_user"])
    assert [(user, 7)] == found
    assert 0 == migrate(owner, to="base")
    assert 0 < migrate(owner, serving_url=serving)


def test_several_instances_may_start_at_once(urls: tuple[str, str]) -> None:
    """Four that migrate the same empty database at the same moment all come back with it migrated."""
    owner, serving = urls
    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(lambda _: migrate(owner, serving_url=serving), range(4)))

    assert 1 == len(set(applied))


def test_the_core_tables_are_what_the_migrations_made(urls: tuple[str, str]) -> None:
    """What SQLAlchemy believes of a table is what the migrations made of it."""
    owner, serving = urls
    migrate(owner, serving_url=serving)
    engine = create_engine(owner.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        known = set(metadata.tables)
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or name in known, "compare_type": False},
        )
        found = [change for change in compare_metadata(context, metadata) if not _is_index(change)]
    engine.dispose()

    assert [] == found


def _is_index(change: object) -> bool:
    kind = change[0] if isinstance(change, tuple) else ""
    return kind in ("remove_index", "add_index", "remove_fk", "remove_constraint", "add_constraint")
