"""Our Twilio obeys Twilio's own description of its API, by a proxy that checks requests and answers against it."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from adapters.lifeline import die_with_parent
from domain.message import Outcome
from tests.contracts.test_channels import channel_to, hello
from tests.fixtures.npm import fetched, node
from tests.fixtures.twilio import FakeTwilio

ROOT = Path(__file__).parents[2]
DESCRIPTION = ROOT / "tests" / "data" / "twilio_api_v2010.json"
CACHE = ROOT / ".venv" / "prism"
PRISM = "@stoplight/prism-cli"
VERSION = "5.16.0"
PROGRAM = CACHE / "node_modules" / PRISM / "dist" / "index.js"
LISTENING = re.compile(r"listening on (http://127\.0\.0\.1:[0-9]+)")
ROUTES = ("twilio", "twilio:whatsapp", "twilio:voice")


def install() -> None:
    """Fetch Prism once, from npm's registry."""
    fetched("prism", [f"{PRISM}@{VERSION}"])


def address_in(log: IO[str], prism: subprocess.Popen[bytes]) -> str:
    """Where it listens, as soon as it says so."""
    until = time.monotonic() + 60
    while time.monotonic() < until and prism.poll() is None:
        log.seek(0)
        if found := LISTENING.search(log.read()):
            return found[1]
        time.sleep(0.05)
    log.seek(0)
    raise AssertionError(f"Prism did not start: {log.read()[-2000:]}")


@pytest.fixture(scope="module")
def far() -> Iterator[FakeTwilio]:
    """Our Twilio."""
    fake = FakeTwilio()
    yield fake
    fake.server.stop()


@pytest.fixture(scope="module")
def proxy(far: FakeTwilio, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the proxy before it listens; it and all that it starts end with these tests."""
    install()
    program, _ = node()
    path = tmp_path_factory.mktemp("prism") / "log"
    options = ["proxy", "--errors", "--host", "127.0.0.1", "--port", "0", DESCRIPTION, far.url]
    command = [str(word) for word in (program, PROGRAM, *options)]
    with path.open("wb") as log, path.open() as shown:
        prism = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, preexec_fn=die_with_parent)
        try:
            yield address_in(shown, prism)
        finally:
            os.killpg(prism.pid, signal.SIGTERM)
            prism.wait(10)


@pytest.fixture(autouse=True)
def well(far: FakeTwilio) -> None:
    """Each test begins with a Twilio that works."""
    far.error, far.odd, far.changes = None, None, {}
    far.messages.clear()
    far.calls.clear()


@pytest.mark.parametrize("route", ROUTES)
def test_what_we_ask_and_what_it_answers_are_twilios(proxy: str, far: FakeTwilio, route: str) -> None:
    """Both our request and our Twilio's answer are as Twilio describes them."""
    receipt = channel_to(route, proxy).send(hello())

    assert (Outcome.ACCEPTED, None) == (receipt.outcome, receipt.error_code)
    assert [receipt.reference] == [one["sid"] for one in (*far.messages, *far.calls)]


@pytest.mark.parametrize("route", ROUTES)
def test_a_refusal_comes_through(proxy: str, far: FakeTwilio, route: str) -> None:
    """Twilio describes no refusals; those of ours pass as they are."""
    far.error = (400, 21211)
    receipt = channel_to(route, proxy).send(hello())

    assert (Outcome.INVALID_DESTINATION, "21211") == (receipt.outcome, receipt.error_code)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("wrong", [{"sid": "SM1"}, {"status": "on its way"}, {"uri": 1}, {"account_sid": "x"}])
def test_an_answer_that_is_not_twilios_is_found(
    proxy: str, far: FakeTwilio, route: str, wrong: dict[str, object]
) -> None:
    """The proof bites: a field of another type or form does not pass."""
    far.changes = wrong
    receipt = channel_to(route, proxy).send(hello())

    assert (Outcome.UNAVAILABLE, "500") == (receipt.outcome, receipt.error_code)


def test_a_wrong_typed_count_of_segments_is_found(proxy: str, far: FakeTwilio) -> None:
    """Twilio counts segments in a string."""
    far.changes = {"num_segments": 1}

    assert "500" == channel_to("twilio", proxy).send(hello()).error_code


def test_a_request_that_is_not_twilios_is_found(proxy: str, far: FakeTwilio) -> None:
    """The proof bites on our side too: what is asked for wrongly does not reach the far end."""
    channel = channel_to("twilio", proxy)
    channel._sender = {"messaging_service_sid": "MG1"}

    assert "422" == channel.send(hello()).error_code
    assert [] == far.messages
