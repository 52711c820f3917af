"""The name in the message: letters and digits of any script, and never a link."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.tenant_settings import SMS_BRANDING


@pytest.mark.parametrize(
    "name",
    [
        "A",
        "MyApp",
        "M" * 32,
        "7 Eleven",
        "Ben & Jerry's",
        "A+B",
        "Coca-Cola",
        "Dr. No",
        "Acme Inc.",
        "日本電信電話",
        "Ελλάδα",
        "Яндекс 24",
        "Łódź",
    ],
)
def test_names_of_many_scripts_are_taken(name: str) -> None:
    """One to 32 letters and digits of any script, spaces and . - & ' + are a name."""
    assert name == SMS_BRANDING.read(name)


@pytest.mark.parametrize(
    "name",
    [
        "bit.ly",
        "t.me",
        "Win at evil.com",
        "evil.com now",
        "EVIL.COM",
        "a.b.co",
        "пример.рф",
        "évil.org",
        "www.evil.com",
        "http://evil",
        "https:evil",
        "evil.com/x",
        "//evil",
        "ada@evil",
        "evil․com",
        "evil。com",
        "evil．com",
        "x.io",
        "shop.1a",
    ],
)
def test_nothing_that_reads_as_a_link_is_taken(name: str) -> None:
    """A phone would show it as a link, and a person would tap it: refused."""
    with pytest.raises(ValueError):
        SMS_BRANDING.read(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        " Acme",
        "Acme ",
        "A" * 33,
        "Ac_me",
        "Acme\n",
        "Ac\nme",
        "Ac\tme",
        "Acme: 123456.",
        "Acme!",
        "{code}",
        "<b>",
        "Acme\u202e",
        "Ac\u200bme",
        "Ac\x00me",
        "Acme 🎉",
        None,
        5,
        ["Acme"],
    ],
)
def test_what_is_no_name_is_refused(name: Any) -> None:
    """Signs beyond the six, control and invisible letters, empty and long names are refused."""
    with pytest.raises(ValueError):
        SMS_BRANDING.read(name)


@given(st.text(max_size=40))
def test_a_name_that_is_taken_holds_no_trick(name: str) -> None:
    """Whatever is taken is one visible line of at most 32 letters, digits and the six signs."""
    try:
        taken = SMS_BRANDING.read(name)
    except ValueError:
        return

    assert 1 <= len(taken) <= 32
    assert all(unicodedata.category(letter)[0] in "LMN" or letter in " .-&'+" for letter in taken)
    assert not any(sign in taken for sign in ("://", "/", "@", ":"))
