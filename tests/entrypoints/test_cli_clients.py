"""The command line: OAuth clients, for people and for programs."""

import json
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from domain.ids import ClientId
from tests.fixtures.terminal import DONE, REFUSED, USAGE, Run, shown

WEB = ("--name", "Web", "--auth-method", "client_secret_basic", "--redirect-uri", "https://app.example.com/callback")


@pytest.fixture
def acme(auth1: Run) -> Run:
    """Commands on a database with a tenant."""
    auth1("tenants", "create", "acme", "--name", "Acme")
    return auth1


def test_a_client_is_registered_shown_and_listed(acme: Run) -> None:
    """Its secret is printed once, and neither shown nor listed afterwards."""
    made = shown(acme("clients", "create", "acme", *WEB, "--scope", "openid", "--scope", "orders:read", "--json"))
    one = shown(acme("clients", "show", "acme", made["id"], "--json"))
    listed = shown(acme("clients", "list", "acme", "--json"))
    secret = made.pop("secret")

    assert ClientId.parse(made["id"])
    assert (made, [made["id"]]) == (one, [row["id"] for row in listed])
    assert (["openid", "orders:read"], [f"{secret[:17]}…"]) == (one["scopes"], one["secrets"])
    assert secret not in str((one, listed))


def test_people_read_lines_and_a_table(acme: Run) -> None:
    """Without --json."""
    assert (DONE, "Nothing here yet.\n") == (
        acme("clients", "list", "acme").exit_code,
        acme("clients", "list", "acme").stdout,
    )
    made = acme("clients", "create", "acme", *WEB, "--no-consent").stdout
    listed = acme("clients", "list", "acme").stdout

    assert "auth1_cs_" in made
    assert "needs consent" in made
    assert "https://app.example.com/callback" in listed
    assert "auth1_cs_" not in listed


def test_a_client_is_changed_and_deleted(acme: Run) -> None:
    """What is named is replaced, the rest stays."""
    id = shown(acme("clients", "create", "acme", *WEB, "--json"))["id"]
    args = (
        "--redirect-uri",
        "https://b.example/cb",
        "--grant-type",
        "authorization_code",
        "--grant-type",
        "refresh_token",
    )
    changed = shown(acme("clients", "change", "acme", id, *args, "--json"))
    deleted = acme("clients", "delete", "acme", id)

    assert ("Web", ["https://b.example/cb"], ["authorization_code", "refresh_token"], True) == (
        changed["name"], changed["redirect_uris"], changed["grant_types"], changed["needs_consent"]
    )  # fmt: skip
    assert (DONE, f"{id} is deleted.\n") == (deleted.exit_code, deleted.stdout)
    assert REFUSED == acme("clients", "show", "acme", id).exit_code


def test_a_secret_is_changed_with_an_overlap(acme: Run) -> None:
    """Both prefixes are shown while both are good."""
    made = shown(acme("clients", "create", "acme", *WEB, "--json"))
    rotated = shown(acme("clients", "rotate-secret", "acme", made["id"], "--overlap", "7d", "--json"))
    alone = shown(acme("clients", "rotate-secret", "acme", made["id"], "--json"))
    long = acme("clients", "rotate-secret", "acme", made["id"], "--overlap", "31d")

    assert made["secret"] != rotated["secret"] != alone["secret"]
    assert (2, 1) == (len(rotated["secrets"]), len(alone["secrets"]))
    assert " until " in rotated["secrets"][1]
    assert (REFUSED, True) == (long.exit_code, "overlap_seconds" in long.stderr)


def test_public_keys_come_from_a_file(acme: Run, tmp_path: Path) -> None:
    """A private key in it is refused, and what is no JSON is wrong usage."""
    pair, file = OKPKey.generate_key("Ed25519"), tmp_path / "jwks.json"
    args = ("clients", "create", "acme", "--name", "Job", "--auth-method", "private_key_jwt", "--jwks", str(file))
    machine = (*args, "--grant-type", "client_credentials", "--scope", "orders:read", "--json")
    file.write_text(json.dumps({"keys": [pair.as_dict(private=True)]}))
    refused = acme(*machine)
    file.write_text("{")
    broken = acme(*machine)
    file.write_text(json.dumps({"keys": [pair.as_dict(private=False)]}))
    made = shown(acme(*machine))

    assert (REFUSED, USAGE) == (refused.exit_code, broken.exit_code)
    assert "auth1: jwks: " in refused.stderr
    assert (1, False) == (len(made["keys"]), "secret" in made)


def test_every_wrong_field_is_a_line(acme: Run) -> None:
    """And exit code 1."""
    wrong = acme("clients", "create", "acme", "--name", "", "--auth-method", "none", "--redirect-uri", "javascript:1")

    assert (REFUSED, "") == (wrong.exit_code, wrong.stdout)
    assert all(f"auth1: {name}:" in wrong.stderr for name in ("name", "redirect_uris"))


@pytest.mark.parametrize(
    "args",
    [
        ("list", "nobody"),
        ("create", "nobody", *WEB),
        ("show", "acme", "cl_1"),
        ("change", "acme", "cl_1", "--name", "x"),
        ("delete", "acme", "cl_1"),
        ("rotate-secret", "acme", "cl_1"),
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_1(acme: Run, args: tuple[str, ...]) -> None:
    """An unknown tenant or client is one line and exit code 1."""
    result = acme("clients", *args)

    assert (REFUSED, "", 1) == (result.exit_code, result.stdout, result.stderr.count("\n"))
