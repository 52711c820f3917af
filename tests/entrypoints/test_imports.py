"""Users come in from other systems, and whole tenants go from one installation to another."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.imports.formats import FORMATS
from adapters.memory.images import png_of
from application.imports.import_users import Report
from domain.caller import Caller
from tests.fixtures.terminal import DONE, REFUSED, Run
from tests.fixtures.worlds import GRACE, TenantKeys, World

FILES = Path(__file__).parents[1] / "data" / "imports"
CALLER = Caller(actor="cli:ada", request_id="cli_1")
CLIENTS: list[dict[str, Any]] = [
    {"name": "Web", "auth_method": "client_secret_post", "redirect_uris": ["https://app.example.com/callback"]},
    {"name": "App", "auth_method": "none", "redirect_uris": ["com.example.app:/cb"], "scopes": ["openid", "phone"]},
]


def imported(world: World, acme: TenantKeys, form: str, name: str, *, dry: bool = False) -> Report:
    """Import a file; the last report."""
    cases = world.container.use_cases
    tenant = cases.show_tenant()(acme.slug)
    *_, report = cases.import_users()(tenant, FORMATS[form](FILES / name), source=form, caller=CALLER, dry=dry)
    assert isinstance(report, Report)
    return report


def users_of(world: World, acme: TenantKeys) -> list[dict[str, Any]]:
    """As the tenant sees them."""
    found: list[dict[str, Any]] = world.call("GET", "/api/users", key=acme.secret).get_json()["data"]
    return found


@pytest.mark.parametrize(
    ("form", "name", "added"),
    [("auth0", "auth0.ndjson", 3), ("firebase", "firebase.json", 3), ("supabase", "supabase.csv", 3),
     ("keycloak", "keycloak.json", 3), ("clerk", "clerk.csv", 3), ("csv", "plain.csv", 5)],
)  # fmt: skip
def test_a_file_is_imported_once_however_often(any_world: World, form: str, name: str, added: int) -> None:
    """A dry run keeps nothing and foresees the same; a second import adds nobody."""
    any_world.clock.at = datetime.now(UTC)
    acme = any_world.tenant()
    dry = imported(any_world, acme, form, name, dry=True)
    before = users_of(any_world, acme)
    first, second = imported(any_world, acme, form, name), imported(any_world, acme, form, name)

    assert ([], added, added) == (before, dry.counts["added"], first.counts["added"])
    assert (0, added) == (second.counts["added"], second.counts["there already"])
    assert added == len(users_of(any_world, acme))


def test_who_was_proven_signs_in_as_themselves_and_who_was_not_does_not(any_world: World) -> None:
    """An unproven address is noted; whoever proves it is somebody new, without the notes of the account."""
    any_world.clock.at = datetime.now(UTC)
    acme = any_world.tenant()
    imported(any_world, acme, "auth0", "auth0.ndjson")
    known = {user["app_metadata"]["imported"]["id"]: user for user in users_of(any_world, acme)}
    grace = any_world.sign_in(acme, GRACE)
    any_world.call("POST", "/api/auth/request", {"email": "mallory@example.com"}, key=acme.publishable)
    code = any_world.code("mallory@example.com")
    body = {"email": "mallory@example.com", "code": code}
    mallory = any_world.call("POST", "/api/auth/verify", body, key=acme.publishable).get_json()
    foreign = known["auth0|65f1c0ffee0000000000a003"]

    assert (False, known["sms|65f1c0ffee0000000000a002"]["id"]) == (grace["new_user"], grace["user_id"])
    assert (True, True) == (mallory["new_user"], mallory["user_id"] != foreign["id"])
    assert (None, {"email": "mallory@example.com"}) == (foreign["email"], foreign["app_metadata"]["unproven"])
    assert foreign["blocked"] is True


def test_what_is_odd_is_reported_by_line(any_world: World) -> None:
    """Invalid numbers, doubles, what cannot be read, what is left out."""
    any_world.clock.at = datetime.now(UTC)
    acme = any_world.tenant()
    plain = imported(any_world, acme, "csv", "plain.csv", dry=True)
    auth0 = imported(any_world, acme, "auth0", "auth0.ndjson", dry=True)

    assert [5] == plain.odd["invalid phone"]
    assert [6] == plain.odd["double: an earlier record has the same address or id"]
    assert [4] == auth0.odd["unreadable: no JSON"]
    assert [1] == auth0.odd["left out: password"]
    assert [3] == auth0.odd["unproven address: noted, opens no account"]


def test_an_address_of_somebody_here_is_taken(any_world: World) -> None:
    """Nobody's account is overwritten by a file."""
    any_world.clock.at = datetime.now(UTC)
    acme = any_world.tenant()
    here = any_world.sign_in(acme, GRACE)["user_id"]
    report = imported(any_world, acme, "auth0", "auth0.ndjson")

    assert [2] == report.odd["taken: the address is another user's here"]
    assert here in {user["id"] for user in users_of(any_world, acme)}


