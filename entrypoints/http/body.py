"""Request bodies: strict JSON into typed structs, or a refusal that names every wrong field."""

import json
import math
from functools import cache
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qsl

import msgspec
from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from domain.refusal import FieldError, InvalidRequest, MalformedRequest, Refusal

Body = TypeVar("Body", bound=msgspec.Struct)
MAX_BYTES = 64 * 1024
MAX_DEPTH = 32
MAX_FIELDS = 50
FORM = "application/x-www-form-urlencoded"


class UnsupportedMediaType(Refusal):
    """The body is not `application/json` in UTF-8."""

    code = "unsupported_media_type"


class TooLarge(Refusal):
    """The body is over 64 KiB."""

    code = "too_large"


def read(kind: type[Body], *, form: bool = False) -> Body:
    """The request's body as a struct; raises a Refusal that says what to mend.

    `form`: it may come as a form, in which fields that nobody knows are passed over (RFC 6749 section 3.2).
    """
    is_form = form and request.mimetype == FORM
    values, errors = _form_object(kind) if is_form else json_object(), []
    types, required, attributes = _fields(kind)
    taken: dict[str, Any] = {}
    for name in values:
        if name not in types:
            errors.append(FieldError(name[:64], "There is no such field."))
    for name, type_ in types.items():
        try:
            if name in values:
                taken[name] = msgspec.convert(values[name], type_, strict=True)
            elif name in required:
                errors.append(FieldError(name, "This field is required."))
        except msgspec.ValidationError as error:
            errors.append(FieldError(name, f"{error}."))
    if errors:
        raise InvalidRequest(errors)
    return kind(**{attributes[name]: value for name, value in taken.items()})


def read_any(kind: type[Body]) -> Body:
    """As `read`, of a body that may be left out, whatever its type is called: then every field has its default."""
    return read(kind) if raw() else kind()


def _form_object(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The fields of a form, each at most once, in UTF-8."""
    try:
        pairs = parse_qsl(raw().decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
        known = [(name, value) for name, value in pairs if name in _fields(kind)[0]]
        values = _no_twins(known)
    except ValueError:
        raise MalformedRequest("The body must be one form in UTF-8, no field twice.") from None
    if not _is_plain(values):
        raise MalformedRequest("The body must be one form, without NUL.")
    return values


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[dict[str, Any], frozenset[str], dict[str, str]]:
    known = msgspec.structs.fields(kind)
    required = frozenset(field.encode_name for field in known if field.required)
    return {field.encode_name: field.type for field in known}, required, {f.encode_name: f.name for f in known}


def json_object() -> dict[str, Any]:
    """The body as one JSON object, without duplicates, lone surrogates, NUL, NaN or infinity, at most 32 deep."""
    if request.mimetype != "application/json" or request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise UnsupportedMediaType("Send the body as Content-Type: application/json, in UTF-8.")
    return parse(raw())


def raw() -> bytes:
    """The body as it came; raises TooLarge."""
    try:
        return request.get_data(cache=True)
    except RequestEntityTooLarge:
        raise TooLarge("The body is over 64 KiB.") from None


def parse(raw: bytes) -> dict[str, Any]:
    """Strict JSON; raises MalformedRequest."""
    try:
        value = json.loads(raw.decode(), object_pairs_hook=_no_twins, parse_constant=_no_constant, parse_float=_finite)
        text_is_plain = b"\\u" not in raw or _is_plain(value)
    except (ValueError, RecursionError):
        raise MalformedRequest("The body must be one JSON object in UTF-8, no field twice.") from None
    if not isinstance(value, dict) or not text_is_plain or b"\x00" in raw or _is_deep(value):
        raise MalformedRequest("The body must be one JSON object, without NUL or lone surrogates, not nested deeply.")
    return value


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a field twice")
    return values


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("too large")
    return number


def _is_plain(value: Any) -> bool:
    """No NUL and no lone surrogate came in by an escape."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return all(_is_plain(name) and _is_plain(inner) for name, inner in value.items())
    return all(_is_plain(inner) for inner in value) if isinstance(value, list) else True


def _is_deep(value: Any, left: int = MAX_DEPTH) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left < 0 or any(_is_deep(part, left - 1) for part in inner if isinstance(part, dict | list))
