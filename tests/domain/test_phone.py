"""Phone numbers: one canonical form, the region of the number itself, the type of its line."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.phone import LINE_TYPES, REGIONS, InvalidPhone, PhoneNumber

NATIONAL = "2015550123"
SIGNS = st.text(alphabet=" -().\u2010\u2013\u2212\u00a0/", max_size=2)
SCRIPTS = ("0123456789", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९")


@given(
    plus=st.sampled_from("+\uff0b"),
    signs=st.lists(SIGNS, min_size=11, max_size=11),
    digits=st.sampled_from(SCRIPTS),
    around=st.sampled_from([("", ""), (" ", "\t"), ("\u202a", "\u202c"), ("\u200e", "")]),
)
def test_however_it_is_written_it_is_one_number(
    plus: str, signs: list[str], digits: str, around: tuple[str, str]
) -> None:
    """Signs, spaces, scripts and invisible marks between the digits never make a second user of one number."""
    written = "".join(digits[int(digit)] + sign for digit, sign in zip("1" + NATIONAL, signs, strict=True))
    raw = around[0] + plus + written + around[1]

    assert "+12015550123" == PhoneNumber.parse(raw).e164


@pytest.mark.parametrize(
    "raw",
    ["2015550123", "(201) 555-0123", "1 201 555 0123", "+1 201 555 0123", "+1 1 201 555 0123", "011 1 2015550123"],
)
def test_a_default_region_reads_national_numbers(raw: str) -> None:
    """With a default region the national, the trunk and the international way of writing give one number."""
    assert "+12015550123" == PhoneNumber.parse(raw, "US").e164


@pytest.mark.parametrize(
    "raw", ["07911123456", "7911123456", "+44 (0) 7911 123456", "00447911123456", "+44 7911 123456"]
)
def test_a_trunk_zero_belongs_to_no_number(raw: str) -> None:
    """The zero that people dial inside a country is dropped, with or without the country code."""
    assert "+447911123456" == PhoneNumber.parse(raw, "GB").e164


@given(st.sampled_from(sorted(REGIONS)), st.from_regex(r"[0-9]{4,14}", fullmatch=True))
@settings(deadline=None, max_examples=300)
def test_the_canonical_form_reads_as_itself(region: str, national: str) -> None:
    """A number that can be held, written canonically and read again without a region, is the same number."""
    try:
        number = PhoneNumber.parse(national, region)
    except InvalidPhone:
        return
    if number.is_valid:
        assert number == PhoneNumber.parse(number.e164)


@given(st.one_of(st.text(max_size=80), st.text(alphabet="+0123456789 -()extEXT;=\x00\u0660", max_size=80)))
@settings(deadline=None, max_examples=300)
def test_hostile_text_is_a_number_or_invalid(raw: str) -> None:
    """No text makes the parser raise anything but InvalidPhone."""
    try:
        number = PhoneNumber.parse(raw)
    except InvalidPhone:
        return

    assert number.e164[0] == "+"
    assert number.e164[1:].isascii()
    assert number.e164[1:].isdigit()
    assert number.line_type in LINE_TYPES


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "+",
        "abc",
        "2015550123",
        "+1201555",
        "+120155501234567",
        "+1-800-FLOWERS",
        "+1 201 555 0123 ext. 5",
        "+1 201 555 0123 x5",
        "+12015550123;ext=5",
        "tel:+12015550123",
        "++12015550123",
        "+12015550123+",
        "+99912345678",
        "+12015550123\n+12015550124",
        "+1201555\x000123",
        "+1 201 555 0123" + " " * 50,
    ],
)
def test_what_cannot_be_dialled_is_refused(raw: str) -> None:
    """Letters, extensions, unknown countries, a missing plus and more than 64 characters are InvalidPhone."""
    with pytest.raises(InvalidPhone):
        PhoneNumber.parse(raw)


def test_sixty_four_characters_are_read() -> None:
    """The bound on what is typed is 64 characters, not fewer."""
    assert "+12015550123" == PhoneNumber.parse("+12015550123".ljust(64)).e164


@pytest.mark.parametrize(
    ("raw", "region", "line_type"),
    [
        ("+12015550123", "US", "fixed_line_or_mobile"),
        ("+14165550123", "CA", "fixed_line_or_mobile"),
        ("+447624123456", "IM", "mobile"),
        ("+445600123456", "GB", "voip"),
        ("+442079460123", "GB", "fixed_line"),
        ("+4915112345678", "DE", "mobile"),
        ("+390612345678", "IT", "fixed_line"),
        ("+8816123456789", "001", "satellite"),
        ("+870773123456", "001", "satellite"),
        ("+19002345678", "US", "premium_rate"),
        ("+18002345678", "US", "toll_free"),
    ],
)
def test_region_and_type_are_the_numbers_own(raw: str, region: str, line_type: str) -> None:
    """The region is the number's and not its calling code's; satellite, premium and VOIP lines are told apart."""
    number = PhoneNumber.parse(raw)

    assert (region, line_type, True) == (number.region, number.line_type, number.is_valid)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("+15551234567", True),
        ("+12015550100", True),
        ("+12015550199", True),
        ("+12015550200", False),
        ("+12015550099", False),
        ("+12012345678", False),
        ("+447911123456", False),
    ],
)
def test_numbers_that_nobody_holds(raw: str, expected: bool) -> None:
    """Nobody holds an unassigned number or +1 NPA 555-0100 to 555-0199; everybody else may be somebody."""
    assert expected is PhoneNumber.parse(raw).is_held_by_nobody


@pytest.mark.parametrize("raw", ["+12015550123", "+2901234", "+8816123456789"])
def test_the_masked_form_hides_the_middle(raw: str) -> None:
    """Logs see three characters in front, two behind, and stars for the rest."""
    masked = PhoneNumber.parse(raw).masked()

    assert raw[:3] + "*" * (len(raw) - 5) + raw[-2:] == masked


@given(st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)), st.from_regex(r"[0-9]{4,12}", fullmatch=True))
def test_valid_is_what_the_library_calls_valid(country_code: int, rest: str) -> None:
    """Its kind tells it without another look at the region."""
    try:
        number = PhoneNumber.parse(f"+{country_code}{rest}")
    except InvalidPhone:
        return

    assert number.is_valid is phonenumbers.is_valid_number(phonenumbers.parse(f"+{country_code}{rest}"))
