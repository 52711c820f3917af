"""Public keys of clients: those alone that can check a signature, and well."""

import base64
from typing import Any

import pytest
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

from domain.public_jwk import MOST, PRIVATE, JwksRule

RULE = JwksRule()


def public(key: Key, **more: Any) -> dict[str, Any]:
    """A key as its owner sends it."""
    return {**key.as_dict(private=False), **more}


RSA = public(RSAKey.generate_key(2048, auto_kid=False))
EC = public(ECKey.generate_key("P-256", auto_kid=False))
# RFC 8037, appendix A.2: it stands in the names of tests, which every process has to make alike.
ED = {"crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kty": "OKP"}
WEAK = public(RSAKey.generate_key(1024, auto_kid=False))


def text(number: int, size: int | None = None) -> str:
    """Base64url of a number."""
    raw = number.to_bytes(size or (number.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize("key", [RSA, EC, ED], ids=["RSA", "P-256", "Ed25519"])
def test_each_kind_of_key_is_taken(key: dict[str, Any]) -> None:
    """RSA of 2,048 bits, P-256 and Ed25519, with what they are called and are for."""
    kept = {name: value for name, value in key.items() if name in ("kty", "n", "e", "crv", "x", "y")}
    named = {**kept, "kid": "k1", "use": "sig"}

    assert (kept,) == RULE.read({"keys": [key]})
    assert (named,) == RULE.read({"keys": [named]})


def test_members_that_say_nothing_to_us_are_left_out() -> None:
    """RFC 7517 section 4: such as a browser exports them."""
    odd = {**EC, "ext": True, "key_ops": ["verify"], "x5c": ["MII"], "note": {"a": 1}}

    assert RULE.read({"keys": [EC]}) == RULE.read({"keys": [odd], "more": 1})


@pytest.mark.parametrize("name", sorted(PRIVATE))
@pytest.mark.parametrize("key", [RSA, EC, ED], ids=["RSA", "P-256", "Ed25519"])
def test_a_private_part_is_refused_and_named_without_its_value(key: dict[str, Any], name: str) -> None:
    """Whoever sent it has given the key away; the sentence says so and does not repeat it."""
    with pytest.raises(ValueError, match=f"private part, {name}:") as refused:
        RULE.read({"keys": [{**key, name: "c2VjcmV0"}]})

    assert "c2VjcmV0" not in str(refused.value)


P = 2**256 - 2**224 + 2**192 + 2**96 - 1
BIG = int.from_bytes(base64.urlsafe_b64decode(RSA["n"] + "=="))
REFUSED: dict[str, Any] = {
    "a symmetric key": OctKey.generate_key(256, auto_kid=False).as_dict(private=True),
    "a symmetric key without its value": {"kty": "oct"},
    "RSA of 1024 bits": WEAK,
    "RSA of 16384 bits": {**RSA, "n": text((1 << 16383) + 1)},
    "an even modulus": {**RSA, "n": text(BIG + 1)},
    "an exponent of 1": {**RSA, "e": "AQ"},
    "an exponent of 3": {**RSA, "e": "Aw"},
    "an even exponent": {**RSA, "e": text(65538)},
    "an endless exponent": {**RSA, "e": text((1 << 256) + 1)},
    "no modulus": {"kty": "RSA", "e": "AQAB"},
    "a number for text": {**RSA, "n": 5},
    "padding": {**ED, "x": ED["x"] + "="},
    "letters of plain base64": {**ED, "x": "+" * 43},
    "bits beyond the end": {**ED, "x": "A" * 42 + "B"},
    "P-384": public(ECKey.generate_key("P-384", auto_kid=False)),
    "secp256k1": {**EC, "crv": "secp256k1"},
    "a point beside the curve": {**EC, "y": EC["x"]},
    "a point beyond the field": {**EC, "x": text(P, 32)},
    "the point 0": {**EC, "x": text(0, 32), "y": text(0, 32)},
    "a short coordinate": {**EC, "x": text(5)},
    "no coordinate": {"kty": "EC", "crv": "P-256", "x": EC["x"]},
    "Ed448": {**ED, "crv": "Ed448"},
    "X25519": {**ED, "crv": "X25519"},
    "a short key": {**ED, "x": ED["x"][:-2]},
    "another kind": {"kty": "AKP", "alg": "ML-DSA-44", "pub": "x"},
    "no kind": {"n": "x"},
    "a kind that is a list": {"kty": ["RSA"]},
    "for encryption": {**RSA, "use": "enc"},
    "of another algorithm": {**EC, "alg": "RS256"},
    "of none": {**RSA, "alg": "none"},
    "a kid that is a number": {**RSA, "kid": 5},
    "an empty kid": {**RSA, "kid": ""},
    "a kid of two lines": {**RSA, "kid": "a\nb"},
    "a long kid": {**RSA, "kid": "x" * 129},
    "text": "key",
    "null": None,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_check_no_signature_well_is_refused(name: str) -> None:
    """Symmetric, weak, of other curves, beside the curve, for another purpose, or no key at all."""
    with pytest.raises(ValueError, match="key 1"):
        RULE.read({"keys": [REFUSED[name]]})


@pytest.mark.parametrize("value", [{}, [], None, "x", {"keys": []}, {"keys": {}}, {"keys": [ED] * (MOST + 1)}, ED])
def test_a_set_has_one_to_ten_keys(value: Any) -> None:
    """RFC 7517 section 5."""
    with pytest.raises(ValueError, match="JWK set"):
        RULE.read(value)


def test_several_keys_have_names_of_their_own() -> None:
    """A token names the key that it is signed with, so that no key has to be guessed."""
    ten = [{**ED, "kid": f"k{number}"} for number in range(MOST)]

    assert MOST == len(RULE.read({"keys": ten}))
    for wrong in ([ED, {**EC, "kid": "a"}], [{**ED, "kid": "a"}, {**EC, "kid": "a"}]):
        with pytest.raises(ValueError, match="kid of its own"):
            RULE.read({"keys": wrong})
