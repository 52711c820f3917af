"""Access tokens as JWTs, on joserfc."""

import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey, import_key

from adapters.jose.derivation import derive
from adapters.jose.sealing import seal, unseal
from application.ports.tokens import TokenSigner
from domain.derived_keys import KeyRing
from domain.id_token import TYP as ID_TYP
from domain.id_token import IdClaims
from domain.ids import TenantId
from domain.refusal import InvalidToken, TokenExpired
from domain.signing_key import KeyUse, SigningKey
from domain.token import REQUIRED, REQUIRED_OF_MACHINES, TYP, AccessClaims, MachineClaims

# The contract names the algorithm EdDSA (RFC 8037), as every verifier knows it.
warnings.filterwarnings("ignore", message="EdDSA is deprecated")
ALGORITHMS: Final = ["HS256", "ES256", "EdDSA", "RS256"]
NEW_RSA: Final = partial(RSAKey.generate_key, 2048)
MOST_OPEN: Final = 10_000
# Seconds by which another node's time may be ahead of ours.
LEEWAY: Final = 5
REFUSED: Final = "The token is not one of ours."


class JoseTokenSigner(TokenSigner):
    """Signs with keys that are opened once and then kept open in this process; `new_rsa` makes one of 2048 bits."""

    def __init__(self, ring: KeyRing, hs256_root: bytes, new_rsa: Callable[[], Key] = NEW_RSA) -> None:
        self._ring, self._new_rsa = ring, new_rsa
        self._hs256_root = hs256_root
        self._registry = jws.JWSRegistry(algorithms=ALGORITHMS)
        self._open: dict[tuple[str, str, bytes], Key] = {}

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
        """See TokenSigner."""
        jwk = self._generate(tenant_id, algorithm, generation)
        kid = f"{tenant_id.removeprefix(tenant_id.prefix)[:8]}-{generation}-{jwk.thumbprint()[:12]}"
        plain, keys = json.dumps(jwk.as_dict(private=True)).encode(), self._ring.current
        sealed = seal(keys.seal, plain, f"{tenant_id} {kid}")
        return SigningKey(tenant_id, kid, algorithm, generation, sealed, keys.id, now, active_from, use=use)

    def resealed(self, key: SigningKey) -> SigningKey:
        """See TokenSigner."""
        keys = self._ring.current
        sealed = seal(keys.seal, self._unsealed(key), f"{key.tenant_id} {key.id}")
        return replace(key, sealed=sealed, seal_key_id=keys.id)

    def _generate(self, tenant_id: TenantId, algorithm: str, generation: int) -> Key:
        if algorithm == "HS256":
            return OctKey.import_key(derive(self._hs256_root, f"hs256 {tenant_id} {generation}"))
        if algorithm == "RS256":
            return self._new_rsa()
        return ECKey.generate_key("P-256") if algorithm == "ES256" else OKPKey.generate_key("Ed25519")

    def ready(self, key: SigningKey) -> None:
        """See TokenSigner."""
        self._opened(key)

    def sign(self, claims: AccessClaims | MachineClaims, key: SigningKey) -> str:
        """See TokenSigner."""
        return self._signed(claims.as_json(), key, TYP)

    def sign_id(self, claims: IdClaims, key: SigningKey) -> str:
        """See TokenSigner."""
        return self._signed(claims.as_json(key.algorithm), key, ID_TYP)

    def _signed(self, claims: Mapping[str, Any], key: SigningKey, typ: str) -> str:
        header = {"alg": key.algorithm, "kid": key.id, "typ": typ}
        payload = json.dumps(claims, separators=(",", ":"))
        return jws.serialize_compact(header, payload, self._opened(key), registry=self._registry)

    def secret_jwk(self, key: SigningKey) -> Mapping[str, Any]:
        """See TokenSigner."""
        return {**self._opened(key).as_dict(private=True), "kid": key.id, "use": "sig", "alg": key.algorithm}

    def public_jwk(self, key: SigningKey) -> Mapping[str, Any] | None:
        """See TokenSigner."""
        if key.algorithm == "HS256":
            return None
        return {**self._opened(key).as_dict(private=False), "kid": key.id, "use": "sig", "alg": key.algorithm}

    def claimed(self, token: str) -> tuple[TenantId, str]:
        """See TokenSigner."""
        try:
            found = jws.extract_compact(token.encode())
            tenant_id, kid = TenantId.parse(json.loads(found.payload)["aud"]), found.protected["kid"]
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise InvalidToken(REFUSED) from None
        if tenant_id is None or not isinstance(kid, str):
            raise InvalidToken(REFUSED)
        return tenant_id, kid

    def read(
        self, token: str, *, keys: Sequence[SigningKey], issuer: str, audience: str, now: datetime
    ) -> Mapping[str, Any]:
        """See TokenSigner."""
        claims = self._verified(token, keys, "access", TYP)
        return _checked(claims, REQUIRED, issuer, audience, int(now.timestamp()))

    def read_machine(
        self, token: str, *, keys: Sequence[SigningKey], issuer: str, audience: str, now: datetime
    ) -> Mapping[str, Any]:
        """See TokenSigner."""
        claims = self._verified(token, keys, "access", TYP)
        if "sid" in claims or claims.get("sub") != claims.get("client_id"):
            raise InvalidToken(REFUSED)
        return _checked(claims, REQUIRED_OF_MACHINES, issuer, audience, int(now.timestamp()))

    def read_hint(self, token: str, *, keys: Sequence[SigningKey], issuer: str) -> Mapping[str, Any] | None:
        """See TokenSigner."""
        try:
            claims = self._verified(token, keys, "id", ID_TYP)
        except InvalidToken:
            return None
        return claims if claims.get("iss") == issuer else None

    def _verified(self, token: str, keys: Sequence[SigningKey], use: KeyUse, typ: str) -> Mapping[str, Any]:
        """The claims under a good signature of a key of that use, of that type and by its own algorithm."""
        try:
            header = jws.extract_compact(token.encode()).protected
            key = next(key for key in keys if key.id == header.get("kid") and key.use == use)
            if header.get("typ") != typ or header.get("alg") != key.algorithm or "crit" in header:
                raise InvalidToken(REFUSED)
            return jwt.decode(token, self._opened(key), algorithms=[key.algorithm], registry=self._registry).claims
        except (JoseError, StopIteration, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise InvalidToken(REFUSED) from None

    def _opened(self, key: SigningKey) -> Key:
        place = (key.tenant_id, key.id, key.sealed)
        known = self._open.get(place)
        if known is None:
            known = import_key(json.loads(self._unsealed(key)))
            if len(self._open) >= MOST_OPEN:
                self._open.clear()
            self._open[place] = known
        return known

    def _unsealed(self, key: SigningKey) -> bytes:
        keys = self._ring.of(key.seal_key_id) or self._ring.current
        return unseal(keys.seal, key.sealed, f"{key.tenant_id} {key.id}")


def _checked(
    claims: Mapping[str, Any], required: Sequence[str], issuer: str, audience: str, now: int
) -> Mapping[str, Any]:
    """Every claim there, for us, and in its time (RFC 8725 sections 3.8 to 3.11)."""
    moments = [claims.get(name) for name in ("iat", "nbf", "exp")]
    whole = all(isinstance(moment, int) and not isinstance(moment, bool) for moment in moments)
    if not whole or any(name not in claims for name in required):
        raise InvalidToken(REFUSED)
    if claims["iss"] != issuer or claims["aud"] != audience or claims["nbf"] > now + LEEWAY:
        raise InvalidToken(REFUSED)
    if claims["exp"] <= now:
        raise TokenExpired("The token's time is over. Refresh it.")
    return claims
