"""Messages: when it is too late for one, and what may be kept of a provider's words."""

from datetime import timedelta

import pytest

from domain.message import LEASE, Outcome, Receipt, Status
from tests.domain.claims import NOW, attempt, claimed


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
    expected = Status.SENT if outcome is Outcome.ACCEPTED else Status.FAILED

    assert expected is attempt(outcome).status


def test_a_lease_is_at_most_thirty_seconds() -> None:
    """A worker that dies holds a message for at most 30 s."""
    assert timedelta(seconds=30) >= LEASE


@pytest.mark.parametrize("given", ["SM1\n", "a b", "x" * 129, "\x00", ""])
def test_odd_words_of_a_provider_are_not_kept(given: str) -> None:
    """A reference or error code goes into the records only where it is a plain word."""
    kept = Receipt(Outcome.ACCEPTED, given, given).storable()

    assert (None, None) == (kept.reference, kept.error_code)


@pytest.mark.parametrize("given", ["SM0123456789abcdef", "21211", "<msg_1.1@example.com>", "read-timeout"])
def test_plain_words_of_a_provider_are_kept(given: str) -> None:
    """Message ids, error codes and a mail's Message-ID stay as they are."""
    assert given == Receipt(Outcome.ACCEPTED, given).storable().reference


def test_a_hand_over_that_reached_nobody_is_not_counted() -> None:
    """The caps count what providers got, or may have got."""
    fresh = claimed()

    assert 1 == fresh.tried(attempt(Outcome.TIMEOUT)).handovers
    assert 0 == fresh.tried(attempt(Outcome.UNAVAILABLE, reached=False)).handovers
