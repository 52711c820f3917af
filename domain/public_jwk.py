"""The public keys by which a client proves who it is (RFC 7523), as a JWK set (RFC 7517)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.base64url import decoded
from domain.rules import Schema

# What is kept of a key: `kty`, its numbers, and `kid`, `use` and `alg` where they are given.
PublicJwk = Mapping[str, str]
MOST: Final = 10
# RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1, RFC 8037 section 2: whoever has one of these can sign.
PRIVATE: Final = frozenset(["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
NUMBERS: Final = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}
ALGORITHMS: Final = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "EC": ("ES256",), "OKP": ("EdDSA", "Ed25519"),
}  # fmt: skip
KID: Final = re.compile(r"[!-~]{1,128}")
LONGEST_NUMBER: Final = 1400
# NIST SP 800-131A asks for 2,048 bits; beyond 8,192 a signature costs more to check than it is worth.
LEAST_BITS: Final = 2048
MOST_BITS: Final = 8192
# FIPS 186-5 A.1.1.
LEAST_EXPONENT: Final = 2**16
MOST_EXPONENT: Final = 2**256
COORDINATE: Final = 32
# The curve of P-256 (NIST SP 800-186 3.2.1.3): y² = x³ - 3x + B modulo P.
P: Final = 2**256 - 2**224 + 2**192 + 2**96 - 1
B: Final = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
SAYS: Final = f'a JWK set with 1 to {MOST} public keys, such as {{"keys": [{{"kty": "EC", "crv": "P-256", …}}]}}'
KINDS: Final = f"one of RSA with {LEAST_BITS} to {MOST_BITS} bits, P-256 and Ed25519"


@dataclass(frozen=True, slots=True)
class JwksRule:
    """A set of public keys; each that would sign, or that is weak, is refused."""

    def read(self, value: Any) -> tuple[PublicJwk, ...]:
        """The keys, without members that say nothing to us (RFC 7517 section 4); raises ValueError."""
        keys = value.get("keys") if isinstance(value, Mapping) else None
        if not isinstance(keys, list) or not 1 <= len(keys) <= MOST:
            raise ValueError(SAYS)
        read = tuple(_key(key, f"{SAYS}; key {at}") for at, key in enumerate(keys, 1))
        kids = [key.get("kid") for key in read]
        if len(read) > 1 and (None in kids or len(set(kids)) != len(kids)):
            raise ValueError(f"{SAYS}; where there are several, each has a kid of its own")
        return read

    def schema(self) -> Schema:
        """See Rule."""
        key = {"type": "object", "required": ["kty"], "properties": {"kty": {"type": "string", "enum": list(NUMBERS)}}}
        keys = {"type": "array", "minItems": 1, "maxItems": MOST, "items": key}
        said = f"Public keys, each {KINDS}."
        return {"type": "object", "required": ["keys"], "properties": {"keys": keys}, "description": said}


def _key(value: Any, place: str) -> PublicJwk:
    """One key; `place` begins the sentence that says what is wrong with it."""
    kind = value.get("kty") if isinstance(value, Mapping) else None
    if not isinstance(kind, str) or kind not in NUMBERS:
        raise ValueError(f"{place} must be {KINDS}")
    private = sorted(PRIVATE & set(value))
    if private:
        raise ValueError(f"{place} has a private part, {private[0]}: make a new pair, and send its public key alone")
    kept = {name: value[name] for name in ("kty", *NUMBERS[kind], "kid", "use", "alg") if name in value}
    if not all(isinstance(one, str) for one in kept.values()) or not _is_strong(kind, kept):
        raise ValueError(f"{place} must be {KINDS}")
    _require_purpose(kind, kept, place)
    return kept


def _require_purpose(kind: str, key: PublicJwk, place: str) -> None:
    if not KID.fullmatch(key.get("kid", "-")):
        raise ValueError(f"{place} has a kid that is not 1 to 128 visible ASCII characters")
    if key.get("use", "sig") != "sig" or key.get("alg", ALGORITHMS[kind][0]) not in ALGORITHMS[kind]:
        raise ValueError(f"{place} is not for signatures of {', '.join(ALGORITHMS[kind])}")


def _is_strong(kind: str, key: PublicJwk) -> bool:
    if kind == "RSA":
        n, e = (int.from_bytes(_bytes(key.get(name, ""))) for name in NUMBERS[kind])
        return LEAST_BITS <= n.bit_length() <= MOST_BITS and LEAST_EXPONENT < e < MOST_EXPONENT and bool(n & e & 1)
    x, y = (_bytes(key.get(name, "")) for name in ("x", "y"))
    if kind == "OKP":
        return key.get("crv") == "Ed25519" and len(x) == COORDINATE
    return key.get("crv") == "P-256" and len(x) == len(y) == COORDINATE and _is_on_curve(x, y)


def _is_on_curve(x: bytes, y: bytes) -> bool:
    """A point beside the curve would give signatures away (RFC 8725 section 3.4)."""
    across, up = int.from_bytes(x), int.from_bytes(y)
    return max(across, up) < P and (up * up - (across**3 - 3 * across + B)) % P == 0


def _bytes(text: str) -> bytes:
    return decoded(text) if len(text) <= LONGEST_NUMBER else b""
