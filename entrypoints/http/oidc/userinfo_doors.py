"""The doors at which a client is told of its user (OpenID Connect Core 1.0 section 5.3)."""

from flask import Blueprint, Response

from application.oidc.client_calls import ShowUserinfo
from domain.oauth_error import OAuthError
from domain.refusal import InvalidToken, MissingCredentials, SessionRevoked, TokenExpired
from entrypoints.http.doors import opens
from entrypoints.http.oidc.answers import UserinfoTold
from entrypoints.http.oidc.doors import Issuers
from entrypoints.http.oidc.sent import json_answer, told


def blueprint(*, issuers: Issuers, userinfo: ShowUserinfo) -> Blueprint:
    """Userinfo, by GET and by POST; the token stands in the header."""
    doors = Blueprint("userinfo", __name__, url_prefix="/t/<slug>/oauth")

    def about(slug: str) -> Response:
        known = issuers.known(slug)
        try:
            return json_answer(userinfo(known=known, token=issuers.callers.bearer()))
        except MissingCredentials as missing:
            return told("invalid_token", missing.detail, 401, {"WWW-Authenticate": "Bearer"})
        except (InvalidToken, TokenExpired, SessionRevoked) as refusal:
            return told("invalid_token", refusal.detail, 401, _bearer("invalid_token", refusal.detail))
        except OAuthError as error:
            return told(error.error, error.description, 403, _bearer(error.error, error.description))

    @doors.get("/userinfo")
    @opens("bearer", answer=UserinfoTold, oauth=(401, 403), refusals=("unavailable",))
    def show_userinfo(slug: str) -> Response:
        """Tell a client of its user what its scope has (OpenID Connect Core 1.0 section 5.3)."""
        return about(slug)

    @doors.post("/userinfo")
    @opens("bearer", answer=UserinfoTold, oauth=(401, 403), refusals=("unavailable",))
    def show_userinfo_by_post(slug: str) -> Response:
        """The same by POST; the token is in the header, and the body is not read."""
        return about(slug)

    return doors


def _bearer(error: str, description: str) -> dict[str, str]:
    """RFC 6750 section 3."""
    return {"WWW-Authenticate": f'Bearer error="{error}", error_description="{description}"'}
