"""What a setting may hold: small rules that read a JSON value, or say in a sentence what would be right.

The same rule gives the OpenAPI schema, so that the documentation cannot promise other bounds than those checked.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Protocol

from domain.refusal import FieldError

Schema = dict[str, Any]


class Rule(Protocol):
    """One setting's bounds."""

    def read(self, value: Any) -> Any:
        """The domain's value for a JSON value; raises ValueError with a sentence that says what would be right."""
        ...

    def schema(self) -> Schema:
        """The JSON Schema (2020-12) of what `read` takes."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds, both included."""

    low: int
    high: int

    def read(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not self.low <= value <= self.high:
            raise ValueError(f"a whole number from {self.low} to {self.high}")
        return value

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError("true or false")
        return value

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a closed list of words."""

    words: tuple[str, ...]

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise ValueError(f"one of {', '.join(self.words)}" if len(self.words) < 15 else "one of the known codes")
        return value

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Text:
    """A text that fits a pattern as a whole, and a further condition where a pattern would not be read."""

    pattern: str
    says: str
    also: Callable[[str], bool] = bool

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value) or not self.also(value):
            raise ValueError(self.says)
        return value

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{self.pattern}$", "description": self.says}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in RFC 3339 with its offset."""

    def read(self, value: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValueError("a time such as 2027-01-31T12:00:00Z") from None
        if moment.tzinfo is None:
            raise ValueError("a time with its offset, such as 2027-01-31T12:00:00Z")
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            raise ValueError("a time such as 2027-01-31T12:00:00Z") from None

    def schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list without repeats, each of its items under one rule."""

    item: Rule
    most: int

    def read(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or len(value) > self.most:
            raise ValueError(f"a list of at most {self.most}")
        try:
            items = tuple(self.item.read(item) for item in value)
        except ValueError as error:
            raise ValueError(f"each of the list: {error}") from None
        return tuple(dict.fromkeys(items))

    def schema(self) -> Schema:
        return {"type": "array", "items": self.item.schema(), "maxItems": self.most}


@dataclass(frozen=True, slots=True)
class Maybe:
    """The rule inside, or null."""

    inner: Rule

    def read(self, value: Any) -> Any:
        return None if value is None else self._inner(value)

    def _inner(self, value: Any) -> Any:
        try:
            return self.inner.read(value)
        except ValueError as error:
            raise ValueError(f"{error}, or null") from None

    def schema(self) -> Schema:
        return {"anyOf": [self.inner.schema(), {"type": "null"}]}


def ruled(default: Any, rule: Rule, doc: str) -> Any:
    """A dataclass field that carries its rule and one sentence of documentation."""
    return field(default=default, metadata={"rule": rule, "doc": doc})


def read_ruled(kind: type[Any], values: Mapping[str, Any], path: str) -> tuple[dict[str, Any], list[FieldError]]:
    """Read the values that name fields of a ruled dataclass; returns what was read and every error, with its path."""
    rules = {known.name: known.metadata["rule"] for known in fields(kind)}
    read: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, value in values.items():
        try:
            read[name] = rules[name].read(value)
        except KeyError:
            errors.append(FieldError(f"{path}.{name}"[:120], "There is no such field."))
        except ValueError as error:
            errors.append(FieldError(f"{path}.{name}", f"This must be {error}."))
    return read, errors


def plain(value: Any) -> Any:
    """The JSON form of a ruled value."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    return list(value) if isinstance(value, tuple) else value


def plain_fields(record: Any) -> dict[str, Any]:
    """The JSON object of a ruled dataclass."""
    return {known.name: plain(getattr(record, known.name)) for known in fields(record)}


def default_of(known: Field[Any]) -> Any:
    """The value of a field that nobody gave."""
    return known.default if known.default_factory is MISSING else known.default_factory()


def schema_of(kind: type[Any]) -> Schema:
    """The JSON Schema of a ruled dataclass, with defaults and documentation."""
    properties = {
        known.name: known.metadata["rule"].schema()
        | {"default": plain(default_of(known)), "description": known.metadata["doc"]}
        for known in fields(kind)
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}
