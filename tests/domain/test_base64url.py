"""Base64url in its one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base64url import decoded, encoded


@given(st.binary(min_size=1, max_size=200))
def test_what_was_encoded_comes_back(raw: bytes) -> None:
    """Of every length, without padding."""
    assert raw == decoded(encoded(raw))
    assert "=" not in encoded(raw)


@pytest.mark.parametrize("text", ["", "A", "AB", "QQ==", "QQ ", "Q\nQ", "+/+/", "QR", "é", "QQ\x00"])
def test_another_spelling_is_nothing(text: str) -> None:
    """Padding, other alphabets, spaces, a length that cannot be, and bits that no byte has."""
    assert b"" == decoded(text)
