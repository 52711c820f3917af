"""The doors of the pages on the way from a client to its code."""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, Response, request

from entrypoints.http.doors import opens
from entrypoints.http.oidc.bodies import AuthorizeForm, PageForm
from entrypoints.http.oidc.sent import form
from entrypoints.http.oidc.sign_in import SignInPages
from entrypoints.http.oidc.visits import HTML, STATUSES, Reception, Visit, at_pages

Act = Callable[[Visit, Mapping[str, str]], Response]
FURTHER: Final = (303, *STATUSES)


def blueprint(*, pages: SignInPages, reception: Reception) -> Blueprint:
    """The doors of the way."""
    doors = Blueprint("sign_in", __name__, url_prefix="/t/<slug>")

    @doors.get("/oauth/authorize")
    @opens("browser", media=HTML, further=FURTHER)
    @at_pages(reception)
    def begin(visit: Visit) -> Response:
        """A client sends a browser to have its user signed in (OpenID Connect Core 1.0 section 3.1.2.1)."""
        return pages.begin(visit, {name: request.args.getlist(name) for name in request.args})

    @doors.post("/oauth/authorize")
    @opens("browser", body=AuthorizeForm, form="only", media=HTML, further=FURTHER)
    @at_pages(reception)
    def begin_by_form(visit: Visit) -> Response:
        """The same by a form."""
        return pages.begin(visit, {name: [value] for name, value in form().items()})

    @doors.get("/sign-in")
    @opens("browser", query=("flow", "kind"), media=HTML, further=FURTHER)
    @at_pages(reception)
    def show_sign_in(visit: Visit) -> Response:
        """What comes next: an address, a choice, consent, or the way back to the client."""
        flow, kind = request.args.get("flow", ""), request.args.get("kind")
        return pages.other(visit, flow) if kind == "new" else pages.look(visit, flow, kind)

    @doors.get("/sign-in/code")
    @opens("browser", query=("flow",), media=HTML, further=FURTHER)
    @at_pages(reception)
    def show_code(visit: Visit) -> Response:
        """Where the code is entered."""
        return pages.show_code(visit, request.args.get("flow", ""))

    steps: dict[str, tuple[str, Act]] = {
        "": ("Send a code to an address.", pages.ask),
        "/code": ("Prove the code.", pages.prove),
        "/again": ("Send the code once more.", pages.again),
        "/consent": ("Let the client have what it asks for, or not.", pages.decide),
        "/choose": ("Go on as who is signed in.", pages.choose),
    }
    for path, (said, act) in steps.items():
        _add(doors, reception, path, said, act)
    return doors


def _add(doors: Blueprint, reception: Reception, path: str, said: str, act: Act) -> None:
    """A door that takes one of our own forms."""

    def take(visit: Visit) -> Response:
        return act(visit, visit.sent())

    take.__doc__, take.__name__ = said, f"take{path.replace('/', '_') or '_address'}"
    declared = opens("browser", body=PageForm, form="only", media=HTML, further=FURTHER)
    doors.post(f"/sign-in{path}")(declared(at_pages(reception)(take)))
