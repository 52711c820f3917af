"""Identifiers: they sort by time, and say what they are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import ids
from domain.ids import Id

KINDS = [kind for kind in vars(ids).values() if isinstance(kind, type) and issubclass(kind, Id) and kind is not Id]
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHANCE = st.binary(min_size=10, max_size=10)


@given(MOMENTS, st.integers(1, 10**9), CHANCE, CHANCE)
def test_a_later_one_sorts_later(at: datetime, later: int, first: bytes, second: bytes) -> None:
    """Text of a later millisecond sorts behind, whatever the random bits are."""
    older = ids.UserId.make(at, first)
    newer = ids.UserId.make(at + timedelta(milliseconds=later), second)

    assert older < newer


@given(st.sampled_from(KINDS), MOMENTS, CHANCE)
def test_what_was_made_is_read(kind: type[Id], at: datetime, chance: bytes) -> None:
    """An identifier that was made parses as its own kind and as no other."""
    made = kind.make(at, chance)

    assert [made] == [parsed for other in KINDS if (parsed := other.parse(str(made)))]
    assert isinstance(kind.parse(str(made)), kind)


@given(MOMENTS, CHANCE)
def test_the_body_is_a_uuid_of_version_7(at: datetime, chance: bytes) -> None:
    """Milliseconds, version 7 and the variant of RFC 9562 stand where they belong."""
    number = ids.uuid7(at, chance)

    assert abs(at - EPOCH - timedelta(milliseconds=number >> 80)) <= timedelta(milliseconds=2)
    assert (7, 2) == (number >> 76 & 0xF, number >> 62 & 0x3)


@given(MOMENTS, CHANCE, CHANCE)
def test_74_random_bits_tell_twins_apart(at: datetime, first: bytes, second: bytes) -> None:
    """Two of one moment differ unless their 74 random bits are the same."""
    bits = [(raw >> 68 & 0xFFF, raw & (1 << 62) - 1) for raw in (int.from_bytes(first), int.from_bytes(second))]
    same = bits[0] == bits[1]

    assert same == (ids.UserId.make(at, first) == ids.UserId.make(at, second))


@given(st.text(max_size=40))
def test_other_text_is_none(text: str) -> None:
    """A text that is no identifier of the kind is None, never an exception."""
    assert ids.UserId.parse(text) is None


@pytest.mark.parametrize(
    "body", ["", "0" * 25, "0" * 27, "0" * 25 + "U", "0" * 25 + "i", "0" * 25 + "A", "0" * 25 + "-", "0" * 25 + "\n"]
)
def test_a_body_has_26_letters_of_the_alphabet(body: str) -> None:
    """Another length, capitals and letters outside the alphabet are refused."""
    assert ids.UserId.parse(f"usr_{body}") is None


@pytest.mark.parametrize("prefix", ["", "usr", "USR_", "tn_", "usr_usr_", " usr_"])
def test_a_body_needs_its_prefix(prefix: str) -> None:
    """The same 26 letters behind another prefix, or none, are no identifier of this kind."""
    assert ids.UserId.parse(prefix + "0" * 26) is None
    assert "usr_" + "0" * 26 == ids.UserId.parse("usr_" + "0" * 26)


def test_prefixes_are_distinct() -> None:
    """No two kinds share a prefix, so that an identifier says what it is."""
    prefixes = [kind.prefix for kind in KINDS]

    assert len(KINDS) >= 10
    assert sorted(set(prefixes)) == sorted(prefixes)
