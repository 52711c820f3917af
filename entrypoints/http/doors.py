"""What a door declares: who may enter, what is read and what is answered; nothing is open that does not say so."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar

import msgspec
from flask import Flask, Response
from werkzeug.exceptions import NotFound

from entrypoints.encoding import encode

Credential = Literal["open", "key", "secret", "admin"]
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Door:
    """The declaration of one route, from which the check at the entrance and the OpenAPI description are made."""

    credential: Credential
    body: type[msgspec.Struct] | None = None
    answer: Any = None
    status: int = 200
    refusals: tuple[str, ...] = ()
    paged: bool = False


def opens(
    credential: Credential,
    *,
    body: type[msgspec.Struct] | None = None,
    answer: Any = None,
    status: int = 200,
    refusals: tuple[str, ...] = (),
    paged: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a view's door; what the view returns is encoded as JSON unless it is a response already."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answering(**values: Any) -> Response:
            result = view(**values)
            return result if isinstance(result, Response) else answered(result, status)

        answering.door = Door(credential, body, answer, status, refusals, paged)  # type: ignore[attr-defined]
        return answering

    return declare


def answered(value: Any, status: int, mimetype: str = "application/json") -> Response:
    """A JSON response; an empty one for None."""
    return Response(b"" if value is None else encode(value), status, mimetype=mimetype)


def door_of(app: Flask, endpoint: str | None) -> Door:
    """What the view of an endpoint declares; a view without a declaration is not there."""
    door = getattr(app.view_functions.get(endpoint or ""), "door", None)
    if not isinstance(door, Door):
        raise NotFound
    return door
