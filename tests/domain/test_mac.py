"""MACs over several fields."""

import hashlib
import hmac

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.mac import mac_of

KEY = b"k" * 32
FIELDS = st.lists(st.binary(max_size=6), max_size=4)


@given(FIELDS, FIELDS)
def test_two_lists_never_read_the_same(first: list[bytes], second: list[bytes]) -> None:
    """Two different lists of fields have different macs."""
    assume(first != second)

    assert mac_of(KEY, *first) != mac_of(KEY, *second)


@given(st.binary(min_size=1, max_size=20), st.data())
def test_moving_a_border_changes_the_mac(whole: bytes, data: st.DataObject) -> None:
    """One string cut in two at different places is two different lists, though the joined bytes are the same."""
    first, second = (data.draw(st.integers(0, len(whole))) for _ in range(2))
    assume(first != second)

    assert mac_of(KEY, whole[:first], whole[first:]) != mac_of(KEY, whole[:second], whole[second:])


def test_a_forged_length_is_no_second_reading() -> None:
    """A field that spells the length and the bytes of two fields is still one field."""
    inside = b"\x00\x00\x00\x01a\x00\x00\x00\x01b"

    assert mac_of(KEY, b"a", b"b") != mac_of(KEY, inside)
    assert mac_of(KEY, inside[4:]) != mac_of(KEY, b"a", b"b")


def test_it_is_hmac_sha256_of_length_and_field() -> None:
    """The mac is plain HMAC-SHA256, so that another program can make it too."""
    expected = hmac.new(KEY, b"\x00\x00\x00\x02tn\x00\x00\x00\x03\xc3\xa9x", hashlib.sha256).digest()

    assert expected == mac_of(KEY, "tn", "éx")


@given(st.binary(min_size=32, max_size=32))
def test_another_key_gives_another_mac(key: bytes) -> None:
    """Nobody makes the mac without the key."""
    assume(key != KEY)

    assert mac_of(KEY, "a") != mac_of(key, "a")
