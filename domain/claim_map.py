"""Which notes of a tenant's about a user become claims of that user's tokens."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Schema = dict[str, Any]
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_:./#-]{0,119}")
PATH: Final = re.compile(r"[^.\s\x00]{1,64}(\.[^.\s\x00]{1,64}){0,7}")
MOST: Final = 20
# Tokens travel in headers, and many servers take 8 KiB of them at most.
MOST_BYTES: Final = 2048
# Registered for something else (RFC 7519, RFC 9068, OpenID Connect) or ours: verifiers take them at their word.
RESERVED: Final = frozenset(
    [
        "iss",
        "sub",
        "aud",
        "exp",
        "nbf",
        "iat",
        "jti",
        "typ",
        "sid",
        "amr",
        "auth_time",
        "acr",
        "azp",
        "nonce",
        "at_hash",
        "c_hash",
        "s_hash",
        "scope",
        "client_id",
        "cnf",
        "act",
        "may_act",
        "events",
        "toe",
        "txn",
        "sub_jwk",
        "sub_id",
        "vot",
        "vtm",
        "tenant_id",
        "user_id",
        "session_id",
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "email",
        "email_verified",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "phone_number",
        "phone_number_verified",
        "address",
        "updated_at",
        "phone",
        "user_metadata",
    ]
)


@dataclass(frozen=True, slots=True)
class ClaimMap:
    """Claim to path in `app_metadata`; no template language, and never anything that the user could write."""

    def read(self, value: Any) -> dict[str, str]:
        """The map, or ValueError that says what would be right."""
        said = f'an object of at most {MOST} claims to paths in app_metadata, such as {{"plan": "billing.plan"}}'
        if not isinstance(value, Mapping) or len(value) > MOST:
            raise ValueError(said)
        for name, path in value.items():
            if not isinstance(name, str) or not NAME.fullmatch(name) or not isinstance(path, str):
                raise ValueError(said)
            if name.lower() in RESERVED:
                raise ValueError(f"{said}; {name} is a reserved claim")
            if not PATH.fullmatch(path):
                raise ValueError(f"{said}; the path of {name} is none")
        return dict(value)

    def schema(self) -> Schema:
        """The JSON Schema of the setting."""
        return {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": MOST}


def claims_of(claim_map: Mapping[str, str], app_metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The further claims of a token: what is not there is left out, and what would make it too large."""
    claims: dict[str, Any] = {}
    left = MOST_BYTES
    for name, path in claim_map.items():
        value = _at(app_metadata, path)
        size = len(json.dumps({name: value}, ensure_ascii=False).encode())
        if value is not None and size <= left:
            claims[name] = value
            left -= size
    return claims


def _at(values: Any, path: str) -> Any:
    for step in path.split("."):
        if not isinstance(values, Mapping) or step not in values:
            return None
        values = values[step]
    return values
