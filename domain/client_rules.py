"""What may be said of a client: its fields one by one, and what they say together."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from domain.public_jwk import JwksRule
from domain.redirect_uri import MOST as MOST_URIS
from domain.redirect_uri import RedirectUriRule
from domain.refusal import FieldError
from domain.rules import Flag, ListOf, Maybe, OneOf, Rule, Text

# `none`: an app on people's devices, or a page, which can keep no secret (RFC 6749 section 2.1).
AuthMethod = Literal["none", "client_secret_basic", "client_secret_post", "private_key_jwt"]
GrantType = Literal["authorization_code", "refresh_token", "client_credentials"]
AUTH_METHODS: Final = ("none", "client_secret_basic", "client_secret_post", "private_key_jwt")
BY_SHARED_TEXT: Final = ("client_secret_basic", "client_secret_post")
GRANT_TYPES: Final = ("authorization_code", "refresh_token", "client_credentials")
# Those of OpenID Connect Core 5.4 and 11 that are served here; others are the tenant's own.
STANDARD_SCOPES: Final = ("openid", "profile", "phone", "email", "offline_access")
MOST_SCOPES: Final = 50
MAX_NAME: Final = 64
NAME: Final = Text(
    rf"\S(.{{0,{MAX_NAME - 2}}}\S)?", f"1 to {MAX_NAME} printable characters without spaces around", str.isprintable
)
SCOPE: Final = Text(
    r"[a-z][a-z0-9_.:-]{0,63}",
    f"{', '.join(STANDARD_SCOPES)} or a name of your own, of 1 to 64 of a-z, 0-9 and _.:- that begins with a letter",
)
NEEDS_URI: Final = "Give at least one: a code is sent nowhere else."
NEEDS_GRANT: Final = f"Give at least one of {', '.join(GRANT_TYPES)}."
NEEDS_PROOF: Final = "client_credentials is for clients that prove who they are; with auth_method none nobody does."
NEEDS_CODE: Final = "refresh_token goes with authorization_code: nothing else gives a refresh token."
NEEDS_KEYS: Final = "private_key_jwt is checked with the client's public keys: give them."
NO_KEYS: Final = "This must be null: keys are for private_key_jwt alone."


def rules_for(auth_method: Any) -> Mapping[str, Rule]:
    """The rule of each field that somebody may give; an unknown method is judged as the most generous one."""
    is_public = auth_method == "none" or auth_method not in AUTH_METHODS
    uris = ListOf(RedirectUriRule(is_public), MOST_URIS)
    return {
        "name": NAME,
        "auth_method": OneOf(AUTH_METHODS),
        "redirect_uris": uris,
        "post_logout_redirect_uris": uris,
        "grant_types": ListOf(OneOf(GRANT_TYPES), len(GRANT_TYPES)),
        "scopes": ListOf(SCOPE, MOST_SCOPES),
        "needs_consent": Flag(),
        "jwks": Maybe(JwksRule()),
    }


FIELDS: Final = tuple(rules_for("none"))


def read_client(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
    """What is said of a client, and every error in it, also of fields that do not go together."""
    read: dict[str, Any] = {}
    errors = [FieldError(name[:64], "There is no such field.") for name in values if name not in FIELDS]
    for name, rule in rules_for(values.get("auth_method")).items():
        try:
            read[name] = rule.read(values.get(name))
        except ValueError as error:
            errors.append(FieldError(name, f"This must be {error}."))
    return read, [*errors, *_together(read)]


def _together(read: Mapping[str, Any]) -> list[FieldError]:
    """What single fields cannot show; a field that could not be read says nothing more."""
    grants, method = read.get("grant_types"), read.get("auth_method")
    found = [FieldError("grant_types", said) for said in _grant_errors(grants, method)]
    if grants is not None and "authorization_code" in grants and read.get("redirect_uris") == ():
        found.append(FieldError("redirect_uris", NEEDS_URI))
    if method is not None and "jwks" in read and (method == "private_key_jwt") != bool(read["jwks"]):
        found.append(FieldError("jwks", NEEDS_KEYS if method == "private_key_jwt" else NO_KEYS))
    return found


def _grant_errors(grants: Sequence[str] | None, method: str | None) -> list[str]:
    if grants is None:
        return []
    wrong = {
        NEEDS_GRANT: not grants,
        NEEDS_PROOF: "client_credentials" in grants and method == "none",
        NEEDS_CODE: "refresh_token" in grants and "authorization_code" not in grants,
    }
    return [said for said, is_wrong in wrong.items() if is_wrong]
