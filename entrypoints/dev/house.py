"""The container of `make run`: the live one, with messages shown to whoever develops."""

import os
from pathlib import Path

from dependency_injector import providers

from adapters.console.channel import ConsoleChannel, Inbox
from application.ports.messages import Channel
from domain.address import ALL_CHANNELS
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
    """The live house, with the console in front of every provider, and in place of those that are not configured."""
    container = live_container(settings, pool_size=pool_size, test_numbers_must_end=False)
    box, real = inbox(), channels_of(settings, container.adapters.clock().now)
    shown: dict[str, Channel] = {route: ConsoleChannel(box, behind=channel) for route, channel in real.items()}
    carried = {channel.carries for channel in real.values()}
    missing = [channel for channel in ALL_CHANNELS if channel not in carried]
    shown |= {f"console:{channel}": ConsoleChannel(box, carries=channel) for channel in missing}
    container.adapters.channels.override(providers.Object(shown))
    return container
