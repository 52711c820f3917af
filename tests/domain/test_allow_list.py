"""What no risk rule stands against."""

import pytest

from domain.address import Address
from domain.allow_list import AllowListRule, allowed_by
from domain.email import EmailAddress
from domain.phone import PhoneNumber

ADA: Address = PhoneNumber.parse("+12015550123")
MAIL: Address = EmailAddress.parse("ada@example.com")


@pytest.mark.parametrize(
    ("allow", "address", "network", "by"),
    [
        ({}, ADA, "198.51.100.7", None),
        ({"numbers": ["+12015550123"]}, ADA, None, "numbers"),
        ({"numbers": ["+12015550124"]}, ADA, None, None),
        ({"prefixes": ["+1201"]}, ADA, None, "prefixes"),
        ({"prefixes": ["+44"]}, ADA, None, None),
        ({"countries": ["US"]}, ADA, None, "countries"),
        ({"countries": ["CA"]}, ADA, None, None),
        ({"networks": ["198.51.100.0/24"]}, ADA, "198.51.100.7", "networks"),
        ({"networks": ["198.51.100.0/24"]}, MAIL, "198.51.100.7", "networks"),
        ({"networks": ["198.51.100.0/24"]}, ADA, "198.51.101.7", None),
        ({"networks": ["2001:db8::/32"]}, ADA, "2001:db8:1::/64", "networks"),
        ({"networks": ["2001:db8::/32"]}, ADA, "198.51.100.7", None),
        ({"countries": ["US"], "prefixes": ["+1"], "numbers": ["+12015550123"]}, MAIL, None, None),
    ],
)
def test_lists_name_numbers_prefixes_networks_and_countries(
    allow: dict[str, list[str]], address: Address, network: str | None, by: str | None
) -> None:
    """Whichever of them fits is named; nothing listed, nothing allowed."""
    assert by == allowed_by(allow, address, network)


def test_networks_are_kept_in_their_shortest_spelling() -> None:
    """So that two spellings are one entry."""
    assert {"networks": ["203.0.113.0/24"]} == AllowListRule().read({"networks": ["203.0.113.9/24", "203.0.113.0/24"]})


@pytest.mark.parametrize(
    "value",
    [1, [], {"moons": []}, {"numbers": "+1"}, {"numbers": ["12015550123"]}, {"networks": ["x"]}, {"networks": [1]},
     {"countries": ["XX"]}, {"prefixes": ["+"]}, {"prefixes": ["+1201x"]}, {"numbers": ["+1" * 1]}],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_a_sentence(value: object) -> None:
    """That says what would be right."""
    with pytest.raises(ValueError, match="lists of"):
        AllowListRule().read(value)
