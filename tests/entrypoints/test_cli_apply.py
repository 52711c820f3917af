"""`auth1 apply` and `auth1 tenants export`: tenants as files, in version control."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from tests.fixtures.terminal import DONE, REFUSED, USAGE, Run, shown

FILE = """\
tenants:
  acme:
    name: Acme
    settings:
      otp_length: 8
      allowed_countries: [NO, US]
      test_numbers: {+15551234567: "482913"}
      test_numbers_until: 2027-01-31T12:00:00Z
    branding: {color: "#1a73e8"}
    keys:
      - {kind: publishable, name: web}
      - {kind: secret, name: backend, scopes: ["users:read"], networks: [10.0.0.0/8], rate_per_minute: 600}
  beta:
    keys: []
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file above."""
    path = tmp_path / "tenants.yaml"
    path.write_text(FILE)
    return path


def applied(auth1: Run, file: Path, *more: str) -> Any:
    """What a program reads after the file was applied."""
    return shown(auth1("apply", str(file), "--yes", "--json", *more))


def test_the_file_becomes_so_and_stays_so(auth1: Run, file: Path) -> None:
    """Tenants and keys of the file are made in one go; a second time there is nothing to do, and no key is made."""
    first, second = applied(auth1, file), applied(auth1, file)
    settings = shown(auth1("tenants", "show", "acme", "--json"))["settings"]

    assert [("acme", "web"), ("acme", "backend")] == [(key["tenant"], key["name"]) for key in first["keys"]]
    assert [] == [line for each in second["plan"] for line in each["changes"]] + second["keys"]
    assert (8, ["NO", "US"], 1) == (settings["otp_length"], settings["allowed_countries"], settings["test_numbers"])
    assert ["publishable", "secret"] == sorted(key["kind"] for key in shown(auth1("keys", "list", "acme", "--json")))
    assert [] == shown(auth1("keys", "list", "beta", "--json"))


def test_a_plan_is_shown_first(auth1: Run, file: Path) -> None:
    """Without a yes nothing is done; `--check` says by its exit code whether something would be."""
    asked = auth1("apply", str(file))
    checked = auth1("apply", str(file), "--check")

    assert (REFUSED, REFUSED) == (asked.exit_code, checked.exit_code)
    assert [] == shown(auth1("tenants", "list", "--json"))
    for line in ("+ acme", "~ settings.otp_length: 6 -> 8", "+ key backend (secret): users:read, from 10.0.0.0/8"):
        assert line in asked.stdout and line in checked.stdout
    assert "482913" not in asked.stdout
    applied(auth1, file)
    assert (DONE, "Nothing to do: everything is as the file says.\n") == (
        auth1("apply", str(file), "--check").exit_code,
        auth1("apply", str(file), "--check").stdout,
    )


def test_a_change_of_the_file(auth1: Run, file: Path) -> None:
    """A changed line is the whole plan; a key keeps its secret when its rights change; a key that was taken out stays."""
    applied(auth1, file)
    changed = FILE.replace("otp_length: 8", "otp_length: 7").replace("rate_per_minute: 600", "rate_per_minute: 60")
    file.write_text(changed.replace("      - {kind: publishable, name: web}\n", ""))
    before = {key["id"]: key["prefix"] for key in shown(auth1("keys", "list", "acme", "--json"))}
    said = applied(auth1, file)
    after = {key["id"]: key["prefix"] for key in shown(auth1("keys", "list", "acme", "--json"))}
    acme = next(each["changes"] for each in said["plan"] if each["tenant"] == "acme")
    backend = next(key for key in shown(auth1("keys", "list", "acme", "--json")) if key["kind"] == "secret")

    assert (before, []) == (after, said["keys"])
    assert ["~ settings.otp_length: 8 -> 7", "~ key backend", "  key web"] == [line.partition(" (")[0] for line in acme]
    assert 60 == shown(auth1("keys", "show", "acme", backend["id"], "--json"))["rate_per_minute"]


def test_new_keys_go_into_a_file_of_ones_own(auth1: Run, file: Path, tmp_path: Path) -> None:
    """With --keys-out no key is on the screen, and nobody else may read the file; an older file is never touched."""
    out = tmp_path / "keys.json"
    said = auth1("apply", str(file), "--yes", "--keys-out", str(out))
    keys = json.loads(out.read_text())

    assert (DONE, 0o600) == (said.exit_code, stat.S_IMODE(out.stat().st_mode))
    assert ["auth1_pk_acme_", "auth1_sk_acme_"] == [key["key"][:14] for key in keys]
    assert not any(key["key"] in said.output for key in keys)
    file.write_text(FILE.replace("beta", "gamma"))
    assert (USAGE, keys) == (
        auth1("apply", str(file), "--yes", "--keys-out", str(out)).exit_code,
        json.loads(out.read_text()),
    )
    assert ["acme", "beta"] == sorted(row["slug"] for row in shown(auth1("tenants", "list", "--json")))


def test_all_or_nothing(auth1: Run, file: Path) -> None:
    """One mistake anywhere, and nothing is done; each is named with its place."""
    file.write_text(FILE.replace("  beta:\n    keys: []", "  beta:\n    settings: {otp_lenght: 7, otp_length: 4}"))
    said = auth1("apply", str(file), "--yes")

    assert (REFUSED, "") == (said.exit_code, said.stdout)
    assert ["tenants.beta.settings.otp_lenght", "tenants.beta.settings.otp_length"] == [
        line.split(": ")[1] for line in said.stderr.splitlines()[:2]
    ]
    assert [] == shown(auth1("tenants", "list", "--json"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tenants:\n  a: {name: x, name: y}", "line 2, column 16: 'name' stands twice"),
        ("tenants: [", "line 1"),
        ("tenants: {1: {}}", "a name must be a text"),
        ("tenants: !!python/object:os.system {}", "could not determine a constructor"),
        ("acme: {}", "one object 'tenants'"),
        ("tenants: &a {acme: *a}", "tenants.acme"),
        ("tenants: {www: {name: x}}", "tenants.www.slug"),
        ("tenants: {acme: {settings: {message_plan: {default: [carrier-pigeon]}}}}", "tenants.acme.settings.message_plan"),
        ("tenants: {acme: {settings: {test_numbers: {+15551234567: 482913}}}}", "tenants.acme.settings.test_numbers"),
        ("tenants: {acme: {keys: [{kind: secret, name: x, expires_at: 2020-01-01T00:00:00Z}]}}", "tenants.acme.keys.x"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be(auth1: Run, file: Path, text: str, said: str) -> None:
    """What is wrong is said with its place, on one line each, and never with a trace."""
    file.write_text(text)
    result = auth1("apply", str(file), "--yes")

    assert (REFUSED, "") == (result.exit_code, result.stdout)
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_slug_of_a_deleted_tenant(auth1: Run, file: Path, postgres_18: EmbeddedPostgres) -> None:
    """A deleted tenant's slug is never given again, and the refusal names it."""
    from sqlalchemy import create_engine, text

    applied(auth1, file)
    engine = create_engine(postgres_18.owner_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE tenants SET deleted_at = now() WHERE slug = 'beta'"))
    engine.dispose()
    result = auth1("apply", str(file), "--yes")

    assert REFUSED == result.exit_code
    assert "The slug beta was a deleted tenant's" in result.stderr


def test_an_export_applies_to_nothing(auth1: Run, file: Path, tmp_path: Path) -> None:
    """What was exported finds nothing to do, here and of single tenants; elsewhere it makes the same tenants."""
    applied(auth1, file)
    auth1("keys", "issue", "acme", "--kind", "secret", "--name", "nightly: job", "--expires-in", "30d")
    exported = auth1("tenants", "export")
    file.write_text(exported.stdout)

    assert (DONE, "Nothing to do: everything is as the file says.\n") == (
        auth1("apply", str(file), "--check").exit_code,
        auth1("apply", str(file), "--check").stdout,
    )
    assert "beta" not in auth1("tenants", "export", "acme").stdout
    assert REFUSED == auth1("tenants", "export", "nobody").exit_code


def test_an_export_has_no_secret(auth1: Run, file: Path) -> None:
    """Neither keys nor fixed codes are in an export, the codes only where they are asked for; defaults are not either."""
    keys = applied(auth1, file)["keys"]
    plain, full = auth1("tenants", "export").stdout, auth1("tenants", "export", "--test-codes").stdout

    assert not any(key["key"] in plain + full for key in keys)
    assert (False, True) == ("482913" in plain, "482913" in full)
    assert "session_ttl_minutes" not in plain


def test_what_was_not_seen_is_not_done(auth1: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody changes the tenant between the plan and the yes, nothing is done: the new plan must be seen."""
    applied(auth1, file)
    file.write_text(FILE.replace("otp_length: 8", "otp_length: 7"))

    def another(*_: object, **__: object) -> bool:
        changed = file.parent / "other.yaml"
        changed.write_text(FILE.replace("otp_length: 8", "otp_length: 9"))
        assert DONE == auth1("apply", str(changed), "--yes").exit_code
        return True

    monkeypatch.setattr("click.confirm", another)
    late = auth1("apply", str(file))

    assert REFUSED == late.exit_code
    assert "have changed since the plan was made" in late.stderr
    assert 9 == shown(auth1("tenants", "show", "acme", "--json"))["settings"]["otp_length"]


CLIENTS = """\
tenants:
  acme:
    clients:
      - {name: shop, auth_method: client_secret_basic, redirect_uris: ["https://shop.example.com/callback"]}
      - {name: pocket, auth_method: none, redirect_uris: ["com.example.pocket:/cb"]}
"""


def test_clients_become_as_the_file_says(auth1: Run, file: Path) -> None:
    """They are made with the secrets that they need, printed once; a change keeps the id, and those not named stay."""
    file.write_text(CLIENTS)
    first, again = applied(auth1, file), applied(auth1, file)
    listed = {row["name"]: row["id"] for row in shown(auth1("clients", "list", "acme", "--json"))}
    file.write_text(
        CLIENTS.replace("shop.example.com/callback", "new.example.com/callback").partition("      - {name: p")[0]
    )
    plan = auth1("apply", str(file), "--check").stdout
    changed = applied(auth1, file)
    one = shown(auth1("clients", "show", "acme", listed["shop"], "--json"))

    assert [("client", "shop", listed["shop"])] == [
        (key["kind"], key["name"], key["client_id"]) for key in first["keys"]
    ]
    assert first["keys"][0]["key"].startswith("auth1_cs_")
    assert ([], []) == (again["plan"][0]["changes"], again["keys"] + changed["keys"])
    assert "~ client shop: redirect_uris: " in plan
    assert f"client pocket ({listed['pocket']}) is not in the file, and stays" in plan
    assert (["https://new.example.com/callback"], [first["keys"][0]["key"][:17] + "…"]) == (
        one["redirect_uris"], one["secrets"]
    )  # fmt: skip


def test_an_export_has_the_clients(auth1: Run, file: Path) -> None:
    """It applies to nothing, and has no secret and no default."""
    file.write_text(CLIENTS)
    secret = applied(auth1, file)["keys"][0]["key"]
    exported = auth1("tenants", "export").stdout
    file.write_text(exported)

    assert DONE == auth1("apply", str(file), "--check").exit_code
    assert "com.example.pocket:/cb" in exported
    assert not any(text in exported for text in (secret, "auth1_cs_", "needs_consent", "grant_types"))
