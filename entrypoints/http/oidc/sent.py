"""What OAuth clients send, and how they are answered (RFC 6749 sections 3.2 and 5)."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from flask import Response, g, request

from domain.oauth_error import OAuthError
from entrypoints.http.body import FORM, MAX_FIELDS, raw
from entrypoints.http.doors import answered

# Authlib refuses plain http by an address that is given to it; ours is APP_URL's, and TLS ends before us.
ELSEWHERE: Final = "https://auth1.invalid/"
STATUS: Final = {"invalid_client": 401, "invalid_token": 401, "insufficient_scope": 403}


def form() -> dict[str, str]:
    """The fields of a form, each once, in UTF-8; nothing is read from the address.  Raises OAuthError."""
    if request.mimetype != FORM:
        raise OAuthError("invalid_request", f"Send the parameters as {FORM}.")
    try:
        pairs = parse_qsl(raw().decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise OAuthError("invalid_request", "The body must be one form in UTF-8.") from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or any("\x00" in value for value in fields.values()):
        raise OAuthError("invalid_request", "A parameter is there more than once, or has a NUL in it.")
    return fields


class Sent(OAuth2Request):  # type: ignore[misc]
    """A call as Authlib's server reads it: the form's fields and the headers, and no address."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(request.method, ELSEWHERE, headers=request.headers)
        self.payload = BasicOAuth2Payload(dict(fields))

    @property
    def args(self) -> dict[str, str]:
        """Nothing: parameters of the address are none."""
        return {}

    @property
    def form(self) -> Mapping[str, str]:
        """The fields."""
        fields: Mapping[str, str] = self.payload.data
        return fields


def told(error: str, description: str, status: int | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """An error as OAuth clients read it (RFC 6749 section 5.2, RFC 6750 section 3)."""
    g.refusal = error
    document = {"error": error, "error_description": description}
    response = answered(document, status or STATUS.get(error, 400))
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def json_answer(document: Mapping[str, Any], status: int = 200) -> Response:
    """An answer that nobody keeps (RFC 6749 section 5.1)."""
    response = answered(document, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response
