"""Rules of settings: the schema promises what is checked."""

import re
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.branding import Branding
from domain.rules import ListOf, Maybe, Moment, OneOf, Whole, plain_fields, schema_of
from domain.tenant_settings import TenantSettings

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", [TenantSettings, Branding])
def test_every_field_is_described(kind: type[Any]) -> None:
    """The schema has each field with a default and a sentence, and lets no other in."""
    schema = schema_of(kind)

    assert [known.name for known in fields(kind)] == list(schema["properties"])
    assert schema["additionalProperties"] is False
    assert all(field["description"].endswith(".") and "default" in field for field in schema["properties"].values())


def test_bounds_of_the_schema_are_those_checked() -> None:
    """What the schema calls the smallest and the largest is taken, and nothing beyond."""
    for name, schema in schema_of(TenantSettings)["properties"].items():
        if schema.get("type") == "integer":
            low, high = schema["minimum"], schema["maximum"]
            for value, wrong in ((low, 0), (high, 0), (low - 1, 1), (high + 1, 1)):
                assert wrong == len(TenantSettings().changed({name: value}, NOW)[1]), name


def test_patterns_of_the_schema_are_anchored() -> None:
    """A pattern describes the whole text, and is one that can be compiled."""
    for schema in (schema_of(TenantSettings), schema_of(Branding)):
        found = re.findall(r"'pattern': ('[^']*'|\"[^\"]*\")", repr(schema))

        assert found
        assert all(pattern[1] == "^" and pattern[-2] == "$" for pattern in found)


def test_what_is_shown_can_be_sent_again() -> None:
    """The JSON form of settings, sent back, changes nothing."""
    values = {"test_numbers": {"+12015550100": "123456"}, "test_numbers_until": "2026-12-24T00:00:00+01:00"}
    settings, _ = TenantSettings().changed({**values, "allowed_countries": ["DE", "US"], "otp_length": 8}, NOW)

    assert (settings, []) == TenantSettings().changed(plain_fields(settings), NOW)
    assert "2026-12-23T23:00:00Z" == plain_fields(settings)["test_numbers_until"]


def test_a_list_keeps_its_order_and_drops_repeats() -> None:
    """Repeats are one item; a wrong item makes the list wrong."""
    rule = ListOf(OneOf(("a", "b")), 3)

    assert ("b", "a") == rule.read(["b", "a", "b"])
    with pytest.raises(ValueError, match="each of the list"):
        rule.read(["a", "c"])


def test_maybe_is_the_rule_or_null() -> None:
    """Null passes, and anything else is under the rule inside."""
    rule = Maybe(Whole(1, 2))

    assert (None, 2) == (rule.read(None), rule.read(2))
    with pytest.raises(ValueError, match="or null"):
        rule.read(3)


@pytest.mark.parametrize(
    "text", ["", "soon", "2027-01-31", "2027-01-31T12:00:00", "2027-13-01T00:00:00Z", "0001-01-01T00:00:00+23:59", 5]
)
def test_a_moment_has_its_offset(text: Any) -> None:
    """A time without an offset could be any of many moments: refused, like what is no time."""
    with pytest.raises(ValueError):
        Moment().read(text)
