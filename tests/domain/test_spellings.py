"""No rule is dodged by writing a number or a mailbox differently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.allow_list import allowed_by
from domain.email import EmailAddress
from domain.phone import PhoneNumber
from domain.risk_keys import keys_of

NUMBERS = ("+254712345678", "+12015550123", "+445600123456", "+449012345678", "+881612345678", "+447624012345")
SEPARATORS = st.sampled_from(["", " ", "-", ".", " - ", "  "])


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str]:
    """A number, and the same as a person might type it."""
    number = draw(st.sampled_from(NUMBERS))
    written = "+" + "".join(digit + draw(SEPARATORS) for digit in number[1:])
    return number, draw(st.sampled_from(["", " "])) + written.strip()


@given(spellings())
def test_every_spelling_is_the_same_number(spelling: tuple[str, str]) -> None:
    """It counts under the same keys, has the same type, and is on the same lists."""
    number, written = spelling
    plain, read = PhoneNumber.parse(number), PhoneNumber.parse(written.strip())
    allow = {"numbers": [number], "prefixes": [number[:6]], "countries": [plain.region]}

    assert plain == read
    assert keys_of(plain, "203.0.113.9") == keys_of(read, "203.0.113.9")
    for name in allow:
        assert name == allowed_by({name: allow[name]}, read, None)


@pytest.mark.parametrize(
    ("written", "region"),
    [("0712 345678", "KE"), ("(0712) 345-678", "KE"), ("+254 712 345678", None), ("+254(0)712345678", None)],
)
def test_a_national_spelling_is_the_same_number(written: str, region: str | None) -> None:
    """Where the tenant has a region of its own."""
    assert PhoneNumber.parse("+254712345678") == PhoneNumber.parse(written, region)


@pytest.mark.parametrize("written", ["Ada@MAIL.example", "ada@mail.EXAMPLE", "ada@mail.example."])
def test_every_spelling_is_the_same_mail_domain(written: str) -> None:
    """A domain in any case, with or without its last dot, presses on one count."""
    assert keys_of(EmailAddress.parse("ada@mail.example"), None) == keys_of(EmailAddress.parse(written), None)
