"""The doors of signing out at a tenant's issuer (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, request

from application.oidc.log_out import LogOut, LogOutAsked
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.oidc.bodies import LogOutForm, SignOutForm
from entrypoints.http.oidc.form_doors import FURTHER
from entrypoints.http.oidc.sent import form
from entrypoints.http.oidc.sign_in import masked
from entrypoints.http.oidc.visits import HTML, Reception, StrangeForm, Visit, at_pages
from entrypoints.pages.leave import LogOut as LogOutPage
from entrypoints.pages.leave import SignedOut

PLACE: Final = "sign-out"
# What the page asks again with, once its user has said yes.
KEPT: Final = ("client_id", "post_logout_redirect_uri", "state")


def blueprint(*, log_out: LogOut, callers: Callers, reception: Reception) -> Blueprint:
    """Signing out, by a client's word and the user's."""
    doors = Blueprint("sign_out", __name__, url_prefix="/t/<slug>")

    def leave(visit: Visit, sent: Mapping[str, str]) -> Response:
        asked = log_out.look(visit.known, sent, visit.browser)
        if asked.held and not asked.is_meant:
            kept = {name: sent[name] for name in KEPT if name in sent}
            page = LogOutPage(visit.form(PLACE, PLACE, **kept), masked(asked.held.user))
            return visit.show(page, leads_to=asked.location)
        return gone(visit, asked)

    def gone(visit: Visit, asked: LogOutAsked) -> Response:
        if asked.held:
            log_out(visit.known, asked.held, callers.person())
        response = visit.go(asked.location) if asked.location else visit.show(SignedOut())
        visit.cookies.drop_session(response, visit.tenant.slug)
        return response

    @doors.get("/oauth/logout")
    @opens("browser", media=HTML, further=FURTHER)
    @at_pages(reception)
    def ask(visit: Visit) -> Response:
        """A client sends a browser to sign out: at once with an ID token of this user, else after a question."""
        return leave(visit, dict(request.args.items()))

    @doors.post("/oauth/logout")
    @opens("browser", body=LogOutForm, form="only", media=HTML, further=FURTHER)
    @at_pages(reception)
    def ask_by_form(visit: Visit) -> Response:
        """The same by a form."""
        return leave(visit, form())

    @doors.post("/sign-out")
    @opens("browser", body=SignOutForm, form="only", media=HTML, further=FURTHER)
    @at_pages(reception)
    def sign_out(visit: Visit) -> Response:
        """The user has said yes."""
        sent = visit.sent()
        if sent["flow"] != PLACE:
            raise StrangeForm("This form was given for something else.")
        return gone(visit, log_out.look(visit.known, sent, visit.browser))

    return doors
