"""A52: what is done to the audit log behind the product's back is named."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from dependency_injector import providers

from adapters.depots.folder import FolderDepot
from adapters.embedded.postgres import EmbeddedPostgres
from application.audit.verify_chain import Verified
from domain.audit_chain import Finding, Wrong
from tests.fixtures.rows import rows
from tests.fixtures.worlds import TenantKeys, World


@pytest.fixture
def acme(world: World) -> TenantKeys:
    """A tenant with some sign-ins of an hour ago, linked."""
    world.clock.at = datetime.now(UTC) - timedelta(hours=1)
    acme = world.tenant()
    for _ in range(3):
        world.sign_in(acme)
        world.later(minutes=1)
    world.container.use_cases.chain_rows()()
    world.clock.at = datetime.now(UTC)
    return acme


def verified(world: World, tenant_id: str, anchors: Any = ()) -> Verified:
    """What a verification ends with."""
    *_, last = world.container.use_cases.verify_chain()(tenant_id, anchors=anchors)
    assert isinstance(last, Verified)
    return last


def tamper(postgres: EmbeddedPostgres, statement: str, values: Mapping[str, Any]) -> None:
    """As whoever owns the whole database, past every trigger."""
    with psycopg.connect(postgres.owner_url) as line:
        line.execute("SET LOCAL session_replication_role = replica")
        line.execute(statement, values)


def place(postgres: EmbeddedPostgres, acme: TenantKeys, seq: int) -> str:
    """The row at a place of the chain."""
    query = "SELECT audit_id FROM audit_chain WHERE tenant_id = %s AND seq = %s"
    found: str = rows(postgres, query, acme.id, seq)[0][0]
    return found


def test_an_untouched_log_is_sound(world: World, acme: TenantKeys) -> None:
    """Every row was checked, of the tenant and of the installation."""
    found = verified(world, acme.id)

    assert (None, 0) == (found.finding, found.retired)
    assert found.links > 8


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE audit_log SET details = details || '{\"attempts\": 9}' WHERE id = %(row)s", Wrong.CHANGED),
        ("UPDATE audit_log SET actor = overlay(actor PLACING 'x' FROM 5 FOR 1) WHERE id = %(row)s", Wrong.CHANGED),
        ("UPDATE audit_log SET subject = NULL WHERE id = %(row)s", Wrong.CHANGED),
        ("UPDATE audit_log SET created_at = created_at + interval '1 microsecond' WHERE id = %(row)s", Wrong.REMOVED),
        ("DELETE FROM audit_log WHERE id = %(row)s", Wrong.REMOVED),
        ("DELETE FROM audit_chain WHERE tenant_id = %(tenant)s AND seq = 4", Wrong.REMOVED),
        ("UPDATE audit_chain SET digest = decode(repeat('00', 32), 'hex') WHERE audit_id = %(row)s", Wrong.CHANGED),
        ("UPDATE audit_chain SET head = decode(repeat('00', 32), 'hex') WHERE audit_id = %(row)s", Wrong.REORDERED),
    ],
)
def test_what_was_done_to_a_row_is_named(
    world: World, acme: TenantKeys, postgres_18: EmbeddedPostgres, statement: str, expected: Wrong
) -> None:
    """One byte is enough; the first bad place is told."""
    row = place(postgres_18, acme, 4)
    tamper(postgres_18, statement, {"row": row, "tenant": acme.id})
    finding = verified(world, acme.id).finding

    assert finding is not None
    assert (expected, 4) == (finding.what, finding.seq)
    assert finding.audit_id in (row, None)


def test_rows_that_changed_places_are_named(world: World, acme: TenantKeys, postgres_18: EmbeddedPostgres) -> None:
    """Two links swapped, each with its own row."""
    swap = """UPDATE audit_chain c SET audit_id = o.audit_id, created_at = o.created_at, digest = o.digest FROM audit_chain o
               WHERE c.tenant_id = %(tenant)s AND o.tenant_id = c.tenant_id AND c.seq + o.seq = 9 AND c.seq IN (4, 5)"""
    with psycopg.connect(postgres_18.owner_url) as line:
        line.execute("SET LOCAL session_replication_role = replica")
        line.execute("DROP INDEX audit_chain_of_row")
        line.execute(swap, {"tenant": acme.id})
        line.execute("CREATE UNIQUE INDEX audit_chain_of_row ON audit_chain (tenant_id, audit_id)")

    assert Finding(Wrong.REORDERED, 4, place(postgres_18, acme, 4)) == verified(world, acme.id).finding


def test_a_row_that_was_added_is_named(world: World, acme: TenantKeys, postgres_18: EmbeddedPostgres) -> None:
    """Whoever writes past the worker has no key: its row stays without a link, or breaks the chain."""
    copy = """INSERT INTO audit_log (tenant_id, created_at, id, action, actor, subject, details, xid)
              SELECT tenant_id, created_at, 'aud_' || repeat('0', 26), action, actor, subject, details, '3'
                FROM audit_log WHERE id = %(row)s"""
    tamper(postgres_18, copy, {"row": place(postgres_18, acme, 4)})
    finding = verified(world, acme.id).finding

    assert finding is not None
    assert (Wrong.ADDED, "aud_" + "0" * 26) == (finding.what, finding.audit_id)


def test_a_log_cut_off_at_its_end_is_shown_by_an_anchor(
    world: World, acme: TenantKeys, postgres_18: EmbeddedPostgres, tmp_path: Path
) -> None:
    """Rows and links taken from the end leave a sound chain, but not the one that lies outside."""
    world.container.adapters.anchor_depot.override(providers.Object(FolderDepot(str(tmp_path))))
    assert world.container.use_cases.anchor_heads()() >= 1
    assert 0 == world.container.use_cases.anchor_heads()()
    anchors = [json.loads(path.read_text()) for path in tmp_path.iterdir()]
    last = verified(world, acme.id).links
    values = {"tenant": acme.id, "row": place(postgres_18, acme, last), "seq": last}
    tamper(postgres_18, "DELETE FROM audit_log WHERE id = %(row)s", values)
    tamper(postgres_18, "DELETE FROM audit_chain WHERE tenant_id = %(tenant)s AND seq = %(seq)s", values)

    assert verified(world, acme.id).finding is None
    assert Finding(Wrong.TRUNCATED, last) == verified(world, acme.id, anchors).finding


def test_a_chain_that_was_made_anew_differs_from_its_anchor(
    world: World, acme: TenantKeys, postgres_18: EmbeddedPostgres, tmp_path: Path
) -> None:
    """Even whoever has the key cannot change what lies outside."""
    world.container.adapters.anchor_depot.override(providers.Object(FolderDepot(str(tmp_path))))
    world.container.use_cases.anchor_heads()()
    anchors = [json.loads(path.read_text()) for path in tmp_path.iterdir()]
    row = place(postgres_18, acme, 4)
    tamper(postgres_18, "UPDATE audit_log SET actor = 'cli:nobody' WHERE id = %(row)s", {"row": row})
    tamper(postgres_18, "DELETE FROM audit_chain", {})
    tamper(postgres_18, "UPDATE tails SET done = '3:3:' WHERE name = 'audit'", {})
    world.container.use_cases.chain_rows()()

    assert verified(world, acme.id).finding is None
    finding = verified(world, acme.id, anchors).finding
    assert finding is not None and finding.what is Wrong.CHANGED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log", "DROP TABLE audit_log",
        "UPDATE audit_chain SET seq = 1", "DELETE FROM audit_chain", "TRUNCATE audit_chain",
        "DELETE FROM audit_checkpoints", "UPDATE audit_checkpoints SET seq = 1", "DELETE FROM audit_anchors",
        "SET auth1.retention = 'on'; DELETE FROM audit_log", "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "SELECT audit_detach_month('2026-01-01'); DELETE FROM audit_log_default",
    ],
)  # fmt: skip
def test_the_role_that_serves_cannot_change_the_log(
    acme: TenantKeys, postgres_18: EmbeddedPostgres, statement: str
) -> None:
    """A51, A57: whoever takes over a web process adds rows at most."""
    with psycopg.connect(postgres_18.serving_url) as line, pytest.raises(psycopg.errors.InsufficientPrivilege):
        line.execute(statement)


@pytest.fixture
def call(postgres_18: EmbeddedPostgres) -> Iterator[Callable[[str], Any]]:
    """Calls a function as the role that serves; whatever it does is undone."""
    with psycopg.connect(postgres_18.serving_url) as line:
        yield lambda expression: line.execute(f"SELECT {expression}").fetchone()[0]  # type: ignore[index]
        line.rollback()


def test_retention_takes_nothing_young(acme: TenantKeys, call: Callable[[str], Any]) -> None:
    """What the serving role may call refuses whatever is younger than 30 days, months too."""
    this = f"{datetime.now(UTC):%Y-%m}"

    assert 0 == call(f"audit_forget('{acme.id}', now() + interval '1 year', 100)")
    assert 0 == call(f"audit_chain_forget('{acme.id}', 1000, 100)")
    assert call(f"audit_detach_month('{this}-01')") is None
    assert call(f"audit_drop_detached('audit_log_{this.replace('-', '_')}')") is False
    assert call("audit_drop_detached('users')") is False
    assert call("audit_drop_detached('audit_log_default')") is False
    assert call("audit_make_month('2031-01-01')") is False
