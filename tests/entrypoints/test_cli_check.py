"""The command line: `auth1 check`, and the six points before going live."""

import json

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.terminal import DONE, MISCONFIGURED, NOWHERE, REFUSED, Run, run
from tests.fixtures.worlds import ADMIN_TOKEN, JWT_SECRET


def test_check_finds_pending_migrations(blank: str) -> None:
    """A database without the schema is reached and not in order."""
    result = run("check", "--json", **{**NOWHERE, "DATABASE_URL": blank})
    rows = {row["check"]: row for row in json.loads(result.stdout)}

    assert (REFUSED, "no") == (result.exit_code, rows["database"]["ok"])
    assert "auth1 migrate" in rows["database"]["note"]


def test_check_finds_nothing_wrong(auth1: Run, valkey_9: EmbeddedValkey) -> None:
    """With everything in order each line says yes, and the exit code is 0."""
    result = auth1("check", "--json", REDIS_URL=valkey_9.url, SNS_ORIGINATION_NUMBER="+12015550123")
    rows = json.loads(result.stdout)

    assert DONE == result.exit_code, rows
    assert {"yes"} == {row["ok"] for row in rows}
    assert {"database", "jwt secret", "audit log", "redis", "messages"} == {row["check"] for row in rows}


def test_check_names_what_is_wrong(auth1: Run) -> None:
    """Redis away and no provider: two lines say no, and what to do."""
    result = auth1("check", "--json")
    wrong = {row["check"]: row["note"] for row in json.loads(result.stdout) if row["ok"] == "no"}

    assert (REFUSED, {"redis", "messages"}) == (result.exit_code, set(wrong))
    assert "REDIS_URL" in wrong["redis"]


def test_check_knows_a_foreign_secret(auth1: Run, valkey_9: EmbeddedValkey) -> None:
    """A JWT_SECRET that is not this database's is found before a server could start with it."""
    auth1("check")
    result = auth1("check", "--json", REDIS_URL=valkey_9.url, AWS_SNS_REGION="eu-west-1", JWT_SECRET=JWT_SECRET[::-1])
    wrong = [row["check"] for row in json.loads(result.stdout) if row["ok"] == "no"]

    assert (REFUSED, ["jwt secret"]) == (result.exit_code, wrong)


def test_check_warns_of_an_owner_that_serves(auth1: Run, postgres_18: EmbeddedPostgres) -> None:
    """A serving role that owns the audit log is a warning, not a failure."""
    result = auth1("check", "--json", DATABASE_URL=postgres_18.owner_url)
    rows = {row["check"]: row["ok"] for row in json.loads(result.stdout)}

    assert "warning" == rows["audit log"]


def test_check_in_words_of_a_wrong_configuration() -> None:
    """For programs, too, a configuration that cannot be read is a list of findings and exit code 3."""
    result = run("check", "--json", DATABASE_URL="postgresql://u@h/db", JWT_SECRET="short")

    assert MISCONFIGURED == result.exit_code
    assert ["configuration"] * 2 == [row["check"] for row in json.loads(result.stdout)]


def test_going_live_has_six_points(auth1: Run, valkey_9: EmbeddedValkey) -> None:
    """`--production` adds the six points; each that was not seen to is a no, and all seen to is exit code 0."""
    base = {"REDIS_URL": valkey_9.url, "SNS_ORIGINATION_NUMBER": "+12015550123"}
    ready = {
        "APP_URL": "https://auth.acme.test",
        "CORS_ORIGINS": "https://app.acme.test",
        "GO_LIVE_CONFIRMED": "backups,monitoring,rate_limits",
        "ADMIN_TOKEN": ADMIN_TOKEN,
    }
    early = auth1("check", "--production", "--json", **base)
    late = auth1("check", "--production", "--json", **base, **ready)
    points = {row["check"]: row["ok"] for row in json.loads(early.stdout) if row["check"][0].isdigit()}

    assert list("123456") == sorted(name[0] for name in points)
    assert ["yes", "no", "no", "no", "no", "no"] == [points[name] for name in sorted(points)]
    assert (REFUSED, DONE) == (early.exit_code, late.exit_code)
    assert {"yes"} == {row["ok"] for row in json.loads(late.stdout)}
