"""Tokens: what we signed is read, and keys open only where they were sealed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey, OctKey, OKPKey

from adapters.jose.derivation import derive, key_ring
from adapters.jose.sealing import AesSeals
from adapters.jose.tokens import JoseTokenSigner
from domain.ids import TenantId
from domain.refusal import InvalidToken, TokenExpired, Unavailable
from tests.fixtures.signed import ACME, ALGORITHMS, CLAIMS, KEYS, NOW, OTHER, SECRET, SIGNER, read, unb64

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
FOREIGN = "another secret of more than 32 characters, 0123456789abcdef"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_was_signed_is_read(algorithm: str) -> None:
    """Claims come back as they went, with each algorithm; the header begins with `alg`, as the seed shows it."""
    token = SIGNER.sign(CLAIMS, KEYS[algorithm])
    header = json.loads(unb64(token.partition(".")[0]))

    assert CLAIMS.as_json() == read(token)
    assert {"alg": algorithm, "kid": KEYS[algorithm].id, "typ": "at+jwt"} == header
    assert ["alg", "kid", "typ"] == list(header)
    assert token.startswith("eyJhbGciOi")
    assert algorithm != "HS256" or token.startswith("eyJhbGciOiJIUzI1NiIs")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_token_lives_until_its_end(algorithm: str) -> None:
    """It is good a second before `exp`, and expired at it."""
    token = SIGNER.sign(CLAIMS, KEYS[algorithm])
    read(token, now=NOW + timedelta(seconds=899))

    with pytest.raises(TokenExpired):
        read(token, now=NOW + timedelta(seconds=900))


def test_a_token_is_not_good_before_its_time() -> None:
    """A token from the future is refused; at its own moment it is good, and where a node is five seconds behind."""
    token = SIGNER.sign(CLAIMS, KEYS["HS256"])
    with pytest.raises(InvalidToken):
        read(token, now=NOW - timedelta(seconds=6))

    assert CLAIMS.as_json() == read(token, now=NOW) == read(token, now=NOW - timedelta(seconds=5))


def test_public_keys_show_nothing_private() -> None:
    """A symmetric key is never published; the others are published without their private part."""
    assert SIGNER.public_jwk(KEYS["HS256"]) is None
    for algorithm, members in (("ES256", {"x", "y"}), ("EdDSA", {"x"})):
        jwk = SIGNER.public_jwk(KEYS[algorithm])
        assert jwk is not None

        assert {"kty", "crv", "kid", "use", "alg", *members} == set(jwk)
        assert (KEYS[algorithm].id, "sig", algorithm) == (jwk["kid"], jwk["use"], jwk["alg"])


def test_a_published_key_verifies() -> None:
    """Another program, with nothing but the published key, can verify a token."""
    kinds: dict[str, Callable[[Any], Any]] = {"ES256": ECKey.import_key, "EdDSA": OKPKey.import_key}
    for algorithm, kind in kinds.items():
        key = kind(dict(SIGNER.public_jwk(KEYS[algorithm]) or {}))
        token = SIGNER.sign(CLAIMS, KEYS[algorithm])

        assert CLAIMS.as_json() == json.loads(jws.deserialize_compact(token, key, algorithms=[algorithm]).payload)


@pytest.mark.parametrize(("tenant", "generation"), [(ACME, 1), (ACME, 2), (OTHER, 1)])
def test_a_symmetric_key_is_each_tenants_and_generations_own(tenant: TenantId, generation: int) -> None:
    """256 bits derived from the secret, the tenant and the generation verify its tokens, and no other's."""
    key = SIGNER.new_key(tenant_id=tenant, algorithm="HS256", generation=generation, now=NOW, active_from=NOW)
    secret = derive(SECRET.encode(), f"hs256 {tenant} {generation}")
    token = SIGNER.sign(CLAIMS, key)

    assert 32 == len(secret)
    assert jws.deserialize_compact(token, OctKey.import_key(secret), algorithms=["HS256"])
    others = [derive(SECRET.encode(), f"hs256 {name}") for name in (f"{ACME} 3", f"{OTHER} 2", "")]
    for other in (*others, derive(FOREIGN.encode(), f"hs256 {tenant} {generation}"), SECRET.encode()):
        with pytest.raises(BadSignatureError):
            jws.deserialize_compact(token, OctKey.import_key(other), algorithms=["HS256"])


def test_a_key_opens_only_where_it_was_sealed() -> None:
    """Sealed by another secret, moved to another tenant or under another id, or changed, it does not open."""
    key = KEYS["ES256"]
    other = JoseTokenSigner(key_ring(FOREIGN, None), FOREIGN.encode())
    flipped = key.sealed[:-1] + bytes([key.sealed[-1] ^ 1])
    for signer, moved in (
        (other, key),
        (SIGNER, replace(key, tenant_id=OTHER)),
        (SIGNER, replace(key, id="other-1")),
        (SIGNER, replace(key, sealed=flipped)),
        (SIGNER, replace(key, sealed=key.sealed[:20])),
        (SIGNER, replace(key, sealed=KEYS["EdDSA"].sealed)),
    ):
        with pytest.raises(Unavailable):
            signer.ready(moved)
        with pytest.raises(Unavailable):
            signer.sign(CLAIMS, moved)


def test_a_sealed_key_shows_nothing() -> None:
    """What lies in the database holds no part of the key; the same key sealed twice is two texts under one id."""
    again = SIGNER.new_key(tenant_id=ACME, algorithm="HS256", generation=1, now=NOW, active_from=NOW)
    secret = derive(SECRET.encode(), f"hs256 {ACME} 1")

    assert not any(part in again.sealed for part in (secret, secret[:8], b"oct", b'"k"'))
    assert KEYS["HS256"].sealed != again.sealed
    assert KEYS["HS256"].id == again.id


def test_a_new_rsa_key_has_2048_bits() -> None:
    """Whoever does not say otherwise gets keys of a size that is good until 2030 (NIST SP 800-57), each its own."""
    made = [SIGNER.new_key(tenant_id=ACME, algorithm="RS256", generation=1, now=NOW, active_from=NOW) for _ in range(2)]
    first, second = ((SIGNER.public_jwk(key) or {})["n"] for key in made)

    assert 2048 == int.from_bytes(unb64(first), "big").bit_length()
    assert first != second


@pytest.mark.parametrize("sealed", [b"", b"x", b"x" * 12, b"x" * 60])
def test_what_nobody_sealed_opens_nowhere(sealed: bytes) -> None:
    """Too few bytes are refused as foreign ones are: whoever sent them made no defect of ours."""
    with pytest.raises(Unavailable):
        AesSeals().unseal(b"k" * 32, sealed, "place")
