"""GET /t/{slug}/.well-known/jwks.json."""

from flask import Blueprint, Response

from application.keys.publish_jwks import PublishJwks
from entrypoints.http.answers import JwkSet
from entrypoints.http.doors import answered, opens

MAX_AGE = "public, max-age=300"


def blueprint(*, publish: PublishJwks) -> Blueprint:
    """The tenant's public keys."""
    jwks = Blueprint("jwks", __name__, url_prefix="/t/<slug>/.well-known")

    @jwks.get("/jwks.json")
    @opens("open", answer=JwkSet, refusals=("unavailable",))
    def show_jwks(slug: str) -> Response:
        """Public keys that verify the tenant's ES256 and EdDSA tokens; empty for HS256."""
        response = answered(publish(slug=slug), 200)
        response.headers["Cache-Control"] = MAX_AGE
        return response

    return jwks
