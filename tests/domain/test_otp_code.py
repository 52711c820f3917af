"""Codes are derived: uniform, bound to their challenge, and proven by a mac that is bound to the address."""

import itertools
from collections import Counter
from dataclasses import replace

import pytest

from adapters.jose.derivation import derive_keys
from domain.derived_keys import DerivedKeys
from domain.ids import ChallengeId, TenantId
from domain.otp_code import ACCEPTED, derive_code, mac_of_code

KEYS = derive_keys("6f1d4b0c9a8e7f3d2c5b4a1908172635abcdef9876543210fedcba0123456789")
OTHER = replace(KEYS, code=b"o" * 32, code_mac=b"o" * 32)
MANY = 100_000
# 99.99% of the chi-square distribution with 9 and with 99 degrees of freedom.
CHI_9, CHI_99 = 33.72, 161.3


def code(
    tenant: str = "tn_1", challenge: str = "otp_1", nonce: bytes = b"n" * 16, keys: DerivedKeys = KEYS, length: int = 6
) -> str:
    return derive_code(
        keys, tenant_id=TenantId(tenant), challenge_id=ChallengeId(challenge), nonce=nonce, length=length
    )


@pytest.fixture(scope="module")
def codes() -> list[str]:
    """A hundred thousand codes of as many challenges."""
    return [code(nonce=number.to_bytes(16, "big")) for number in range(MANY)]


def chi_square(counts: Counter[str], kinds: int, total: int) -> float:
    expected = total / kinds
    return sum((count - expected) ** 2 / expected for count in counts.values()) + (kinds - len(counts)) * expected


def test_every_digit_is_uniform_at_every_place(codes: list[str]) -> None:
    """No digit is likelier than another at any of the six places."""
    for place in range(6):
        assert chi_square(Counter(one[place] for one in codes), 10, MANY) < CHI_9


def test_pairs_of_digits_are_uniform(codes: list[str]) -> None:
    """No two digits go together, at the ends or in the middle."""
    for first, second in ((0, 1), (2, 3), (4, 5), (0, 5)):
        assert chi_square(Counter(one[first] + one[second] for one in codes), 100, MANY) < CHI_99


def test_zeros_in_front_are_kept(codes: list[str]) -> None:
    """A tenth of the codes begins with 0, and every code has its six digits."""
    assert {6} == {len(one) for one in codes}
    assert 9_500 < sum(one.startswith("0") for one in codes) < 10_500


@pytest.mark.parametrize("length", range(6, 11))
def test_a_code_has_the_length_that_was_asked_for(length: int) -> None:
    """Six to ten ASCII digits, and all of them are accepted to be typed."""
    for number in range(200):
        made = code(nonce=number.to_bytes(16, "big"), length=length)

        assert length == len(made)
        assert ACCEPTED.fullmatch(made)


def test_the_same_challenge_has_the_same_code() -> None:
    """A resend and a failover derive the code that was sent before."""
    assert code() == code()


def test_a_code_belongs_to_one_challenge() -> None:
    """Another tenant, challenge, nonce or secret makes another code."""
    made = [
        [code(length=10)] + [code(length=10, **change) for change in changes]
        for changes in (
            [{"tenant": f"tn_{number}"} for number in range(2, 9)],
            [{"challenge": f"otp_{number}"} for number in range(2, 9)],
            [{"nonce": bytes([number]) * 16} for number in range(8)],
            [{"keys": OTHER}],
        )
    ]

    assert all(len(set(row)) == len(row) for row in made)


def test_a_guess_opens_only_what_it_was_made_for() -> None:
    """Over tenants, purposes, addresses, codes and keys, only the same five make the same mac."""
    places = list(
        itertools.product(
            ("tn_1", "tn_2"),
            ("sign_in", "sign_i", "change"),
            ("+12015550123", "+12015550124", "ada@example.com"),
            ("482913", "0482913", "82913"),
            (KEYS, OTHER),
        )
    )
    macs = [
        mac_of_code(keys, tenant_id=TenantId(tenant), purpose=purpose, address=address, code=typed)
        for tenant, purpose, address, typed, keys in places
    ]

    assert len(places) == len(set(macs))


def test_the_code_key_and_the_mac_key_are_two() -> None:
    """Who has one derived key has none of the others."""
    keys = [KEYS.code, KEYS.code_mac, KEYS.refresh, KEYS.seal, KEYS.digest]

    assert 5 == len(set(keys))
    assert {32} == {len(key) for key in keys}


@pytest.mark.parametrize("typed", ["", "123", "12345678901", "12345a", "１２３４５６", "123456\n", " 123456", "+12345"])
def test_what_is_no_code_is_not_accepted(typed: str) -> None:
    """Only 4 to 10 ASCII digits are a code to try."""
    assert ACCEPTED.fullmatch(typed) is None
