"""A53, A59: what is held of a person is shown whole, forgotten whole, and forgotten in time."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from application.audit.verify_chain import Verified
from domain.caller import Caller
from domain.ids import TenantId, UserId
from domain.refusal import NotFound
from tests.fixtures.rows import everything, rows
from tests.fixtures.worlds import GRACE, TenantKeys, World

CALLER = Caller(actor="cli:ada", request_id="cli_1")
ADA, MAIL, IP, AGENT, NOTE = (
    "+12015550123",
    "ada.lovelace@example.com",
    "203.0.113.77",
    "AdasBrowser/7",
    "likes engines",
)
TRACES = (ADA, MAIL, IP, AGENT, NOTE)


def lived(world: World) -> tuple[TenantKeys, str]:
    """Somebody who has left traces wherever one can: codes by phone and mail, sessions, notes, wrong tries."""
    world.clock.at = datetime.now(UTC)
    acme = world.tenant("acme", sms_branding="Acme")
    more: dict[str, Any] = {"ip": IP, "headers": {"User-Agent": AGENT}}
    first = world.sign_in(acme, ADA, **more)
    world.later(minutes=1)
    world.call("PATCH", "/api/auth/me", {"user_metadata": {"note": NOTE}}, bearer=first["token"], **more)
    world.call("POST", "/api/auth/me/email", {"email": MAIL}, bearer=first["token"], **more)
    code = world.code(MAIL)
    proven = world.call(
        "POST", "/api/auth/me/email/verify", {"email": MAIL, "code": code}, bearer=first["token"], **more
    )
    assert 200 == proven.status_code, proven.text
    world.later(minutes=2)
    world.ask(acme, ADA, **more)
    world.prove(acme, world.wrong(ADA), ADA, **more)
    world.call("POST", "/api/auth/request", {"email": MAIL}, key=acme.publishable, **more)
    world.deliver()
    world.sign_in(acme, GRACE)
    world.container.use_cases.settle_facts()()
    return acme, first["user_id"]


def of(acme: TenantKeys, user_id: str) -> dict[str, Any]:
    """Arguments of a use case about the user."""
    return {"tenant_id": TenantId(acme.id), "user_id": UserId(user_id), "caller": CALLER}


def tables_with(postgres: EmbeddedPostgres, text: str) -> set[str]:
    """Tables in which a text stands."""
    tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    names = [name for (name,) in rows(postgres, tables) if not re.match(r"audit_log_(\d|default)", name)]
    return {name for name in names if any(text in str(row) for row in rows(postgres, f"SELECT t::text FROM {name} t"))}


def test_an_export_holds_everything_that_is_held(world: World, postgres_18: EmbeddedPostgres) -> None:
    """Every table is walked: wherever an address, an IP, a device or a note of the person stands, the export has it."""
    acme, user_id = lived(world)
    made = world.container.use_cases.export_user()(**of(acme, user_id))
    text = json.dumps(made.data, default=str)
    where = {trace: tables_with(postgres_18, trace) for trace in TRACES}

    assert all(trace in text for trace in TRACES)
    assert all(len(tables) > 0 for tables in where.values())
    for trace, tables in where.items():
        shown = {name for name, found in made.data.items() if trace in json.dumps(found, default=str)}
        # Counts of traffic hold a caller's network for some weeks, of nobody in particular.
        assert tables - {"risk_traffic", "risk_facts"} <= shown, trace
    assert GRACE not in text
    assert "nonce" not in text


def test_nothing_of_an_erased_person_is_left(world: World, postgres_18: EmbeddedPostgres) -> None:
    """A53: no address, device or note in any table; others are untouched, and the audit log still verifies."""
    acme, user_id = lived(world)
    world.container.use_cases.chain_rows()()
    before = len(rows(postgres_18, "SELECT 1 FROM audit_log"))
    certificate = world.container.use_cases.erase_user()(**of(acme, user_id)).document()
    world.container.use_cases.chain_rows()()
    dump = everything(postgres_18)

    assert [] == [trace for trace in (ADA, MAIL, AGENT, NOTE) if trace in dump]
    assert tables_with(postgres_18, IP) <= {"risk_traffic", "risk_facts"}
    assert GRACE in dump
    assert len(rows(postgres_18, "SELECT 1 FROM audit_log")) > before
    assert (user_id, "cli:ada") == (certificate["user_id"], certificate["by"])
    assert certificate["erased_rows"]["users"] == 1
    assert certificate["audit_id"] in dump
    *_, last = world.container.use_cases.verify_chain()(acme.id)
    assert isinstance(last, Verified)
    assert last.finding is None


def test_an_erased_person_is_signed_out_and_may_come_back_as_another(any_world: World) -> None:
    """Tokens die at once; the same number makes a new user."""
    any_world.clock.at = datetime.now(UTC)
    acme = any_world.tenant()
    first = any_world.sign_in(acme)
    any_world.container.use_cases.erase_user()(**of(acme, first["user_id"]))

    assert 401 == any_world.call("GET", "/api/auth/me", bearer=first["token"]).status_code
    any_world.later(minutes=1)
    again = any_world.sign_in(acme)
    assert (True, True) == (again["new_user"], again["user_id"] != first["user_id"])
    with pytest.raises(NotFound):
        any_world.container.use_cases.erase_user()(**of(acme, first["user_id"]))


def test_another_tenants_person_is_not_there(any_world: World) -> None:
    """Neither to see nor to erase."""
    any_world.clock.at = datetime.now(UTC)
    acme, bolt = any_world.tenant("acme"), any_world.tenant("bolt")
    user = any_world.sign_in(acme)["user_id"]
    for case in (any_world.container.use_cases.export_user(), any_world.container.use_cases.erase_user()):
        with pytest.raises(NotFound):
            case(**of(bolt, user))


def test_what_is_old_is_forgotten(world: World, postgres_18: EmbeddedPostgres) -> None:
    """A59: codes after 30 days, where calls came from after 90, by the tenant's own settings; users stay."""
    acme, _ = lived(world)
    tenant = world.container.use_cases.show_tenant()(acme.slug)
    forget = world.container.use_cases.forget_in_time()
    world.later(days=29)
    early = dict(forget.of(tenant))
    world.later(days=2)
    late = dict(forget.of(tenant))

    assert {} == {name: count for name, count in early.items() if count}
    assert late["otp_requests"] > 2 and late["messages"] > 2 and late["otp_asks"] > 2 and late["events"] > 5
    assert set() == tables_with(postgres_18, ADA) - {"users", "otp_slots", "risk_proofs", "phone_lines"}
    assert tables_with(postgres_18, IP) >= {"request_origins", "sessions"}
    world.later(days=60)
    forget.of(tenant)
    world.container.use_cases.sweep()("")
    assert tables_with(postgres_18, IP) <= {"risk_traffic", "risk_facts"}
    assert set() == tables_with(postgres_18, AGENT)
    assert "users" in tables_with(postgres_18, ADA)


