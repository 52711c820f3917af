"""What a door declares: who may enter, what is read and what is answered; nothing is open that does not say so."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from domain.refusal import FieldError, InvalidRequest
from entrypoints.encoding import encode

# `signed`: the body's own signature is the credential, and the use case checks it; `metrics`: METRICS_TOKEN.
Credential = Literal["open", "signed", "metrics", "key", "secret", "admin", "user"]
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Door:
    """The declaration of one route, from which the check at the entrance and the OpenAPI description are made.

    `scope` is what a secret key must have been given to enter; `form`: the body may be a form, too.
    """

    credential: Credential
    body: type[msgspec.Struct] | None = None
    answer: Any = None
    status: int = 200
    refusals: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    scope: str = ""
    form: bool = False


def opens(
    credential: Credential,
    *,
    body: type[msgspec.Struct] | None = None,
    answer: Any = None,
    status: int = 200,
    refusals: tuple[str, ...] = (),
    query: tuple[str, ...] = (),
    scope: str = "",
    form: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a view's door; what the view returns is encoded as JSON unless it is a response already."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answering(**values: Any) -> Response:
            result = view(**values)
            return result if isinstance(result, Response) else answered(result, status)

        answering.door = Door(credential, body, answer, status, refusals, query, scope, form)  # type: ignore[attr-defined]
        return answering

    return declare


def require_known_query(door: Door) -> None:
    """Refuse query parameters that nobody reads, so that a typo never passes silently; pages may carry any."""
    unknown = [name for name in request.args if name not in door.query]
    if unknown and door.credential not in ("open", "signed", "metrics"):
        raise InvalidRequest([FieldError(name[:64], "There is no such parameter.") for name in unknown])


def answered(value: Any, status: int, mimetype: str = "application/json") -> Response:
    """A JSON response; an empty one for None."""
    return Response(b"" if value is None else encode(value), status, mimetype=mimetype)


def door_of(app: Flask, endpoint: str | None) -> Door:
    """What the view of an endpoint declares; a view without a declaration is not there."""
    door = getattr(app.view_functions.get(endpoint or ""), "door", None)
    if not isinstance(door, Door):
        raise NotFound
    return door
