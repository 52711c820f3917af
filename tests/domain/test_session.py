"""Sessions and their refresh tokens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.jose.derivation import derive_keys
from domain.ids import SessionId, TenantId
from domain.session import Session, methods

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ENDS = NOW + timedelta(days=30)
KEYS = derive_keys("6f1d4b0c9a8e7f3d2c5b4a1908172635abcdef9876543210fedcba0123456789")
OTHER = derive_keys("another secret of more than 32 characters, 0123456789abcdef")
SESSION = Session(
    tenant_id=TenantId("tn_1"),
    id=SessionId("ses_1"),
    nonce=b"n" * 32,
    key_id=KEYS.id,
    created_at=NOW,
    expires_at=ENDS,
    amr=("otp", "sms"),
)


def test_a_refresh_token_says_its_session_generation_and_key() -> None:
    """The token reads `auth1_rt_<session>.<generation>.<key id>.<mac>`, and its mac has 256 bits."""
    session, generation, key_id, mac = SESSION.refresh_token(KEYS).removeprefix("auth1_rt_").split(".")

    assert ("ses_1", "1", KEYS.id, 43) == (session, generation, key_id, len(mac))


def test_the_present_token_is_accepted_until_the_session_ends() -> None:
    """The session's own token is good until `expires_at`, and not at that moment."""
    token = SESSION.refresh_token(KEYS)

    assert SESSION.accepts(token, KEYS, NOW)
    assert SESSION.accepts(token, KEYS, ENDS - timedelta(microseconds=1))
    assert not SESSION.accepts(token, KEYS, ENDS)


@pytest.mark.parametrize(
    "other",
    [
        replace(SESSION, generation=2),
        replace(SESSION, id=SessionId("ses_2")),
        replace(SESSION, tenant_id=TenantId("tn_2")),
        replace(SESSION, nonce=b"m" * 32),
    ],
)
def test_a_token_is_good_for_one_session_and_generation(other: Session) -> None:
    """Another generation, session, tenant or nonce refuses it, and its own token differs."""
    assert not other.accepts(SESSION.refresh_token(KEYS), KEYS, NOW)
    assert other.refresh_token(KEYS) != SESSION.refresh_token(KEYS)


def test_the_next_token_cannot_be_made_from_this_one() -> None:
    """Each generation has a mac of its own: raising the number in the text makes no token of the next one."""
    raised = SESSION.refresh_token(KEYS).replace(".1.", ".2.")

    assert not replace(SESSION, generation=2).accepts(raised, KEYS, NOW)


def test_another_secret_refuses_it() -> None:
    """Keys of another JWT_SECRET neither make nor take the token."""
    assert not SESSION.accepts(SESSION.refresh_token(KEYS), OTHER, NOW)


@pytest.mark.parametrize("token", ["", "auth1_rt_", "\ud800", "é", "x" * 100_000, "\x00"])
def test_hostile_text_is_refused(token: str) -> None:
    """Whatever is sent instead of a token is refused, and nothing is raised."""
    assert not SESSION.accepts(token, KEYS, NOW)


def test_one_letter_off_is_refused() -> None:
    """A token with any one letter changed is refused."""
    token = SESSION.refresh_token(KEYS)
    changed = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token))]

    assert not any(SESSION.accepts(other, KEYS, NOW) for other in changed)


def test_an_access_token_never_outlives_its_session() -> None:
    """An access token ends after its time or with the session, whichever is first."""
    ttl = timedelta(minutes=15)

    assert NOW + ttl == SESSION.access_ends_at(NOW, ttl)
    assert ENDS == SESSION.access_ends_at(ENDS - timedelta(minutes=1), ttl)


@pytest.mark.parametrize(
    ("channel", "is_test", "expected"),
    [
        ("sms", False, ("otp", "sms")),
        ("whatsapp", False, ("otp",)),
        ("voice", False, ("otp", "tel")),
        ("email", False, ("otp",)),
        ("sms", True, ("otp", "sms", "test")),
        ("email", True, ("otp", "test")),
    ],
)
def test_methods_say_how_it_was_proven(channel: str, is_test: bool, expected: tuple[str, ...]) -> None:
    """`amr` has the registered words of RFC 8176, and `test` for fixed codes; mail adds none."""
    assert expected == methods(channel, is_test)
