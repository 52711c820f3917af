"""Refusals: a stable code, a sentence, and what a program needs to go on."""

import pytest

from domain.refusal import FieldError, InvalidRequest, RateLimited, Unavailable


def test_an_invalid_request_names_every_field_once() -> None:
    """The sentence names each field once, and `errors` has every message."""
    refusal = InvalidRequest([FieldError("a", "One."), FieldError("b", "Two."), FieldError("a", "Three.")])

    assert "Mend these fields and send the request again: a, b." == refusal.detail
    assert [("a", "One."), ("b", "Two."), ("a", "Three.")] == [
        (error["field"], error["message"]) for error in refusal.members["errors"]
    ]


@pytest.mark.parametrize(("given", "said"), [(-3, 1), (0, 1), (1, 1), (30, 30)])
def test_a_wait_is_at_least_a_second(given: int, said: int) -> None:
    """A Retry-After of nothing would be a loop."""
    assert said == RateLimited("ip", given, "Wait.").retry_after


def test_unavailable_says_when_to_come_back() -> None:
    """Also a failure of ours has a wait."""
    assert Unavailable("Away.").retry_after >= 1
