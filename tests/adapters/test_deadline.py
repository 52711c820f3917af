"""A channel that is given up in time."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.deadline import WithDeadline
from adapters.memory.phones import MemoryChannel
from application.ports.messages import Channel
from domain.message import Outcome, Outgoing, Receipt
from tests.contracts.test_channels import TEXT, hello, twilio_channel
from tests.fixtures.twilio import FakeTwilio

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Slow(Channel):
    """Answers when it is let go."""

    name: str = "slow"
    carries: str = "voice"
    started: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    let_go: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        self.started.release()
        self.let_go.wait(30)
        if self.error:
            raise self.error
        return Receipt(Outcome.ACCEPTED, reference="late")


@pytest.fixture
def slow() -> Iterator[Slow]:
    """A slow provider, that is let go in the end."""
    channel = Slow()
    yield channel
    channel.let_go.set()


def test_who_answers_in_time_is_heard() -> None:
    """What a channel carries arrives, and its receipt, name and channel are its own."""
    phones = MemoryChannel(name="phones", carries="whatsapp")
    channel = WithDeadline(phones)
    receipt = channel.send(hello())

    assert Receipt(Outcome.ACCEPTED, reference="memory-1") == receipt
    assert [TEXT] == phones.texts_to(hello().to)
    assert ("phones", "whatsapp") == (channel.name, channel.carries)


def test_who_does_not_answer_is_given_up(slow: Slow) -> None:
    """After the deadline it is a time-out, of somebody who may have got the message."""
    receipt = WithDeadline(slow, seconds=0.05).send(hello())

    assert Receipt(Outcome.TIMEOUT, error_code="deadline", reached=True) == receipt


def test_a_provider_that_drips_is_given_up(twilio: FakeTwilio) -> None:
    """Each byte comes within the socket's time-out, and the whole never."""
    twilio.drip = 0.05
    channel = twilio_channel(twilio.url)
    before = time.monotonic()
    receipt = WithDeadline(channel, seconds=0.3).send(hello())

    assert (Outcome.TIMEOUT, "deadline") == (receipt.outcome, receipt.error_code)
    assert time.monotonic() - before < 2.0


def test_no_more_than_so_many_are_in_the_air(slow: Slow) -> None:
    """A provider that hangs ties up so many threads and no more; the others are told that nobody got anything."""
    channel = WithDeadline(slow, seconds=0.02, most=2)
    given_up = [channel.send(hello()) for _ in range(2)]
    refused = channel.send(hello())

    assert [Outcome.TIMEOUT] * 2 == [receipt.outcome for receipt in given_up]
    assert Receipt(Outcome.UNAVAILABLE, error_code="busy", reached=False) == refused
    assert slow.started.acquire(timeout=5) and slow.started.acquire(timeout=5)
    assert not slow.started.acquire(blocking=False)


def test_a_place_is_free_again_after_each_answer() -> None:
    """Many may be sent one after the other, also where the channel fails."""
    fine, broken = WithDeadline(MemoryChannel(), most=1), WithDeadline(_failing(), most=1)

    assert {Outcome.ACCEPTED} == {fine.send(hello()).outcome for _ in range(50)}
    assert {"ZeroDivisionError"} == {broken.send(hello()).error_code for _ in range(50)}


def _failing() -> Slow:
    channel = Slow(error=ZeroDivisionError(TEXT))
    channel.let_go.set()
    return channel


def test_a_bug_of_a_channel_is_a_receipt() -> None:
    """An exception is an unknown outcome under its name, without its words, which may hold a code."""
    receipt = WithDeadline(_failing()).send(hello())

    assert Receipt(Outcome.UNKNOWN, error_code="ZeroDivisionError") == receipt


def test_a_system_without_threads_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no thread can be made nobody got anything, and the place is free again."""

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    channel = WithDeadline(MemoryChannel(), most=1)
    with monkeypatch.context() as without:
        without.setattr(threading.Thread, "start", refuse)
        refused = channel.send(hello())

    assert (Outcome.UNAVAILABLE, "busy", False) == (refused.outcome, refused.error_code, refused.reached)
    assert Outcome.ACCEPTED is channel.send(hello()).outcome


def test_what_was_given_up_keeps_no_process_alive() -> None:
    """A worker that is done ends, although a provider still hangs."""
    code = (
        "from tests.adapters.test_deadline import *\nprint(WithDeadline(Slow(), seconds=0.02).send(hello()).error_code)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=20
    )

    assert ("deadline\n", 0) == (ended.stdout, ended.returncode)