def test_a_tenant_may_keep_less(any_world: World) -> None:
    """Its own days hold, not another's."""
    any_world.clock.at = datetime.now(UTC)
    short, long = any_world.tenant("short", otp_retention_days=1), any_world.tenant("long")
    for tenant in (short, long):
        any_world.ask(tenant)
    any_world.later(days=1, seconds=1)
    any_world.container.use_cases.forget_in_time()()
    left = [
        len(any_world.call("GET", "/api/otp-requests", key=tenant.secret).get_json()["data"])
        for tenant in (short, long)
    ]

    assert [0, 1] == left


def test_a_deleted_tenants_data_goes_in_its_time_too(world: World, postgres_18: EmbeddedPostgres) -> None:
    """Nobody can look after it any more."""
    acme, _ = lived(world)
    world.admin("DELETE", f"/api/admin/tenants/{acme.id}")
    world.later(days=31)
    world.container.use_cases.forget_in_time()()

    assert set() == tables_with(postgres_18, MAIL) - {"users", "otp_slots", "risk_proofs"}


def test_nothing_secret_of_a_dead_code_stays(world: World, postgres_18: EmbeddedPostgres) -> None:
    """The nonce and the code's mac go at its end, used, locked or expired."""
    acme, _ = lived(world)
    world.later(minutes=11)
    world.container.use_cases.sweep()("")

    assert [] == list(rows(postgres_18, "SELECT 1 FROM otp_slots WHERE nonce IS NOT NULL OR code_mac IS NOT NULL"))
    assert acme.id


def test_months_go_to_the_archive_and_then_away(world: World, postgres_18: EmbeddedPostgres, tmp_path: Any) -> None:
    """A month whose time is over for every tenant is put outside whole, then dropped; what is left still verifies."""
    import gzip

    from dependency_injector import providers

    from adapters.depots.folder import FolderDepot

    now = datetime.now(UTC)
    long_ago = now - timedelta(days=480)
    month = f"{long_ago:%Y-%m}"
    first = f"{month}-01"
    after = f"{(long_ago.replace(day=1) + timedelta(days=32)).replace(day=1):%Y-%m-%d}"
    name = f"audit_log_{month.replace('-', '_')}"
    rows(postgres_18, f"CREATE TABLE {name} PARTITION OF audit_log FOR VALUES FROM ('{first}') TO ('{after}')")
    world.container.adapters.archive_depot.override(providers.Object(FolderDepot(str(tmp_path))))
    world.clock.at = long_ago
    acme = world.tenant()
    world.sign_in(acme)
    world.container.use_cases.chain_rows()()
    rows(postgres_18, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO auth1_app")
    world.clock.at = now
    world.later(seconds=0)
    world.admin("PATCH", f"/api/admin/tenants/{acme.id}", {"name": "Acme Two"})
    world.container.use_cases.chain_rows()()
    world.container.use_cases.keep_months()()
    archived = [
        json.loads(line) for path in tmp_path.iterdir() for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    *_, last = world.container.use_cases.verify_chain()(acme.id)

    assert {"tenant.created", "otp.requested"} <= {row["action"] for row in archived}
    assert [] == list(rows(postgres_18, "SELECT 1 FROM pg_class WHERE relname = %s", name))
    assert isinstance(last, Verified)
    assert (None, True) == (last.finding, last.retired + last.links > 0)
