"""Exports of other systems, read."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.imports.formats import FORMATS
from domain.foreign_user import ForeignUser, UnreadableRecord
from domain.refusal import InvalidRequest

FILES = Path(__file__).parents[2] / "data" / "imports"
EVERY = [
    ("auth0", "auth0.ndjson"), ("firebase", "firebase.json"), ("supabase", "supabase.csv"), ("supabase", "supabase.sql"),
    ("keycloak", "keycloak.json"), ("clerk", "clerk.csv"), ("csv", "plain.csv"), ("auth0", "auth0.csv"),
    ("firebase", "firebase.csv"),
]  # fmt: skip


def users(form: str, name: str) -> list[ForeignUser]:
    """The records that could be read."""
    return [one for one in FORMATS[form](FILES / name) if isinstance(one, ForeignUser)]


@pytest.mark.parametrize(("form", "name"), EVERY)
def test_ada_is_found_with_her_proven_mailbox(form: str, name: str) -> None:
    """Each system's way to say who, since when, and what was proven."""
    ada = users(form, name)[0]

    assert ("ada@example.com", True, None) == ((ada.email or "").lower(), ada.email_verified, ada.phone)
    assert ada.source_id != ""
    assert ada.created_at is None or "2023-03-01T08:15:30" == ada.created_at.isoformat()[:19]
    assert form in ("clerk",) or ada.created_at is not None


@pytest.mark.parametrize(("form", "name"), [pair for pair in EVERY if pair[1] != "auth0.csv"])
def test_grace_is_found_with_her_proven_number(form: str, name: str) -> None:
    """With a + where the other system has none."""
    grace = users(form, name)[1]

    assert ("+12015550124", True, None) == ((grace.phone or "").replace(" ", ""), grace.phone_verified, grace.email)


@pytest.mark.parametrize(
    ("form", "name"), [pair for pair in EVERY if pair[1] not in ("auth0.csv", "firebase.csv", "supabase.sql")]
)
def test_mallorys_mailbox_was_never_proven(form: str, name: str) -> None:
    """So it must open nothing; who was blocked stays so."""
    mallory = users(form, name)[2]

    assert ("mallory@example.com", False) == (mallory.email, mallory.email_verified)
    assert mallory.blocked is (form != "clerk")


@pytest.mark.parametrize(("form", "name"), [pair for pair in EVERY if pair[0] != "csv" and pair[1] != "auth0.csv"])
def test_secrets_are_left_out_and_said_to_be(form: str, name: str) -> None:
    """No hash, salt or second factor is in what was read."""
    ada = users(form, name)[0]
    shown = f"{ada.user_metadata}{ada.app_metadata}"

    assert "password" in ada.left_out
    assert ("second factor" in ada.left_out) is (form in ("keycloak", "clerk"))
    assert not any(secret in shown for secret in ("$2", "aGFzaA", "c2FsdA", "JBSWY3DP", "secretData"))


def test_notes_come_along() -> None:
    """What the user and the tenant had noted stays theirs."""
    assert {"theme": "dark", "name": "Ada Lovelace", "nickname": "ada"} == users("auth0", "auth0.ndjson")[
        0
    ].user_metadata
    assert {"plan": "gold"} == users("auth0", "auth0.ndjson")[0].app_metadata
    assert {"role": "admin"} == users("firebase", "firebase.json")[0].app_metadata
    assert {"name": "Ada\tL"} == users("supabase", "supabase.sql")[0].user_metadata
    assert {"city": "London"} == users("csv", "plain.csv")[0].user_metadata


@pytest.mark.parametrize(("form", "name", "line"), [("auth0", "auth0.ndjson", 4), ("supabase", "supabase.sql", 9)])
def test_a_broken_record_is_named_and_stops_nothing(form: str, name: str, line: int) -> None:
    """By its line."""
    assert [line] == [one.line for one in FORMATS[form](FILES / name) if isinstance(one, UnreadableRecord)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"just words\n", b"[", b"{}", b"null", b"a,b\n1,2\n", b"\n\n"]
)
def test_a_file_of_another_kind_is_refused_or_empty(form: str, content: bytes, tmp_path: Path) -> None:
    """With a sentence that says what was expected."""
    file = tmp_path / "file"
    file.write_bytes(content)
    found: list[object] = []
    with suppress(InvalidRequest):
        found = [one for one in FORMATS[form](file) if isinstance(one, ForeignUser)]

    assert [] == found


def test_a_refusal_says_what_was_expected(tmp_path: Path) -> None:
    """In a sentence that names the system."""
    (tmp_path / "file").write_text("just words")
    with pytest.raises(InvalidRequest) as refused:
        list(FORMATS["keycloak"](tmp_path / "file"))

    assert "realm export of Keycloak" in refused.value.members["errors"][0]["message"]


def _drained(found: Iterator[ForeignUser | UnreadableRecord]) -> None:
    for one in found:
        assert isinstance(one, ForeignUser | UnreadableRecord)


@pytest.mark.parametrize("form", FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    content=st.one_of(
        st.binary(max_size=200), st.text(alphabet='{}[]",:\n\\N\t.id email,phone1x', max_size=120).map(str.encode)
    )
)
def test_no_bytes_break_a_reader(form: str, content: bytes, tmp_path: Path) -> None:
    """Whatever is in a file, it is read or refused."""
    file = tmp_path / "file"
    file.write_bytes(content)
    with suppress(InvalidRequest):
        _drained(FORMATS[form](file))
