"""Our statements as scripts of pgbench."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from benchmarks.bench.noted import Sent, SignIn
from benchmarks.bench.script import Script, Scripts, text_of

TENANT = "tn_01m8hk7bwwfg9r9q4kq4b6e2ya"
NOW = datetime(2026, 11, 28, 17, 30, tzinfo=UTC)


def script_of(statement: str, **arguments: Any) -> Script:
    sign_in = SignIn(TENANT, "+12025550123", "10.174.0.7", [], [])
    return Scripts(sign_in).of([Sent(statement, arguments)])


def filled(script: Script) -> str:
    """The statement, with the texts in their places, and each space that matters."""
    statement = script.text.splitlines()[-1].replace("::text", "").rstrip(";")
    return " ".join(re.sub(r":(t\d+)", lambda found: f"'{script.defined[found[1]]}'", statement).split())


def test_what_stays_the_same_is_an_argument() -> None:
    """Texts, numbers, moments and bytes become variables; None is NULL; a percent sign is one again."""
    script = script_of("SELECT %(a)s, %(b)s , %(c)s , 5 %% 2", a="x:y", b=None, c=7)

    assert "SELECT 'x:y' , NULL , '7' , 5 % 2" == filled(script)


def test_the_tenant_stays_the_same() -> None:
    """Its identifier is nobody's in person."""
    assert f"SELECT '{TENANT}'" == filled(script_of("SELECT %(tenant)s", tenant=TENANT))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+12025550123", "('+' || :n0)"),
        ("p4:+1202555", "('p4:+' || :n0)"),
        ("10.174.0.0/24", "('10.' || :a || '.' || :b || '.0/24')"),
        ("aud_01m8hk7bwwfg9r9q4kq4b6e2ya", "('aud_01m8hk7bwwfg0' || :serial)"),
    ],
)
def test_what_is_of_a_person_is_made_anew(value: str, expected: str) -> None:
    """The number, its beginning, the network and identifiers."""
    assert f"SELECT {expected}" == filled(script_of("SELECT %(value)s", value=value))


def test_the_neighbours_of_a_number_are_those_of_each_number() -> None:
    """A bound ten numbers away stays ten numbers away."""
    script = script_of("SELECT %(low)s", low="+12025550113")

    assert "\\set n0 :number + (-10)" in script.text.splitlines()


def test_the_same_identifier_is_the_same_in_all_statements() -> None:
    """Another one of the same moment and kind is another one in the script, too."""
    one, other = "evt_01m8hk7bwwfg9r9q4kq4b6e2ya", "evt_01m8hk7bwwfg9r9q4kq4b6e2yb"
    text = script_of("SELECT %(a)s = %(b)s, %(c)s", a=one, b=one, c=other).text.splitlines()[-1]
    made = [part.split(")")[0] for part in text.split("(")[1:]]

    assert (made[0], False) == (made[1], made[0] == made[2])


def test_slices_and_casts_are_no_variables() -> None:
    """pgbench would take the end of a slice for the name of a variable."""
    text = script_of("SELECT a[1:10], a[1:%(keep)s], %(now)s::timestamptz", keep=5, now=NOW).text.splitlines()[-1]

    assert "SELECT a[1: 10], a[1: :t0 ],  :t1 ::timestamptz;" == text


def test_a_variable_within_quotes_is_refused() -> None:
    """pgbench replaces it there, too, and the statement would be another one."""
    with pytest.raises(ValueError, match="variable"):
        script_of("SELECT 'c:US'")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"\x01\xff", "\\x01ff"),
        (NOW, "2026-11-28T17:30:00+00:00"),
        ([], "{}"),
        (["a", 'b"c', "d\\e"], '{"a","b\\"c","d\\\\e"}'),
        ([b"\x01"], '{"\\\\x01"}'),
        (True, "True"),
    ],
)
def test_values_are_spelled_as_postgres_reads_them(value: Any, expected: str) -> None:
    """Bytes in hexadecimal, moments with their offset, lists as literals of arrays."""
    assert expected == text_of(value)
