"""What is pasted into the pages is understood."""

import re
from typing import Final

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.pages.assets import assets
from entrypoints.pages.typed import code_typed, email_typed, phone_typed

SCRIPT: Final = assets().js.decode()


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("tel:+49-151-12345678", "+49-151-12345678"),
        (" \u202a+49 151 12345678\u202c ", "+49 151 12345678"),
        ("0049 151 12345678", "+49 151 12345678"),
        ("0151 12345678", "0151 12345678"),
        ("+1 (201) 555-0123", "+1 (201) 555-0123"),
    ],
)
def test_numbers_are_freed_of_what_is_copied_along(pasted: str, meant: str) -> None:
    """`tel:`, invisible signs and a dialled 00 are no part of a number; all else is."""
    assert meant == phone_typed(pasted)


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("Ada Lovelace <ada@example.com>", "ada@example.com"),
        ("mailto:ada@example.com", "ada@example.com"),
        ("\ufeffada@example.com\n", "ada@example.com"),
        ("<ada>", "<ada>"),
    ],
)
def test_mail_addresses_are_freed_of_names(pasted: str, meant: str) -> None:
    """The name before an address, and `mailto:`, are no part of it."""
    assert meant == email_typed(pasted)


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [("482 913", "482913"), ("482-913", "482913"), ("۴۸۲۹۱۳", "482913"), ("４８２９１３", "482913"), ("abc", "abc")],
)
def test_codes_are_digits_of_any_script(pasted: str, meant: str) -> None:
    """Spaces and hyphens go, digits of other scripts are read as such; a text without digits is left to be refused."""
    assert meant == code_typed(pasted)


@given(st.text())
def test_whatever_is_typed_is_read(text: str) -> None:
    """Nothing that is typed raises, and nothing gets longer."""
    assert all(len(read(text)) <= len(text) for read in (phone_typed, email_typed, code_typed))


def test_the_script_knows_every_calling_code() -> None:
    """Each calling code of libphonenumber leads to its main country, and those of America to theirs."""
    pairs = re.search(r'codes = "([^"]+)"', SCRIPT)
    assert pairs
    known = {pair[:-2]: pair[-2:] for pair in pairs[1].split()}
    main = {
        str(code): regions[0]
        for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()
        if regions[0] != "001" and code != 1
    }

    assert main == {code: region for code, region in known.items() if not re.match("1...|7.", code)}
    for code, region in known.items():
        if len(code) == 4:
            number = phonenumbers.parse(f"+{code}{_rest(region)}")
            assert region == phonenumbers.region_code_for_number(number)


def test_the_script_knows_canada() -> None:
    """Each area code that it takes for Canada's is."""
    areas = re.search(r'canada = "([^"]+)"', SCRIPT)
    assert areas
    numbers = [phonenumbers.parse(f"+1{area}5550199") for area in areas[1].split()]

    assert {"CA"} == {phonenumbers.region_code_for_number(number) for number in numbers}


def _rest(region: str) -> str:
    example = phonenumbers.example_number(region)
    assert example
    return str(example.national_number)[3:]
