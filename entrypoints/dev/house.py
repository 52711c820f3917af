"""The container of `make run`: the live one, with messages shown to whoever develops."""

import os
from pathlib import Path

from dependency_injector import providers

from adapters.console.channel import ConsoleChannel, Inbox
from application.ports.messages import Channel
from entrypoints.container import Container, live_container
from entrypoints.providers import channels_of
from entrypoints.settings import Settings

HOME = "AUTH1_HOME"


def dev_home() -> Path:
    """Where everything lies that development makes."""
    return Path(os.environ.get(HOME) or ".auth1").resolve()


def inbox() -> Inbox:
    """The messages that were sent."""
    return Inbox(dev_home() / "inbox.jsonl")


def dev_container(settings: Settings, *, pool_size: int) -> Container:
    """The live house, with the console in front of every provider, and email without one."""
    container = live_container(settings, pool_size=pool_size, test_numbers_must_end=False)
    real = channels_of(settings)
    box = inbox()
    shown: dict[str, Channel] = {name: ConsoleChannel(box, real.get(name)) for name in ("sms", "email")}
    container.adapters.channels.override(providers.Object(shown))
    return container
