"""Claims from a tenant's notes: nothing reserved, nothing the user could write, never too large."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.claim_map import MOST, MOST_BYTES, RESERVED, ClaimMap, claims_of

RULE = ClaimMap()
NOTES = {"billing": {"plan": "gold", "seats": 5}, "roles": ["admin"], "flag": False, "none": None}


@pytest.mark.parametrize(
    ("path", "value"),
    [("billing.plan", "gold"), ("billing", {"plan": "gold", "seats": 5}), ("roles", ["admin"]), ("flag", False)],
)
def test_a_path_finds_its_note(path: str, value: Any) -> None:
    """A path of names, one below the other, finds whatever lies there."""
    assert {"x": value} == claims_of({"x": path}, NOTES)


@pytest.mark.parametrize("path", ["billing.nothing", "nothing", "roles.0", "billing.plan.letter", "none"])
def test_what_is_not_there_is_left_out(path: str) -> None:
    """A note that is missing or null makes no claim."""
    assert {} == claims_of({"x": path}, NOTES)


def test_a_note_that_is_too_large_is_left_out() -> None:
    """Claims together stay within 2 KiB, so that a token fits into a header; smaller ones after it still come."""
    notes = {"large": "x" * MOST_BYTES, "small": "y"}

    assert {"b": "y"} == claims_of({"a": "large", "b": "small"}, notes)


@given(st.dictionaries(st.sampled_from("abcdef"), st.text(max_size=1500)))
def test_claims_never_outgrow_a_header(notes: dict[str, str]) -> None:
    """Whatever is noted, each claim's JSON counts, and the sum stays within the bound."""
    made = claims_of({name: name for name in "abcdef"}, notes)

    assert sum(len(json.dumps({name: made[name]}, ensure_ascii=False).encode()) for name in made) <= MOST_BYTES


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_reserved_claim_is_refused(name: str) -> None:
    """What verifiers take at its word is never a tenant's note, in whatever case it is spelled."""
    for spelled in (name, name.upper(), name.title()):
        with pytest.raises(ValueError, match="reserved"):
            RULE.read({spelled: "a"})


@pytest.mark.parametrize(
    "value",
    [
        [],
        "x",
        {"": "a"},
        {"a b": "a"},
        {"plan": ""},
        {"plan": "a..b"},
        {"plan": ".a"},
        {"plan": "a b"},
        {"plan": 5},
        {"plan": "${a}\n"},
        {"plan": ".".join("abcdefghi")},
        {5: "a"},
        {"x" * 121: "a"},
        {f"c{number}": "a" for number in range(MOST + 1)},
    ],
    ids=str,
)
def test_a_map_that_cannot_be(value: Any) -> None:
    """Anything but claims to paths is refused with an example of what would be right."""
    with pytest.raises(ValueError, match=r"billing\.plan"):
        RULE.read(value)


def test_a_name_may_be_an_address() -> None:
    """Claims may be named as namespaces ask for (RFC 7519 section 4.2)."""
    claims = {"https://acme.example/plan": "billing.plan", "urn:acme:seats": "billing.seats"}

    assert claims == RULE.read(claims)
