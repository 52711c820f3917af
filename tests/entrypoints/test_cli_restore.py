"""auth1 restore-finish, as a process, with the log of a real instance."""

from pathlib import Path

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.instance import auth1, serving
from tests.fixtures.rows import rows
from tests.fixtures.servers import empty


@pytest.fixture
def servers(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> dict[str, str]:
    """Variables that name empty servers."""
    empty(postgres_18)
    return {
        "DATABASE_URL": postgres_18.serving_url, "DATABASE_OWNER_URL": postgres_18.owner_url, "REDIS_URL": valkey_9.url,
    }  # fmt: skip


def revoked_once(servers: dict[str, str], log: Path) -> str:
    """A tenant's key is revoked at a real instance; its id."""
    with serving(log, "--no-worker", **servers) as instance:
        acme = instance.tenant("acme")
        body = {"kind": "secret", "name": "leaked"}
        made = instance.call("POST", "/api/keys", body, key=acme["secret_key"]).json
        assert 204 == instance.call("DELETE", f"/api/keys/{made['id']}", key=acme["secret_key"]).status
        return str(made["id"])


def test_the_log_of_an_instance_is_enough(
    servers: dict[str, str], postgres_18: EmbeddedPostgres, tmp_path: Path
) -> None:
    """What the log says was revoked is revoked again, also where a collector put words before its lines."""
    log = tmp_path / "log"
    key = revoked_once(servers, log)
    rows(postgres_18, "UPDATE api_keys SET revoked_at = NULL")
    log.write_text("no line of ours\n{broken\n" + "".join(f"pod-1 {line}\n" for line in log.read_text().splitlines()))
    said = auth1("restore-finish", "--yes", "--backup-at", "2026-01-01T00:00:00", "--log", str(log), **servers)

    assert (0, "") == (said.returncode, said.stderr)
    assert "1  key.revoked in the log" in said.stdout
    assert "1  revocations, blocks and deletions of the log done again" in said.stdout
    assert [(True,)] == list(rows(postgres_18, "SELECT revoked_at IS NOT NULL FROM api_keys WHERE id = %s", key))
    assert "2026-01-01T00:00:00+00:00" == rows(
        postgres_18, "SELECT details ->> 'backup_at' FROM audit_log WHERE action = 'installation.restored'"
    )[0][0]  # fmt: skip


def test_what_the_backup_knows_is_not_done_again(
    servers: dict[str, str], postgres_18: EmbeddedPostgres, tmp_path: Path
) -> None:
    """Lines from before the backup are passed over."""
    log = tmp_path / "log"
    revoked_once(servers, log)
    rows(postgres_18, "UPDATE api_keys SET revoked_at = NULL")
    said = auth1("restore-finish", "--yes", "--backup-at", "2100-01-01T00:00:00", "--log", str(log), **servers)

    assert "0  revocations, blocks and deletions of the log done again" in said.stdout
    assert [(0,)] == list(rows(postgres_18, "SELECT count(revoked_at) FROM api_keys"))


def test_nothing_is_done_without_a_yes(servers: dict[str, str], postgres_18: EmbeddedPostgres) -> None:
    """It asks first, and an empty answer is no."""
    before = rows(postgres_18, "SELECT count(*) FROM audit_log")
    said = auth1("restore-finish", **servers)

    assert 1 == said.returncode
    assert "signs everybody out" in said.stderr
    assert before == rows(postgres_18, "SELECT count(*) FROM audit_log")
