"""Messages: the sentence of the seed, and when it is too late for it."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.ids import ChallengeId, MessageId, TenantId
from domain.message import LEASE, Attempt, Claimed, Message, Outcome, Receipt, code_text

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def claimed(nonce: bytes | None = b"n" * 16) -> Claimed:
    message = Message(
        tenant_id=TenantId("tn_1"),
        id=MessageId("msg_1"),
        challenge_id=ChallengeId("otp_1"),
        channel="sms",
        to="+12015550123",
        minutes=10,
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    return Claimed(message, "lease", NOW + LEASE, "Acme", nonce, "key", 6)


def test_the_sentence_is_the_seeds() -> None:
    """The text is the seed's sentence to the letter."""
    assert "Your MyApp verification code is: 482913. Expires in 10 minutes." == code_text("MyApp", "482913", 10)


@pytest.mark.parametrize(("age", "expected"), [(0, None), (599, None), (600, "expired"), (10_000, "expired")])
def test_a_code_is_never_sent_after_its_time(age: int, expected: str | None) -> None:
    """A message may go while the code lives, and not at its last moment."""
    assert expected == claimed().dropped_as(NOW + timedelta(seconds=age))


def test_a_code_that_ended_is_never_sent() -> None:
    """Without a nonce, since the challenge has ended, the message is dropped."""
    assert "challenge_ended" == claimed(nonce=None).dropped_as(NOW)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_an_accepted_message_is_sent(outcome: Outcome) -> None:
    """Whatever else a provider answers is a failure."""
    expected = "sent" if outcome is Outcome.ACCEPTED else "failed"

    assert expected == Attempt("twilio", Receipt(outcome), NOW, NOW).status


def test_a_lease_is_at_most_thirty_seconds() -> None:
    """A worker that dies holds a message for at most 30 s."""
    assert timedelta(seconds=30) >= LEASE
