"""What an ID token says (OpenID Connect Core 1.0 section 2)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from domain.base64url import encoded
from domain.ids import ClientId, SessionId, UserId

TYP: Final = "JWT"
# Proof of an address by a code or a link; test numbers prove nothing (NIST SP 800-63B 3.1.3).
ACR: Final = "urn:auth1:acr:address"
ACR_TEST: Final = "urn:auth1:acr:test"
# at_hash is the left half of the hash that the algorithm signs with; Ed25519 has SHA-512.
HASHES: Final = {"RS256": hashlib.sha256, "ES256": hashlib.sha256, "EdDSA": hashlib.sha512}


@dataclass(frozen=True, slots=True)
class IdClaims:
    """The claims of an ID token; times are moments here and Unix seconds in the token.

    `about` are the claims of the granted scopes, which stand in no registered one's place.
    """

    issuer: str
    subject: UserId
    client_id: ClientId
    session_id: SessionId
    issued_at: datetime
    expires_at: datetime
    authenticated_at: datetime
    methods: tuple[str, ...]
    nonce: str | None = field(repr=False)
    access_token: str = field(repr=False)
    about: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self, algorithm: str) -> dict[str, Any]:
        """The claims under their registered names, for a token signed by that algorithm."""
        nonce = {"nonce": self.nonce} if self.nonce is not None else {}
        return {
            **self.about,
            **nonce,
            "iss": self.issuer,
            "sub": self.subject,
            "aud": self.client_id,
            "azp": self.client_id,
            "sid": self.session_id,
            "iat": int(self.issued_at.timestamp()),
            "exp": int(self.expires_at.timestamp()),
            "auth_time": int(self.authenticated_at.timestamp()),
            "amr": list(self.methods),
            "acr": acr_of(self.methods),
            "at_hash": half_hash(self.access_token, algorithm),
        }


def acr_of(methods: tuple[str, ...]) -> str:
    """The context class of a proof."""
    return ACR_TEST if "test" in methods else ACR


def half_hash(text: str, algorithm: str) -> str:
    """`at_hash`: the left half of the token's hash, base64url without padding (OpenID Connect Core 3.1.3.6)."""
    digest = HASHES[algorithm](text.encode("ascii")).digest()
    return encoded(digest[: len(digest) // 2])
