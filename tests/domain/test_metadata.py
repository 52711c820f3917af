"""Notes beside a user: merge patches, and bounds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.metadata import LARGEST, MOST_BYTES, merged, metadata_errors

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=3), JSON, max_size=4)


@pytest.mark.parametrize(
    ("old", "patch", "new"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
    ids=str,
)
def test_a_merge_patch(old: dict[str, Any], patch: dict[str, Any], new: dict[str, Any]) -> None:
    """The test cases of RFC 7396, appendix A, whose target is an object."""
    assert new == merged(old, patch)


@given(OBJECTS, OBJECTS)
def test_a_patch_twice_is_a_patch_once(old: dict[str, Any], patch: dict[str, Any]) -> None:
    """A patch that is sent again changes nothing more."""
    once = merged(old, patch)

    assert once == merged(once, patch)


@given(OBJECTS, OBJECTS)
def test_a_patch_leaves_the_old_alone(old: dict[str, Any], patch: dict[str, Any]) -> None:
    """What was there is not changed in place: a refused change leaves no trace."""
    before = repr(old)
    merged(old, patch)

    assert before == repr(old)


@pytest.mark.parametrize("number", [LARGEST, -LARGEST, 0, 0.5, True])
def test_numbers_that_every_reader_keeps(number: float) -> None:
    """Whole numbers up to 2^53 - 1 (RFC 7493), fractions and booleans are kept."""
    assert [] == metadata_errors("m", {"n": [number]})


@pytest.mark.parametrize("number", [LARGEST + 1, -LARGEST - 1, 1e300])
def test_numbers_that_some_reader_would_bend(number: float) -> None:
    """Beyond that a JavaScript client would read another number: refused, and the field is named."""
    assert ["m"] == [error.field for error in metadata_errors("m", {"n": {"x": number}})]


def test_the_depth_is_bounded() -> None:
    """Eight floors are kept, the ninth is refused."""
    value: Any = {}
    for _ in range(7):
        value = {"a": value}

    assert [] == metadata_errors("m", value)
    assert ["m"] == [error.field for error in metadata_errors("m", {"a": value})]


@pytest.mark.parametrize("letter", ["x", "é", "😀"])
def test_the_size_is_bounded_in_bytes(letter: str) -> None:
    """8 KiB of JSON are kept, one byte more is refused, in whatever script."""
    size = len(letter.encode())
    room, rest = divmod(MOST_BYTES - len('{"a":""}'), size)

    assert [] == metadata_errors("m", {"a": letter * room + "x" * rest})
    assert ["m"] == [error.field for error in metadata_errors("m", {"a": letter * room + "x" * (rest + 1)})]
