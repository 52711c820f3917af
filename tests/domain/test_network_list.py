"""Lists of networks as operators have them."""

import pytest

from domain.network_list import MOST_NAMED, NetworkList, read_list
from domain.refusal import InvalidRequest

TORS_OWN = """ExitNode 0011BD2485AD45D984EC4159C88FC066E5E3300E
Published 2026-11-23 03:55:04
LastStatus 2026-11-23 12:00:00
ExitAddress 203.0.113.9 2026-11-23 12:08:29
"""


def test_networks_addresses_and_systems_are_read() -> None:
    """One a line, each once, in their shortest spelling; comments and what follows the first word are not read."""
    text = "# mine\n203.0.113.0/24 Example Ltd\n198.51.100.7\n2001:DB8::/32,x\nas64496 # a host\n\n203.0.113.5/24\n"

    assert NetworkList(("203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32"), (64496,)) == read_list(
        text.replace(",x", ",")
    )


def test_tors_own_list_is_read() -> None:
    """The addresses of exits, and nothing else of it."""
    assert NetworkList(("203.0.113.9/32",)) == read_list(TORS_OWN)


def test_every_wrong_line_is_named() -> None:
    """Up to twenty of them."""
    with pytest.raises(InvalidRequest) as refused:
        read_list("203.0.113.0/24\nnonsense\nAS0\n" + "x\n" * 50)

    fields = [error["field"] for error in refused.value.members["errors"]]
    assert (["line 2", "line 3"], MOST_NAMED) == (fields[:2], len(fields))


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n"])
def test_an_empty_list_is_a_mistake(text: str) -> None:
    """Whoever wants none of a kind switches the signal off."""
    with pytest.raises(InvalidRequest):
        read_list(text)
