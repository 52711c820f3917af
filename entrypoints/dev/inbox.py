"""/dev/inbox: the messages that left, for whoever develops on this machine."""

import secrets
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request

from adapters.console.channel import Inbox
from domain.refusal import Forbidden
from entrypoints.http.doors import answered, opens

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'; connect-src 'self'; "
    "frame-ancestors 'none'"
)


def blueprint(inbox: Inbox) -> Blueprint:
    """The inbox's doors, for a Host of this machine only: a page elsewhere whose name points here reads nothing."""
    dev = Blueprint("dev", __name__, url_prefix="/dev", template_folder="templates")

    @dev.get("/inbox.json")
    @opens("open")
    def show_messages() -> Response:
        """The messages, newest first."""
        _require_this_machine()
        return answered({"data": inbox.recent()}, 200)

    @dev.get("/inbox")
    @opens("open")
    def show_inbox() -> Response:
        """The same as a page that updates by itself."""
        _require_this_machine()
        nonce = secrets.token_urlsafe(16)
        page = render_template("inbox.html", nonce=nonce)
        return Response(page, headers={"Content-Security-Policy": POLICY.format(nonce=nonce)})

    return dev


def _require_this_machine() -> None:
    try:
        host = urlsplit(f"//{request.headers.get('Host', '')}").hostname
    except ValueError:
        host = None
    if host not in THIS_MACHINE:
        raise Forbidden("The inbox answers to localhost only.")
