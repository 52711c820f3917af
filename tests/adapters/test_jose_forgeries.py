"""Forged tokens: nothing is read that we did not sign, for us, as an access token (RFC 8725)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

from adapters.jose.derivation import derive
from domain.refusal import InvalidToken
from domain.signing_key import SigningKey
from domain.token import REQUIRED
from tests.fixtures.signed import ACME, ALGORITHMS, CLAIMS, ISSUER, KEYS, NOW, OTHER, SECRET, SIGNER, read, unb64

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
TENANT_SECRET = derive(SECRET.encode(), f"hs256 {ACME} 1")
KINDS: dict[str, type[ECKey] | type[OKPKey]] = {"ES256": ECKey, "EdDSA": OKPKey}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def hs256(header: Mapping[str, Any], secret: bytes, payload: Any = None) -> str:
    """A token with a mac under some secret."""
    raw = payload if isinstance(payload, bytes) else json.dumps(payload or CLAIMS.as_json()).encode()
    opening = f"{b64(json.dumps(header).encode())}.{b64(raw)}"
    return f"{opening}.{b64(hmac.digest(secret, opening.encode(), hashlib.sha256))}"


def forged(payload: Any, **header: Any) -> str:
    """A token whose mac is right, made by hand with the tenant's own HS256 key, but that says something else."""
    whole = {"alg": "HS256", "kid": KEYS["HS256"].id, "typ": "at+jwt", **header}
    return hs256(whole, TENANT_SECRET, payload)


def refused(token: Any, *keys: SigningKey, **more: Any) -> bool:
    """Refused, and by nothing but InvalidToken."""
    with pytest.raises(InvalidToken):
        read(token, *keys, **more)
    return True


def attacker_headers() -> list[dict[str, Any]]:
    """Headers that bring a key of the attacker's, or point at one."""
    attacker = ECKey.generate_key("P-256")
    return [
        {"jwk": attacker.as_dict(private=False)},
        {"jku": "https://evil.test/jwks.json"},
        {"x5u": "https://evil.test/chain.pem"},
        {"x5c": ["MIIBszCCAVmgAwIBAgIUevil"]},
        {"x5t": "AAAA"},
        {"jwk": attacker.as_dict(private=True), "jku": "http://127.0.0.1:1/"},
    ]


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "", None, "none ", "HS256 ", ["none"], 0])
@pytest.mark.parametrize("signature", ["", "AAAA"])
def test_an_unsigned_token_is_refused(alg: Any, signature: str) -> None:
    """`none` in any spelling, with an empty or a made-up signature, opens nothing."""
    payload = b64(json.dumps(CLAIMS.as_json()).encode())
    for key in KEYS.values():
        header = b64(json.dumps({"alg": alg, "kid": key.id, "typ": "at+jwt"}).encode())

        assert refused(f"{header}.{payload}.{signature}")


def test_a_public_key_is_no_secret() -> None:
    """HS256 signed with the text of the published key, as PEM, DER or JWK, is refused."""
    for algorithm in ("ES256", "EdDSA"):
        key = KEYS[algorithm]
        jwk = SIGNER.public_jwk(key)
        assert jwk is not None
        public = KINDS[algorithm].import_key(dict(jwk))
        texts = [public.as_pem(), public.as_der(), json.dumps(jwk).encode(), jwk["x"].encode(), unb64(jwk["x"])]
        for text in texts:
            for kid in (key.id, KEYS["HS256"].id):
                assert refused(hs256({"alg": "HS256", "kid": kid, "typ": "at+jwt"}, text))


@pytest.mark.parametrize("alg", ["HS384", "HS512", "ES384", "RS256", "PS256", "EdDSA", "ES256", "Ed25519", "hs256"])
def test_only_the_keys_own_algorithm_counts(alg: str) -> None:
    """A token under an HS256 key that names any other algorithm is refused, though its mac is right."""
    assert CLAIMS.as_json() == read(forged(CLAIMS.as_json()))
    assert refused(forged(CLAIMS.as_json(), alg=alg))


@pytest.mark.parametrize("name", REQUIRED)
def test_every_claim_must_be_there(name: str) -> None:
    """A token that lacks one of the claims is refused, whoever signed it."""
    assert refused(forged({key: value for key, value in CLAIMS.as_json().items() if key != name}))


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://auth.test/t/other"},
        {"iss": "https://evil.test/t/acme"},
        {"iss": [ISSUER]},
        {"aud": str(OTHER)},
        {"aud": [str(ACME)]},
        {"aud": [str(ACME), str(OTHER)]},
        {"aud": None},
        {"exp": "9999999999"},
        {"exp": 9999999999.5},
        {"exp": True},
        {"exp": None},
        {"exp": -1, "nbf": None},
        {"nbf": "0"},
        {"iat": None},
        {"iat": [1]},
    ],
)
def test_claims_are_for_us_and_of_their_type(change: dict[str, Any]) -> None:
    """Another issuer or audience, several audiences, and times that are no whole numbers are refused."""
    assert refused(forged({**CLAIMS.as_json(), **change}))


