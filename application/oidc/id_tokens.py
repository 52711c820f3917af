"""ID tokens, and what clients are told of a user."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from application.ports.known_keys import KnownKeys, KnownTenant
from application.ports.tokens import TokenSigner
from domain.id_token import IdClaims
from domain.refusal import Unavailable
from domain.session import Session
from domain.token import issuer_of
from domain.user import User

LIVES: Final = timedelta(hours=1)
# What of a user's own metadata is a claim of `profile` (OpenID Connect Core 1.0 section 5.1), and no other name is.
PROFILE: Final = (
    "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "picture", "website",
    "gender", "birthdate", "zoneinfo", "locale",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IssueIdToken:
    """Sign an ID token for a client's session; None where `openid` was not granted.

    It lives for an hour, and tells no more than the scope has.
    Raises Unavailable where the tenant has no key for ID tokens.
    """

    signer: TokenSigner
    known_keys: KnownKeys
    app_url: str

    def require(self, known: KnownTenant, now: datetime) -> KnownTenant:
        """The tenant with its key, asked for anew where another process has just made it; raises Unavailable."""
        if known.id_token_key(now) is None:
            self.known_keys.forget(known.tenant.id)
            known = self.known_keys.tenant(known.tenant.id, now=now) or known
        key = known.id_token_key(now)
        if key is None:
            raise Unavailable("This tenant has no key for ID tokens.", retry_after=5)
        self.signer.ready(key)
        return known

    def __call__(
        self, known: KnownTenant, session: Session, user: User, access_token: str, *, nonce: str | None, now: datetime
    ) -> str | None:
        if "openid" not in session.scope or session.client_id is None:
            return None
        key = known.id_token_key(now)
        if key is None:
            raise Unavailable("This tenant has no key for ID tokens.", retry_after=5)
        claims = IdClaims(
            issuer=issuer_of(self.app_url, known.tenant.slug),
            subject=user.id,
            client_id=session.client_id,
            session_id=session.id,
            issued_at=now,
            expires_at=now + LIVES,
            authenticated_at=session.authenticated_at,
            methods=session.amr,
            nonce=nonce,
            access_token=access_token,
            about=told_of(user, session.scope),
        )
        return self.signer.sign_id(claims, key)


def told_of(user: User, scope: Sequence[str]) -> Mapping[str, Any]:
    """The claims of a user that a scope opens (OpenID Connect Core 1.0 section 5.4)."""
    told: dict[str, Any] = {}
    if "phone" in scope and user.phone:
        told |= {"phone_number": user.phone, "phone_number_verified": user.phone_verified_at is not None}
    if "email" in scope and user.email:
        told |= {"email": user.email, "email_verified": user.email_verified_at is not None}
    if "profile" in scope:
        written = {name: user.user_metadata.get(name) for name in PROFILE}
        told |= {name: value for name, value in written.items() if isinstance(value, str)}
    return told
