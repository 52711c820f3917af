"""Lists: `limit` 1 to 200, default 50, and a cursor."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import request

from domain.ids import Id
from domain.refusal import FieldError, InvalidRequest
from entrypoints.http.answers import Listed
from entrypoints.variables import whole

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
    return _whole("limit", str(DEFAULT), 1, MOST)


def _whole(name: str, default: str, low: int, high: int) -> int:
    try:
        return whole(low, high)(request.args.get(name, default))
    except ValueError as error:
        raise InvalidRequest([FieldError(name, f"This {error}.")]) from None


def _cursor(kind: type[Id]) -> str:
    text = request.args.get("cursor", "")
    if text and kind.parse(text) is None:
        raise InvalidRequest([FieldError("cursor", "This must be the next_cursor of the page before.")])
    return text


def seconds(name: str, most: int) -> int:
    """A duration in the query string, in whole seconds; 0 where it is not there."""
    return _whole(name, "0", 0, most)
