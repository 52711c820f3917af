"""Lists: `limit` 1 to 200, default 50, and a cursor."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import request

from domain.ids import Id
from domain.refusal import FieldError, InvalidRequest
from entrypoints.http.answers import Listed

Thing = TypeVar("Thing")
DEFAULT, MOST = 50, 200
PAGE = ("limit", "cursor")


def paged(find: Callable[[str, int], Sequence[Any]], show: Callable[[Any], Any], kind: type[Id]) -> Listed[Any]:
    """One page of what `find(before, most)` gives, newest first; the cursor is the last id of the page."""
    limit, cursor = _limit(), _cursor(kind)
    found = find(cursor, limit + 1)
    more = found[limit - 1].id if len(found) > limit else None
    return Listed(data=[show(thing) for thing in found[:limit]], next_cursor=more)


def _limit() -> int:
    text = request.args.get("limit", str(DEFAULT))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST:
        raise InvalidRequest([FieldError("limit", f"This must be a whole number from 1 to {MOST}.")])
    return int(text)


def _cursor(kind: type[Id]) -> str:
    text = request.args.get("cursor", "")
    if text and kind.parse(text) is None:
        raise InvalidRequest([FieldError("cursor", "This must be the next_cursor of the page before.")])
    return text


def seconds(name: str, most: int) -> int:
    """A duration in the query string, in whole seconds; 0 where it is not there."""
    text = request.args.get(name, "0")
    if not text.isascii() or not text.isdigit() or int(text[:12]) > most:
        raise InvalidRequest([FieldError(name, f"This must be whole seconds, at most {most}.")])
    return int(text)