@pytest.mark.parametrize("typ", ["JWT", "jwt", "AT+JWT", "id_token", "", None, ["at+jwt"], "application/at+jwt"])
def test_another_type_of_token_is_refused(typ: Any) -> None:
    """Only `at+jwt` is an access token, so that no other token of ours can stand for one."""
    assert refused(forged(CLAIMS.as_json(), typ=typ))


@pytest.mark.parametrize("header", attacker_headers(), ids=lambda header: "-".join(header))
@pytest.mark.parametrize("kid", ["mine", "theirs", None])
def test_a_key_that_the_token_brings_is_never_used(header: dict[str, Any], kid: str | None) -> None:
    """Headers with keys or addresses of keys are not followed: signed with the attacker's key, it is refused."""
    attacker = ECKey.generate_key("P-256")
    if "jwk" in header:
        header = {**header, "jwk": attacker.as_dict(private=False)}
    named = {"mine": {"kid": KEYS["ES256"].id}, "theirs": {"kid": "evil"}, None: {}}[kid]
    whole = {"alg": "ES256", "typ": "at+jwt", **named, **header}
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)

    assert refused(jws.serialize_compact(whole, json.dumps(CLAIMS.as_json()), attacker, registry=registry))


@pytest.mark.parametrize("crit", [["exp"], ["b64"], [], "exp", None])
def test_critical_headers_are_refused(crit: Any) -> None:
    """We understand no critical extension, so a token that has one is refused."""
    assert refused(forged(CLAIMS.as_json(), crit=crit, exp=1, b64=True))


@pytest.mark.parametrize("kid", ["unknown", "", None, 5, ["x"], {"a": 1}, "../../etc/passwd", "' OR 1=1 --"])
def test_an_unknown_key_id_is_refused(kid: Any) -> None:
    """A `kid` that names none of the tenant's keys is refused, whatever it holds."""
    assert refused(forged(CLAIMS.as_json(), kid=kid))


def test_a_key_of_the_tenant_that_is_not_offered_is_refused() -> None:
    """Only the keys that the caller names count; none is none."""
    token = SIGNER.sign(CLAIMS, KEYS["ES256"])

    assert refused(token, KEYS["HS256"])
    with pytest.raises(InvalidToken):
        SIGNER.read(token, keys=[], issuer=ISSUER, audience=str(ACME), now=NOW)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_one_bit_off_is_refused(algorithm: str) -> None:
    """Any change of header, payload or signature is refused."""
    header, payload, signature = SIGNER.sign(CLAIMS, KEYS[algorithm]).split(".")
    raw = bytearray(unb64(signature))
    for at in range(0, len(raw), 7):
        changed = bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])

        assert refused(f"{header}.{payload}.{b64(changed)}")
    other = b64(json.dumps({**CLAIMS.as_json(), "sub": "usr_2"}).encode())

    assert refused(f"{header}.{other}.{signature}")
    assert refused(f"{header}.{payload}.")
    assert refused(f"{header}.{payload}.{signature}.{signature}")
    assert refused(f"{header}..{signature}")


@given(st.one_of(st.text(max_size=80), st.binary(max_size=60).map(lambda raw: f"{b64(raw)}.{b64(raw)}.{b64(raw)}")))
@settings(deadline=None, max_examples=200)
def test_garbage_is_refused(token: str) -> None:
    """Whatever stands where a token should, only InvalidToken is raised."""
    assert refused(token)


@pytest.mark.parametrize("payload", [b"[]", b"null", b"5", b'"x"', b"", b"\xff", b"{", b'{"exp": 1e999}'])
def test_a_payload_that_is_no_object_is_refused(payload: bytes) -> None:
    """What is signed and no JSON object is refused like what is not signed."""
    assert refused(forged(payload))


@pytest.mark.parametrize(
    "header", [b"[]", b"null", b"5", b"{}", b"{", b"\xff", b"[" * 5000, b'{"a":' * 2000, b'{"alg":1}']
)
def test_a_header_that_is_no_object_is_refused(header: bytes) -> None:
    """A header that is garbage, or nested without end, is refused."""
    assert refused(f"{b64(header)}.{b64(b'{}')}.AAAA")
