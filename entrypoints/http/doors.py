"""What a door declares: who may enter, what is read and what is answered; nothing is open that does not say so."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, Literal, TypedDict, TypeVar, Unpack

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from domain.refusal import FieldError, InvalidRequest
from entrypoints.encoding import encode

# `signed`: the body's own signature is the credential, and the use case checks it; `metrics`: METRICS_TOKEN.
# `browser`: cookies of ours and, for a form, the token in it; the pages read both.
# `owner`: the tenant's secret key, or the administrator.
# `client`: an OAuth client's own proof, and `bearer`: a token that one of them has; the door's protocol reads both.
Credential = Literal[
    "open", "signed", "metrics", "browser", "client", "bearer", "key", "secret", "admin", "user", "owner"
]
# These read their credential themselves, or need none.
UNKEYED: Final = ("open", "signed", "metrics", "browser", "client", "bearer")
JSON: Final = "application/json"
# Answers of these statuses have no body, and so no type.
EMPTY: Final = (204, 302, 304)
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Door:
    """The declaration of one route, from which the check at the entrance and the OpenAPI description are made.

    `scope` is what a secret key must have been given to enter.
    `form`: the body may be a form, too, or has to be one (`only`); `may_be_empty`: it may be left out.
    `further` are other statuses that a good answer may have, and `headers` what it carries beside every answer's.
    `media` is its type, where it is not JSON.
    `oauth` are the statuses of errors that leave as OAuth has them, instead of as problem documents.
    `uploads` are the types of a body that is a file, `most` its bytes, where it may have more than other bodies.
    """

    credential: Credential
    body: type[msgspec.Struct] | None = None
    answer: Any = None
    status: int = 200
    refusals: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    scope: str = ""
    form: bool | Literal["only"] = False
    may_be_empty: bool = False
    further: tuple[int, ...] = ()
    headers: tuple[str, ...] = ()
    media: str = JSON
    oauth: tuple[int, ...] = ()
    uploads: tuple[str, ...] = ()
    most: int | None = None


class Declared(TypedDict, total=False):
    """What `opens` takes, by the names of a Door's fields."""

    body: type[msgspec.Struct]
    answer: Any
    status: int
    refusals: tuple[str, ...]
    query: tuple[str, ...]
    scope: str
    form: bool | Literal["only"]
    may_be_empty: bool
    further: tuple[int, ...]
    headers: tuple[str, ...]
    media: str
    oauth: tuple[int, ...]
    uploads: tuple[str, ...]
    most: int


def opens(credential: Credential, **declared: Unpack[Declared]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a view's door; what the view returns is encoded as JSON unless it is a response already."""

    door = Door(credential, **declared)

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answering(**values: Any) -> Response:
            result = view(**values)
            return result if isinstance(result, Response) else answered(result, door.status)

        answering.door = door  # type: ignore[attr-defined]
        return answering

    return declare


def require_known_query(door: Door) -> None:
    """Refuse query parameters that nobody reads, so that a typo never passes silently; pages may carry any."""
    unknown = [name for name in request.args if name not in door.query]
    if unknown and door.credential not in UNKEYED:
        raise InvalidRequest([FieldError(name[:64], "There is no such parameter.") for name in unknown])


def answered(value: Any, status: int, mimetype: str = JSON) -> Response:
    """A JSON response; an empty one for None."""
    return Response(b"" if value is None else encode(value), status, mimetype=mimetype)


def door_of(app: Flask, endpoint: str | None) -> Door:
    """What the view of an endpoint declares; a view without a declaration is not there."""
    door = getattr(app.view_functions.get(endpoint or ""), "door", None)
    if not isinstance(door, Door):
        raise NotFound
    return door
