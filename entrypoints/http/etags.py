"""ETags: what the caller saw, and whether it is still so (RFC 9110 section 8.8.3)."""

import hashlib
import re
from typing import Any, Final

from flask import Response, request

from domain.refusal import FieldError, InvalidRequest
from entrypoints.encoding import encode
from entrypoints.http.doors import answered

ETAG: Final = ("ETag",)
NUMBERED: Final = re.compile(r'"v([0-9]{1,18})"')


def etag_of(version: int) -> str:
    """The strong ETag of a version."""
    return f'"v{version}"'


def tagged(value: Any, version: int, status: int = 200) -> Response:
    """An answer with the ETag of its version."""
    response = answered(value, status)
    response.headers["ETag"] = etag_of(version)
    return response


def matched(value: Any) -> Response:
    """An answer with the ETag of its bytes, or 304 where the caller has them."""
    tag = f'"{hashlib.sha256(encode(value)).hexdigest()[:32]}"'
    has_it = tag in [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    response = Response(status=304) if has_it else answered(value, 200)
    response.headers["ETag"] = tag
    return response


def expected_version() -> int | None:
    """The version that If-Match names; None: any.  Raises InvalidRequest where it can be none of our ETags."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    found = NUMBERED.fullmatch(given)
    if found is None:
        raise InvalidRequest([FieldError("If-Match", 'This must be one ETag of ours, such as "v3", or *.')])
    return int(found[1])