def test_a_terminal_reads_first_and_keeps_when_told(auth1: Run, world: World) -> None:
    """Without --apply nothing is kept; the table names lines."""
    world.clock.at = datetime.now(UTC)
    acme = world.tenant()
    dry = auth1("import", "acme", str(FILES / "auth0.ndjson"), "--from", "auth0")
    left = users_of(world, acme)
    meant = auth1("import", "acme", str(FILES / "auth0.ndjson"), "--from", "auth0", "--apply")
    wrong = auth1("import", "acme", str(FILES / "keycloak.json"), "--from", "clerk")

    assert (DONE, DONE, REFUSED) == (dry.exit_code, meant.exit_code, wrong.exit_code)
    assert "Nothing was kept" in dry.output
    assert ([], 3) == (left, len(users_of(world, acme)))
    assert "must be Clerk's CSV" in wrong.stderr


def test_a_tenant_moves_with_everything_that_is_its_own(any_world: World) -> None:
    """Out, in, out again: not a line differs; API keys that apps have go on opening."""
    from tests.fixtures.worlds import make_memory_world

    any_world.clock.at = datetime.now(UTC)
    acme = any_world.tenant(otp_length=8, allowed_countries=["US"])
    any_world.sign_in(acme)
    imported(any_world, acme, "auth0", "auth0.ndjson")
    any_world.call("POST", "/api/webhooks", {"url": "https://hooks.example.com", "events": ["otp.*"]}, key=acme.secret)
    for body in CLIENTS:
        assert 201 == any_world.call("POST", "/api/clients", body, key=acme.secret).status_code
    hook = {"url": "https://hooks.example.com/ask", "before": ["user.create"], "on_failure": "allow"}
    any_world.call("PUT", "/api/hook", hook, key=acme.secret)
    logo = any_world.call("PUT", "/api/tenant/logo", key=acme.secret, data=png_of(9, 9), content_type="image/png")
    path = logo.get_json()["url"].removeprefix("https://auth.test")
    cases = any_world.container.use_cases
    out = list(cases.export_tenant()(cases.show_tenant()("acme"), secrets=True))
    other = make_memory_world()
    other.clock.at = any_world.clock.at
    there = other.container.use_cases
    lines = [json.loads(json.dumps(line)) for line in out]
    for _ in range(2):
        *_, done = there.import_tenant()(lines, caller=CALLER)
    again = list(there.export_tenant()(there.show_tenant()("acme"), secrets=True))

    assert len(out) - 1 == done
    assert json.dumps(out, sort_keys=True) == json.dumps(again, sort_keys=True)
    assert 4 == len(users_of(other, acme))
    assert any_world.call("GET", path).data == other.call("GET", path).data
    assert 200 == other.ask(acme, GRACE).status_code
    listed = [world.call("GET", "/api/clients", key=acme.secret).get_json() for world in (any_world, other)]
    assert (2, listed[0]) == (len(listed[1]["data"]), listed[1])


def test_what_is_no_dump_is_refused(auth1: Run, tmp_path: Path) -> None:
    """And a slug that another tenant has."""
    for content in ("", "{}", "[]", "x", '{"auth1": 2, "tenant": {}}'):
        file = tmp_path / "x.jsonl"
        file.write_text(content)
        assert REFUSED == auth1("import", "acme", str(file), "--from", "auth1", "--apply").exit_code, content


def test_dump_and_load_in_a_terminal(auth1: Run, world: World, tmp_path: Path) -> None:
    """The file is its owner's alone."""
    world.clock.at = datetime.now(UTC)
    world.sign_in(world.tenant())
    file = tmp_path / "acme.jsonl"
    dumped = auth1("export", "acme", str(file))
    looked = auth1("import", "acme", str(file), "--from", "auth1")
    loaded = auth1("import", "acme", str(file), "--from", "auth1", "--apply")

    assert (DONE, DONE, DONE) == (dumped.exit_code, looked.exit_code, loaded.exit_code), loaded.output
    assert "Nothing was kept" in looked.output
    assert 0o600 == file.stat().st_mode & 0o777
    assert "auth1_sk" in file.read_text()
    assert '"secret":' not in file.read_text()
