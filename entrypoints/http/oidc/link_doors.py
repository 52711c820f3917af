"""The doors of links: in the browser that waits for one, and behind it."""

from flask import Blueprint, Response, request

from entrypoints.http.doors import opens
from entrypoints.http.oidc.bodies import LinkForm, PageForm
from entrypoints.http.oidc.form_doors import FURTHER, take_forms
from entrypoints.http.oidc.links import LinkPages
from entrypoints.http.oidc.visits import HTML, Reception, Visit, at_pages


def blueprint(*, pages: LinkPages, reception: Reception) -> Blueprint:
    """The doors of links."""
    doors = Blueprint("links", __name__, url_prefix="/t/<slug>")

    @doors.get("/sign-in/mail")
    @opens("browser", query=("flow",), media=HTML, further=FURTHER)
    @at_pages(reception)
    def show_mail_sent(visit: Visit) -> Response:
        """Where one is told to look into the mailbox."""
        return pages.waiting(visit, request.args.get("flow", ""))

    @doors.get("/sign-in/arrived")
    @opens("browser", query=("flow",), media=HTML, further=(204, *FURTHER))
    @at_pages(reception)
    def show_arrived(visit: Visit) -> Response:
        """Whether the link was opened on another device, for the page's script: 200, or 204 while it was not."""
        return pages.arrived(visit, request.args.get("flow", ""))

    @doors.get("/link/<text>")
    @opens("browser", media=HTML, further=FURTHER)
    @at_pages(reception)
    def open_link(visit: Visit, text: str) -> Response:
        """A link of a mail: it leads on to a page without it in the address."""
        return pages.open(visit, text)

    @doors.get("/link")
    @opens("browser", media=HTML, further=FURTHER)
    @at_pages(reception)
    def show_link(visit: Visit) -> Response:
        """Where one presses the button that signs in."""
        return pages.show(visit)

    take_forms(doors, reception, PageForm, {"/sign-in/mail": ("Go on after the link was opened.", pages.go_on)})
    take_forms(doors, reception, LinkForm, {"/link": ("Sign in by a link.", pages.press)})
    return doors
