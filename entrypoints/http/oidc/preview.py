"""The door at which those who look after a tenant see its pages and messages, without sending anything."""

import secrets

from flask import Blueprint, Response, g, request

from application.ports.words import Words
from domain.refusal import NotFound
from entrypoints.http.doors import opens
from entrypoints.http.oidc.doors import Issuers
from entrypoints.http.oidc.visits import HTML, NONCE_BYTES, accepted
from entrypoints.pages.preview import Preview, policy


def blueprint(*, issuers: Issuers, letters: Words) -> Blueprint:
    """The preview."""
    doors = Blueprint("preview", __name__, url_prefix="/t/<slug>")

    @doors.get("/preview")
    @opens("owner", query=("lang",), media=HTML, scope="tenant:read")
    def show_preview(slug: str) -> Response:
        """Every page and message with the tenant's brand, in `lang` or in the caller's language, as one page."""
        # Before anything is known of the other tenant, which has no part in what this key tries.
        if g.known is not None and g.known.tenant.slug != slug:
            raise NotFound("There is no tenant of that slug.")
        known = issuers.known(slug)
        words = issuers.languages.choose([request.args.get("lang", ""), *accepted()])
        nonce = secrets.token_urlsafe(NONCE_BYTES)
        drawn = Preview(known.tenant, words, letters, issuers.app_url).draw(nonce)
        response = Response(drawn, mimetype=HTML)
        response.headers["Content-Security-Policy"] = policy(nonce)
        response.headers["X-Frame-Options"] = "DENY"
        return response

    return doors
