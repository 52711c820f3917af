"""Sessions and their refresh tokens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.jose.derivation import derive_keys
from domain.derived_keys import DerivedKeys
from domain.ids import SessionId, TenantId, UserId
from domain.refresh_token import RefreshToken
from domain.session import GRACE, Session, Turn, methods

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ENDS = NOW + timedelta(days=30)
KEYS = derive_keys("6f1d4b0c9a8e7f3d2c5b4a1908172635abcdef9876543210fedcba0123456789")
OTHER = derive_keys("another secret of more than 32 characters, 0123456789abcdef")
ACCESS = timedelta(minutes=15)
ID, OTHER_ID = (SessionId.make(NOW, bytes([byte]) * 10) for byte in (1, 2))
SESSION = Session.open(
    tenant_id=TenantId("tn_1"),
    id=ID,
    user_id=UserId("usr_1"),
    nonce=b"n" * 32,
    key_id=KEYS.id,
    now=NOW,
    lives=ENDS - NOW,
    access=ACCESS,
    ip=None,
    user_agent=None,
)


def accepts(session: Session, text: str, keys: DerivedKeys = KEYS, now: datetime = NOW) -> bool:
    """Whether the text is the session's present refresh token."""
    token = RefreshToken.parse(text)
    return token is not None and session.made(token, keys) and session.turn_of(token.generation, now) is Turn.ROTATE


def test_a_refresh_token_says_its_session_generation_and_key() -> None:
    """The token reads `auth1_rt_<session>.<generation>.<key id>.<mac>`, and its mac has 256 bits."""
    session, generation, key_id, mac = SESSION.refresh_token(KEYS).text.removeprefix("auth1_rt_").split(".")

    assert (ID, "1", KEYS.id, 43) == (session, generation, key_id, len(mac))


def test_a_session_is_live_until_its_end() -> None:
    """It goes on until `expires_at`, and not at that moment; nor after it was ended."""
    assert SESSION.is_live(ENDS - timedelta(microseconds=1), None)
    assert not SESSION.is_live(ENDS, None)
    assert not replace(SESSION, ended_at=NOW).is_live(NOW, None)


def test_an_idle_session_ends_sooner() -> None:
    """With an idle time it ends that long after its last use, and a use moves that end, never the absolute one."""
    idle = timedelta(hours=1)
    used = SESSION.rotated(NOW + timedelta(minutes=50), key_id=KEYS.id, access=ACCESS)

    assert not SESSION.is_live(NOW + idle, idle)
    assert used.is_live(NOW + idle, idle)
    assert ENDS == replace(SESSION, last_used_at=ENDS).ends_at(idle)


def test_turns() -> None:
    """The present token rotates; the one before repeats for ten seconds; older ones are reused; later ones unknown."""
    third = SESSION.rotated(NOW, key_id=KEYS.id, access=ACCESS).rotated(NOW, key_id=KEYS.id, access=ACCESS)
    turns = [third.turn_of(generation, NOW + GRACE - timedelta(microseconds=1)) for generation in (1, 2, 3, 4)]

    assert [Turn.REUSED, Turn.REPEAT, Turn.ROTATE, Turn.UNKNOWN] == turns
    assert Turn.REUSED == third.turn_of(2, NOW + GRACE)


@pytest.mark.parametrize(
    "other",
    [
        replace(SESSION, generation=2),
        replace(SESSION, id=OTHER_ID),
        replace(SESSION, tenant_id=TenantId("tn_2")),
        replace(SESSION, nonce=b"m" * 32),
    ],
)
def test_a_token_is_good_for_one_session_and_generation(other: Session) -> None:
    """Another generation, session, tenant or nonce refuses it, and its own token differs."""
    assert not accepts(other, SESSION.refresh_token(KEYS).text)
    assert other.refresh_token(KEYS) != SESSION.refresh_token(KEYS)


def test_the_next_token_cannot_be_made_from_this_one() -> None:
    """Each generation has a mac of its own: raising the number in the text makes no token of the next one."""
    raised = SESSION.refresh_token(KEYS).text.replace(".1.", ".2.")

    assert not accepts(replace(SESSION, generation=2), raised)


def test_another_secret_refuses_it() -> None:
    """Keys of another JWT_SECRET neither make nor take the token."""
    assert not accepts(SESSION, SESSION.refresh_token(KEYS).text, OTHER)


@pytest.mark.parametrize("token", ["", "auth1_rt_", "\ud800", "é", "x" * 100_000, "\x00"])
def test_hostile_text_is_refused(token: str) -> None:
    """Whatever is sent instead of a token is refused, and nothing is raised."""
    assert not accepts(SESSION, token)


def test_one_letter_off_is_refused() -> None:
    """A token with any one letter changed is refused."""
    token = SESSION.refresh_token(KEYS).text
    changed = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token))]

    assert not any(accepts(SESSION, other) for other in changed)


def test_an_access_token_never_outlives_its_session() -> None:
    """The last access token of a session is dead when the session ends, however long it would live."""
    late = SESSION.rotated(ENDS - timedelta(minutes=1), key_id=KEYS.id, access=ACCESS)

    assert [NOW + ACCESS, ENDS] == [SESSION.access_until, late.access_until]


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
