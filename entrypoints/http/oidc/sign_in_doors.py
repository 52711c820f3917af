"""The doors of the pages on the way from a client to its code."""

from flask import Blueprint, Response, request

from entrypoints.http.doors import opens
from entrypoints.http.oidc.bodies import AuthorizeForm, PageForm
from entrypoints.http.oidc.form_doors import FURTHER, Act, take_forms
from entrypoints.http.oidc.sent import form
from entrypoints.http.oidc.sign_in import SignInPages
from entrypoints.http.oidc.visits import HTML, Reception, Visit, at_pages


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
        return pages.look(visit, request.args.get("flow", ""), request.args.get("kind"))

    @doors.get("/sign-in/code")
    @opens("browser", query=("flow",), media=HTML, further=FURTHER)
    @at_pages(reception)
    def show_code(visit: Visit) -> Response:
        """Where the code is entered."""
        return pages.show_code(visit, request.args.get("flow", ""))

    acts: dict[str, tuple[str, Act]] = {
        "/sign-in": ("Send a code to an address.", pages.ask),
        "/sign-in/code": ("Prove the code.", pages.prove),
        "/sign-in/again": ("Send the code once more.", pages.again),
        "/sign-in/consent": ("Let the client have what it asks for, or not.", pages.decide),
        "/sign-in/choose": ("Go on as who is signed in.", pages.choose),
    }
    take_forms(doors, reception, PageForm, acts)
    return doors
