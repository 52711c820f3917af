"""The inbox of people who develop, and what is not shown there."""

import json
from pathlib import Path

import pytest

from adapters.console.channel import ConsoleChannel, Inbox
from adapters.memory.phones import MemoryChannel
from tests.contracts.test_channels import ADA, TEXT, hello


def test_in_front_of_a_provider_the_code_is_masked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a real provider behind it, neither inbox nor console shows the code."""
    inbox, phones = Inbox(tmp_path / "inbox.jsonl"), MemoryChannel()
    ConsoleChannel(inbox, phones).send(hello())
    shown = capsys.readouterr().out + str(inbox.recent())

    assert "482913" not in shown and "Your Acme verification code is:" in shown
    assert [TEXT] == phones.texts_to(ADA)


def test_the_inbox_is_private_and_bounded(tmp_path: Path) -> None:
    """The inbox's file is its owner's alone, and keeps the newest two hundred."""
    inbox = Inbox(tmp_path / "inbox.jsonl")
    for number in range(205):
        inbox.add(hello(), str(number))

    assert 0o600 == inbox.path.stat().st_mode & 0o777
    assert [str(number) for number in range(204, 4, -1)] == [entry["text"] for entry in inbox.recent()]
    assert 200 == len([json.loads(each) for each in inbox.path.read_text().splitlines()])
