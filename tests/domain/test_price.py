"""Prices, as an operator writes them."""

import pytest

from domain.price import Imported, Price, imported, read_prices
from domain.refusal import InvalidRequest

HEADER = "provider,channel,country,micros\n"


def wrong(text: str) -> list[tuple[str, str]]:
    """What is wrong with a text, line by line."""
    with pytest.raises(InvalidRequest) as caught:
        read_prices(text)
    return [(error["field"], error["message"]) for error in caught.value.members["errors"]]


def test_prices_are_read() -> None:
    """A mark of byte order, blank lines, spaces and other ends of lines do no harm."""
    text = f"\ufeff{HEADER}twilio,sms,US,7900\r\n\n , ,,\nhttp:acme, sms ,*,0\ntwilio:voice,voice,DE,999999999999\n"

    assert [
        Price("twilio", "sms", "US", 7900),
        Price("http:acme", "sms", "*", 0),
        Price("twilio:voice", "voice", "DE", 999_999_999_999),
    ] == read_prices(text)


def test_a_header_alone_has_no_prices() -> None:
    """Nothing to import is nothing wrong."""
    assert [] == read_prices(HEADER)


@pytest.mark.parametrize("text", ["", "twilio,sms,US,7900\n", "provider;channel;country;micros\n", "\x00"])
def test_without_the_header_it_is_no_list_of_prices(text: str) -> None:
    """The first line must be the header, so that columns are never mistaken."""
    assert ["line 1"] == [line for line, _ in wrong(text)]


def test_every_wrong_line_is_named() -> None:
    """All at once, each by its number, with what would be right."""
    lines = ["twilio,sms,US,7900", "Twilio!,sms,US,1", "twilio,fax,USA,-1", "twilio,sms,US,1", "twilio,sms,US"]

    assert [
        ("line 3", "provider"), ("line 4", "channel"), ("line 4", "country"), ("line 4", "price"),
        ("line 5", "earlier line"), ("line 6", "4 cells"),
    ] == [
        (line, next(word for word in ("earlier line", "4 cells", "provider", "channel", "country", "price") if word in said))
        for line, said in wrong(HEADER + "\n".join(lines))
    ]  # fmt: skip


@pytest.mark.parametrize("micros", ["0.0079", "-1", "", "1e3", "1000000000000", "\u0661", "7,900"])
def test_a_price_is_whole_micros(micros: str) -> None:
    """Fractions, signs and digits of other scripts are refused: a price that is misread is a bill that is wrong."""
    assert ["line 2"] == [line for line, _ in wrong(f'{HEADER}twilio,sms,US,"{micros}"')]


def test_a_torn_quote_is_named() -> None:
    """What is no CSV is said with the line."""
    assert ["line 2"] == [line for line, _ in wrong(f'{HEADER}"twilio"x,sms,US,1')]


def test_changes_are_counted() -> None:
    """New, changed and unchanged prices; what is not given stays and counts for nothing."""
    before = [Price("a", "sms", "US", 1), Price("a", "sms", "DE", 1), Price("b", "sms", "*", 1)]
    given = [Price("a", "sms", "US", 1), Price("a", "sms", "DE", 2), Price("c", "sms", "*", 1)]

    assert Imported(new=1, changed=1, unchanged=1) == imported(before, given)
