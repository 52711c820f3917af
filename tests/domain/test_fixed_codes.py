"""Test numbers: numbers that nobody holds, with fixed codes."""

from typing import Any

import pytest

from domain.fixed_codes import FixedCodes

RULE = FixedCodes()


def test_numbers_are_kept_in_their_canonical_form() -> None:
    """However a test number is written, it is looked up by its E.164 form."""
    assert {"+12015550100": "123456"} == RULE.read({"+1 (201) 555-0100": "123456"})


@pytest.mark.parametrize("number", ["+15551234567", "+12015550100", "+12125550199", "+447700900123"])
def test_what_nobody_holds_may_have_a_code(number: str) -> None:
    """Unassigned numbers and +1 NPA 555-0100 to -0199 are taken."""
    assert {number: "000000"} == RULE.read({number: "000000"})


@pytest.mark.parametrize(
    "number", ["+12012345678", "+12015550200", "+12015550099", "+447911123456", "+8816123456789", "+445600123456"]
)
def test_what_a_person_may_hold_is_refused(number: str) -> None:
    """A fixed code on a number that can be somebody's would be a way into an account."""
    with pytest.raises(ValueError, match="nobody holds"):
        RULE.read({number: "123456"})


@pytest.mark.parametrize("number", ["", "2015550100", "ada@example.com", "+1", "+12015550100 x1"])
def test_what_is_no_number_is_refused(number: str) -> None:
    """What cannot be read as a number is refused."""
    with pytest.raises(ValueError, match="nobody holds"):
        RULE.read({number: "123456"})


@pytest.mark.parametrize(
    "code", ["", "12345", "12345678901", "12345a", "１２３４５６", " 123456", "123456\n", 123456, None]
)
def test_a_code_is_six_to_ten_ascii_digits(code: Any) -> None:
    """Other lengths, other digits and JSON numbers are refused."""
    with pytest.raises(ValueError, match="6 to 10 digits"):
        RULE.read({"+12015550100": code})


def test_at_most_twenty() -> None:
    """Twenty test numbers are taken, twenty-one are not."""
    numbers = {f"+1201555{number:04}": "123456" for number in range(100, 121)}
    twenty = dict(list(numbers.items())[:20])

    assert twenty == RULE.read(twenty)
    with pytest.raises(ValueError, match="at most 20"):
        RULE.read(numbers)


@pytest.mark.parametrize("value", [None, [], "+12015550100", 5, [["+12015550100", "123456"]]])
def test_only_an_object_lists_them(value: Any) -> None:
    """Anything but an object is refused."""
    with pytest.raises(ValueError):
        RULE.read(value)
