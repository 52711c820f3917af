"""What an access token says."""

from datetime import UTC, datetime, timedelta

from domain.ids import SessionId, TenantId, UserId
from domain.token import REQUIRED, AccessClaims, issuer_of

NOW = datetime(2026, 11, 23, 12, 0, 0, 900_000, tzinfo=UTC)


def test_claims_have_their_registered_names() -> None:
    """Every claim of the contract is there: times in whole Unix seconds, the tenant as audience."""
    claims = AccessClaims(
        issuer=issuer_of("https://auth.test", "acme"),
        subject=UserId("usr_1"),
        tenant_id=TenantId("tn_1"),
        session_id=SessionId("ses_1"),
        token_id="abc",
        issued_at=NOW,
        expires_at=NOW + timedelta(minutes=15),
        authenticated_at=NOW,
        methods=("otp", "sms"),
    )
    seconds = int(NOW.timestamp())
    expected = {
        "iss": "https://auth.test/t/acme",
        "sub": "usr_1",
        "aud": "tn_1",
        "sid": "ses_1",
        "iat": seconds,
        "nbf": seconds,
        "exp": seconds + 900,
        "jti": "abc",
        "amr": ["otp", "sms"],
        "auth_time": seconds,
    }

    assert expected == claims.as_json()
    assert set(REQUIRED) == set(expected)
