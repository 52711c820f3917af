"""Makes and reads access tokens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from domain.id_token import IdClaims
from domain.ids import TenantId
from domain.signing_key import KeyUse, SigningKey
from domain.token import AccessClaims, MachineClaims


class TokenSigner(Protocol):
    """Signs and checks JWTs with keys that are stored sealed."""

    def new_key(
        self,
        *,
        tenant_id: TenantId,
        algorithm: str,
        generation: int,
        now: datetime,
        active_from: datetime,
        use: KeyUse = "access",
    ) -> SigningKey:
        """A new sealed key; for HS256 derived from JWT_SECRET, tenant and generation, else random."""
        ...

    def resealed(self, key: SigningKey) -> SigningKey:
        """The same key under this node's current secret; raises Unavailable where this node cannot open it."""
        ...

    def ready(self, key: SigningKey) -> None:
        """Raise Unavailable where this node cannot open the key; asked before an attempt is counted."""
        ...

    def sign(self, claims: AccessClaims | MachineClaims, key: SigningKey) -> str:
        """The compact JWT with `alg`, `kid` and `typ` in its header."""
        ...

    def sign_id(self, claims: IdClaims, key: SigningKey) -> str:
        """The compact ID token, of type `JWT`, so that none passes as an access token."""
        ...

    def public_jwk(self, key: SigningKey) -> Mapping[str, Any] | None:
        """The key as others may have it, or None for a symmetric one."""
        ...

    def secret_jwk(self, key: SigningKey) -> Mapping[str, Any]:
        """The key with its private or symmetric part, for the tenant's own servers."""
        ...

    def claimed(self, token: str) -> tuple[TenantId, str]:
        """The tenant and the `kid` that a token says it is of, unverified: where to look; raises InvalidToken."""
        ...

    def read(
        self, token: str, *, keys: Sequence[SigningKey], issuer: str, audience: str, now: datetime
    ) -> Mapping[str, Any]:
        """The claims of a token that one of the keys signed; raises InvalidToken or TokenExpired.

        Only the algorithm of the key that `kid` names counts, only type `at+jwt`, and every claim must be there
        (RFC 8725); headers that bring keys of their own are never followed.
        """
        ...

    def read_machine(
        self, token: str, *, keys: Sequence[SigningKey], issuer: str, audience: str, now: datetime
    ) -> Mapping[str, Any]:
        """The claims of a client's own access token, as `read`; one of a user is none."""
        ...

    def read_hint(self, token: str, *, keys: Sequence[SigningKey], issuer: str) -> Mapping[str, Any] | None:
        """The claims of an ID token that we signed, expired or not; None of whatever else.

        For `id_token_hint`, which names a session and proves nothing (OpenID Connect RP-Initiated Logout 2).
        """
        ...
