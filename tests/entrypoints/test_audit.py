"""The audit log over HTTP and in a terminal."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from entrypoints.cli.audit import safe_cells
from tests.fixtures.replica import StreamingReplica
from tests.fixtures.rows import rows
from tests.fixtures.servers import empty
from tests.fixtures.terminal import DONE, REFUSED, Run, shown
from tests.fixtures.worlds import TenantKeys, World, make_live_world


def logs(world: World, acme: TenantKeys, **query: Any) -> dict[str, Any]:
    """One page of the log."""
    answer = world.call("GET", "/api/audit-logs", key=acme.secret, query_string=query)
    assert 200 == answer.status_code, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_sign_in_is_told_with_who_where_and_how_it_ended(any_world: World) -> None:
    """A50: every event of it, failures too, and the request's id leads from an answer to its row."""
    acme = any_world.tenant()
    any_world.ask(acme, headers={"User-Agent": "curl/8"})
    wrong = any_world.prove(acme, any_world.wrong())
    any_world.prove(acme, any_world.code())
    told = {row["action"]: row for row in logs(any_world, acme)["data"]}
    failed = told["otp.failed"]

    assert {"otp.requested", "otp.failed", "otp.verified", "session.created", "tenant.created"} <= set(told)
    assert ("failure", "198.51.100.7", wrong.headers["X-Request-Id"]) == (
        failed["outcome"],
        failed["ip"],
        failed["request_id"],
    )
    assert ("success", "curl/8") == (told["otp.requested"]["outcome"], told["otp.requested"]["user_agent"])
    assert failed["actor"].startswith("key:key_")
    assert "+1201" not in json.dumps(told)


def test_pages_go_on_with_a_cursor(any_world: World) -> None:
    """Newest first, none twice."""
    acme = any_world.tenant()
    for _ in range(3):
        any_world.later(minutes=1)
        any_world.sign_in(acme)
    everything = [row["id"] for row in logs(any_world, acme)["data"]]
    first = logs(any_world, acme, limit=4)
    rest = logs(any_world, acme, limit=200, cursor=first["next_cursor"])

    assert everything == [row["id"] for row in (*first["data"], *rest["data"])]
    assert ("primary", 0, None) == (first["source"], first["lag_seconds"], rest["next_cursor"])


@pytest.mark.parametrize(
    ("query", "field"),
    [({"action": "nothing"}, "action"), ({"from": "yesterday"}, "from"), ({"to": "2026-01-01"}, "to"),
     ({"actor": "x" * 201}, "actor"), ({"actor": "a\0"}, "actor"), ({"subject": "a\nb"}, "subject"), ({"cursor": "x"}, "cursor"), ({"limit": "201"}, "limit"), ({"colour": "red"}, "colour")],
)  # fmt: skip
def test_what_cannot_be_asked_is_named(memory_world: World, query: dict[str, str], field: str) -> None:
    """422 with the parameter."""
    acme = memory_world.tenant()
    answer = memory_world.call("GET", "/api/audit-logs", key=acme.secret, query_string=query)

    assert (422, [field]) == (answer.status_code, [error["field"] for error in answer.get_json()["errors"]])


def test_searches_are_answered_by_the_replica(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, replica: StreamingReplica
) -> None:
    """DATABASE_REPLICA_URL: the answer says so, and how far behind it may be; the hot path stays at the primary."""
    empty(postgres_18)
    world = make_live_world(postgres_18.serving_url, valkey_9.url, database_replica_url=replica.serving_url)
    acme = world.tenant()
    world.sign_in(acme)
    replica.catch_up()
    page = logs(world, acme, action="otp.*")
    world.container.adapters.database().engine.dispose()

    assert ("replica", 2) == (page["source"], len(page["data"]))
    assert page["lag_seconds"] < 5


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    """A spreadsheet shows it and runs nothing."""
    assert f"'{cell}" == safe_cells({"actor": cell})["actor"]
    assert {"actor": "key:1", "at": None, "details": '{"a": 1}'} == safe_cells(
        {"actor": "key:1", "at": None, "details": {"a": 1}}
    )


def test_export_verify_and_tampering(auth1: Run, world: World, postgres_18: EmbeddedPostgres, tmp_path: Path) -> None:
    """Both forms hold every row; an untouched log is sound, and a flipped byte is named with exit code 1."""
    world.clock.at = datetime.now(UTC) - timedelta(minutes=30)
    world.sign_in(world.tenant())
    linked, sound = auth1("audit", "chain"), auth1("audit", "verify")
    auth1("audit", "export", "acme", "--out", str(tmp_path / "log.jsonl"))
    auth1("audit", "export", "acme", "--format", "csv", "--out", str(tmp_path / "log.csv"))
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    cells = list(csv.DictReader(io.StringIO((tmp_path / "log.csv").read_text())))
    found = shown(auth1("audit", "search", "acme", "--action", "otp.*", "--json"))
    with_trigger_off = "SET session_replication_role = replica; UPDATE audit_log SET actor = 'x' WHERE id = '{}'"
    rows(postgres_18, with_trigger_off.format(lines[2]["id"]))
    broken = auth1("audit", "verify", "acme")

    assert (DONE, DONE, REFUSED) == (linked.exit_code, sound.exit_code, broken.exit_code)
    assert "sound" in sound.output
    assert "CHANGED at place" in broken.output
    assert lines[2]["id"] in broken.output
    assert len(lines) == len(cells) >= 7
    assert [line["id"] for line in lines] == [cell["id"] for cell in cells]
    assert {"otp.requested", "otp.verified"} == {row["action"] for row in found}


def test_a_person_is_shown_and_erased(auth1: Run, world: World, tmp_path: Path) -> None:
    """What is held comes as JSON, the certificate too."""
    world.clock.at = datetime.now(UTC)
    user_id = world.sign_in(world.tenant())["user_id"]
    found = shown(auth1("users", "find", "acme", "--phone", "+12015550123", "--json"))
    held = shown(auth1("users", "export", "acme", user_id))
    unsure = auth1("users", "erase", "acme", user_id)
    erased = shown(auth1("users", "erase", "acme", user_id, "--yes"))

    assert [user_id] == [user["id"] for user in found]
    assert "+12015550123" == held["data"]["users"][0]["phone"]
    assert REFUSED == unsure.exit_code
    assert (user_id, 1) == (erased["user_id"], erased["erased_rows"]["users"])
    assert [] == shown(auth1("users", "find", "acme", "--json"))
    assert {"otp_requests"} <= set(shown(auth1("retention", "acme", "--json")))
