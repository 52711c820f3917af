"""What a message costs, by provider, channel and country."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.address import ALL_CHANNELS
from domain.phone import REGIONS
from domain.plan import ROUTE
from domain.refusal import FieldError, InvalidRequest

HEADER: Final = ("provider", "channel", "country", "micros")
EVERYWHERE: Final = "*"
MICROS: Final = re.compile(r"[0-9]{1,12}")

PriceKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Price:
    """What one message costs with a provider (a route of the plan), in micros: millionths of the currency unit.

    `country` is ISO 3166-1 alpha-2, or `*` for wherever no other price is known, and for email.
    """

    provider: str
    channel: str
    country: str
    micros: int

    @property
    def key(self) -> PriceKey:
        """What there is one price of."""
        return self.provider, self.channel, self.country


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list of prices changed, or would change."""

    new: int
    changed: int
    unchanged: int


def read_prices(text: str) -> Sequence[Price]:
    """The prices of a CSV text with the header `provider,channel,country,micros`; blank lines count for nothing.

    Raises InvalidRequest that names each wrong line by its number (`line 3`).
    """
    reader = csv.reader(text.removeprefix("\ufeff").splitlines(), strict=True)
    errors: list[FieldError] = []
    found: dict[PriceKey, Price] = {}
    try:
        if tuple(cell.strip() for cell in next(reader, [])) != HEADER:
            raise InvalidRequest([FieldError("line 1", f"This must be the header {','.join(HEADER)}.")])
        for cells in ([cell.strip() for cell in row] for row in reader):
            wrong = list(_wrong(cells, found)) if any(cells) else []
            errors += [FieldError(f"line {reader.line_num}", said) for said in wrong]
            if any(cells) and not wrong:
                provider, channel, country, micros = cells
                found[provider, channel, country] = Price(provider, channel, country, int(micros))
    except csv.Error as error:
        errors.append(FieldError(f"line {reader.line_num}", f"This is no CSV: {error}."))
    if errors:
        raise InvalidRequest(errors)
    return list(found.values())


def _wrong(cells: Sequence[str], found: dict[PriceKey, Price]) -> Iterator[str]:
    if len(cells) != len(HEADER):
        yield f"There must be {len(HEADER)} cells, not {len(cells)}."
        return
    provider, channel, country, micros = cells
    if not ROUTE.fullmatch(provider):
        yield "The provider must be a route such as twilio, twilio:voice or http:acme."
    if channel not in ALL_CHANNELS:
        yield f"The channel must be one of {', '.join(ALL_CHANNELS)}."
    if country != EVERYWHERE and country not in REGIONS:
        yield "The country must be two capital letters (ISO 3166-1), or * for everywhere."
    if not MICROS.fullmatch(micros):
        yield "The price must be whole micros, such as 7900 for 0.0079."
    if (provider, channel, country) in found:
        yield "This provider, channel and country stand in an earlier line."


def imported(before: Sequence[Price], given: Sequence[Price]) -> Imported:
    """How many of the given prices are new, differ, or were there."""
    known = {price.key: price.micros for price in before}
    new = sum(price.key not in known for price in given)
    changed = sum(price.key in known and known[price.key] != price.micros for price in given)
    return Imported(new, changed, len(given) - new - changed)
