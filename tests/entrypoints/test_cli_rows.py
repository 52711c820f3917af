"""The command line: tenants, keys and admin tokens, for people and for programs."""

import pytest
from sqlalchemy import create_engine, text

from adapters.embedded.postgres import EmbeddedPostgres
from domain.ids import AdminTokenId, KeyId, TenantId
from tests.fixtures.terminal import DONE, REFUSED, Run, shown


def test_a_tenant_is_made_and_shown(auth1: Run) -> None:
    """`create` prints the two keys once; `list` and `show` find the tenant by id and by slug."""
    made = shown(auth1("tenants", "create", "acme", "--name", "Acme", "--settings", '{"otp_length": 8}', "--json"))
    by_slug = shown(auth1("tenants", "show", "acme", "--json"))

    assert {"tenant_id", "name", "slug", "api_key", "secret_key"} == set(made)
    assert TenantId.parse(made["tenant_id"])
    assert (made["api_key"][:14], made["secret_key"][:14]) == ("auth1_pk_acme_", "auth1_sk_acme_")
    assert by_slug == shown(auth1("tenants", "show", made["tenant_id"], "--json"))
    assert ("Acme", 8) == (by_slug["name"], by_slug["settings"]["otp_length"])
    assert [made["tenant_id"]] == [row["id"] for row in shown(auth1("tenants", "list", "--json"))]
    assert made["secret_key"] not in auth1("tenants", "show", "acme").stdout


def test_people_read_a_table(auth1: Run) -> None:
    """Without --json there are lines for people, and a word where there is nothing."""
    assert (DONE, "Nothing here yet.\n") == (auth1("tenants", "list").exit_code, auth1("tenants", "list").stdout)
    made = auth1("tenants", "create", "acme", "--name", "Acme")
    listed, one = auth1("tenants", "list").stdout, auth1("tenants", "show", "acme").stdout

    assert "secret key" in made.stdout
    assert "acme" in listed
    assert "settings.otp length" in one


def test_a_refused_tenant_is_1(auth1: Run) -> None:
    """Wrong fields are named line by line, a taken slug is said, an unknown one too: exit code 1."""
    wrong = auth1("tenants", "create", "Acme!", "--name", "", "--settings", '{"otp_length": 4, "x": 1}')
    auth1("tenants", "create", "acme", "--name", "Acme")
    taken = auth1("tenants", "create", "acme", "--name", "Acme", "--json")
    unknown = auth1("tenants", "show", "nobody", "--json")

    assert [REFUSED] * 3 == [result.exit_code for result in (wrong, taken, unknown)]
    assert all(f"auth1: {name}:" in wrong.stderr for name in ("slug", "name", "settings.otp_length", "settings.x"))
    assert ["auth1: The slug is taken. Choose another one.\n", "auth1: There is no such tenant.\n"] == [
        taken.stderr, unknown.stderr
    ]  # fmt: skip
    assert "" == wrong.stdout + taken.stdout + unknown.stdout


def test_test_numbers_need_an_end_on_a_server(auth1: Run) -> None:
    """As over HTTP on a server, test numbers without an end are refused."""
    numbers = '{"test_numbers": {"+12015550100": "123456"}}'
    result = auth1("tenants", "create", "acme", "--name", "Acme", "--settings", numbers)

    assert REFUSED == result.exit_code
    assert "settings.test_numbers_until" in result.stderr


def test_keys_are_issued_listed_and_revoked(auth1: Run) -> None:
    """A key's secret is printed once; a revoked key stays in the list with its end."""
    auth1("tenants", "create", "acme", "--name", "Acme")
    args = ("keys", "issue", "acme", "--kind", "secret", "--name", "ci", "--expires-in", "90d", "--json")
    issued = shown(auth1(*args))
    revoked = auth1("keys", "revoke", "acme", issued["id"])
    rows = {row["id"]: row for row in shown(auth1("keys", "list", "acme", "--json"))}

    assert KeyId.parse(issued["id"])
    assert issued["key"].startswith(issued["prefix"])
    assert (DONE, f"{issued['id']} is revoked.\n") == (revoked.exit_code, revoked.stdout)
    assert 3 == len(rows)
    assert rows[issued["id"]]["revoked_at"]
    assert rows[issued["id"]]["expires_at"] > rows[issued["id"]]["created_at"]
    assert not any("key" in row or issued["key"] in str(row) for row in rows.values())


def test_a_key_may_overlap(auth1: Run) -> None:
    """`--after` leaves a key good for a while."""
    auth1("tenants", "create", "acme", "--name", "Acme")
    key = shown(auth1("keys", "list", "acme", "--json"))[0]
    result = auth1("keys", "revoke", "acme", key["id"], "--after", "1h")
    row = next(row for row in shown(auth1("keys", "list", "acme", "--json")) if row["id"] == key["id"])

    assert (DONE, f"{key['id']} is revoked in 1:00:00.\n") == (result.exit_code, result.stdout)
    assert row["revoked_at"] > row["created_at"]


@pytest.mark.parametrize(
    "args",
    [
        ("keys", "list", "nobody"),
        ("keys", "issue", "nobody", "--kind", "secret", "--name", "x"),
        ("keys", "revoke", "nobody", "key_1"),
        ("keys", "revoke", "acme", "key_1"),
        ("admins", "revoke", "adm_1"),
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_1(auth1: Run, args: tuple[str, ...]) -> None:
    """An unknown tenant, key or token is one line and exit code 1."""
    auth1("tenants", "create", "acme", "--name", "Acme")
    result = auth1(*args)

    assert (REFUSED, "", 1) == (result.exit_code, result.stdout, result.stderr.count("\n"))


def test_admin_tokens_are_issued_listed_and_revoked(auth1: Run) -> None:
    """A token is printed once, lives 90 days unless told otherwise, and is dead after `revoke`."""
    issued = shown(auth1("admins", "issue", "ada", "--json"))
    endless = shown(auth1("admins", "issue", "machine", "--expires-in", "0s", "--json"))
    revoked = auth1("admins", "revoke", issued["id"])
    rows = {row["name"]: row for row in shown(auth1("admins", "list", "--json"))}

    assert AdminTokenId.parse(issued["id"])
    assert issued["token"].startswith("auth1_at_")
    assert (None, DONE) == (endless["expires_at"], revoked.exit_code)
    assert ("no", "yes") == (rows["ada"]["live"], rows["machine"]["live"])
    assert issued["token"] not in str(rows)


def test_the_operator_is_named_in_the_audit_log(auth1: Run, postgres_18: EmbeddedPostgres) -> None:
    """Rows of the command line say who sat there."""
    auth1("admins", "issue", "ada")
    engine = create_engine(postgres_18.serving_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        actors = connection.execute(text("SELECT actor FROM audit_log")).scalars().all()
    engine.dispose()

    assert 1 == len(actors)
    assert actors[0].startswith("cli:")
