"""Keys and admin tokens: shown once, stored as a digest, ended at a moment."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from domain.api_key import SECRET_BYTES, AdminToken, ApiKey, KeyKind, Lifetime, digest_of
from domain.ids import AdminTokenId, KeyId, TenantId

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
KINDS: Final[tuple[KeyKind, ...]] = ("publishable", "secret")
KEY, SECRET = ApiKey.issue(
    tenant_id=TenantId("tn_1"),
    slug="acme",
    id=KeyId("key_1"),
    kind="publishable",
    name="first",
    chance=bytes(range(SECRET_BYTES)),
    life=Lifetime(NOW),
)


def test_a_key_spells_its_kind_and_tenant() -> None:
    """`auth1_pk_<slug>_<hex>` for a browser, `auth1_sk_<slug>_<hex>` for a server, with at least 32 hex digits."""
    issue: dict[str, Any] = {
        "tenant_id": TenantId("tn_1"),
        "slug": "my-app",
        "id": KeyId("key_1"),
        "name": "x",
        "life": Lifetime(NOW),
    }
    secrets = [ApiKey.issue(kind=kind, chance=b"\xab" * 24, **issue)[1] for kind in KINDS]

    assert [f"auth1_pk_my-app_{'ab' * 24}", f"auth1_sk_my-app_{'ab' * 24}"] == secrets


def test_only_the_digest_is_kept() -> None:
    """A key keeps SHA-256 of its secret, and of the secret no more than the eight digits that name it."""
    assert hashlib.sha256(SECRET.encode()).digest() == KEY.digest
    assert "auth1_pk_acme_00010203" == KEY.prefix
    assert all(SECRET[len(KEY.prefix) :] not in str(value) for value in (KEY.prefix, KEY.name, KEY.id))


def test_a_key_matches_its_own_digest_only() -> None:
    """Another secret, or one letter more, is another key."""
    assert KEY.matches(digest_of(SECRET))
    assert not any(KEY.matches(digest_of(other)) for other in ("", SECRET[:-1], SECRET + "0", SECRET.upper()))


def test_any_text_has_a_digest() -> None:
    """What was sent as a key may be any text, also one that is no Unicode."""
    assert 32 == len(digest_of("\ud800"))


@pytest.mark.parametrize(
    ("life", "live"),
    [
        (Lifetime(NOW), True),
        (Lifetime(NOW, expires_at=NOW + HOUR), True),
        (Lifetime(NOW, expires_at=NOW), False),
        (Lifetime(NOW, revoked_at=NOW), False),
        (Lifetime(NOW, revoked_at=NOW + HOUR), True),
        (Lifetime(NOW, expires_at=NOW + HOUR, revoked_at=NOW - HOUR), False),
        (Lifetime(NOW, expires_at=NOW - HOUR, revoked_at=NOW + HOUR), False),
    ],
)
def test_a_credential_ends_when_it_expires_or_is_revoked(life: Lifetime, live: bool) -> None:
    """It is live before both of its ends, and at neither of them."""
    assert live is life.is_live(NOW)


def test_an_earlier_end_stays() -> None:
    """Revoking again moves the end forward, never back."""
    soon, later = NOW + HOUR, NOW + 2 * HOUR

    assert soon == KEY.revoked(soon).revoked(later).life.revoked_at
    assert soon == KEY.revoked(later).revoked(soon).life.revoked_at
    assert replace(KEY, life=Lifetime(NOW, revoked_at=soon)) == KEY.revoked(soon)


def test_an_admin_token_is_known_by_its_digest() -> None:
    """`auth1_at_<hex>` is returned once; the token keeps its digest."""
    token, secret = AdminToken.issue(id=AdminTokenId("adm_1"), name="ada", chance=b"\xab" * 24, life=Lifetime(NOW))

    assert f"auth1_at_{'ab' * 24}" == secret
    assert digest_of(secret) == token.digest


def test_a_secret_has_192_random_bits() -> None:
    """More than the 128 that NIST asks for, so that a plain hash will do."""
    assert 24 == SECRET_BYTES
