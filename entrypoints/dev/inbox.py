"""/dev/inbox: the messages that left, for whoever develops on this machine."""

import re
import secrets

from flask import Blueprint, Response, render_template, request

from adapters.console.channel import Inbox
from domain.network import parse_ip
from domain.refusal import Forbidden
from entrypoints.http.doors import answered, opens

THIS_MACHINE = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'; connect-src 'self'; "
    "img-src https:; "
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
    """A Host of this machine, from this machine, and through nobody's proxy."""
    peer = parse_ip(request.remote_addr or "")
    named = THIS_MACHINE.fullmatch(request.headers.get("Host", "")) is not None
    forwarded = any(name in request.headers for name in FORWARDED)
    if not named or forwarded or peer is None or not peer.is_loopback:
        raise Forbidden("The inbox answers to localhost only.")
