"""`auth1`: the group of all commands, each loaded when it is called."""

from importlib import import_module
from typing import Final

import click

from entrypoints.version import auth1_version

EPILOG = """\b
Exit codes: 0 done, 1 refused or a check said no, 2 wrong usage,
3 the configuration is wrong, 4 a dependency does not answer."""
# The module of each command, and what it is called there where that differs; in the order of the help.
COMMANDS: Final = {
    "serve": "run", "worker": "run", "migrate": "run", "dev": "run", "check": "check", "apply": "apply",
    "quickstart": "quickstart", "alive": "quickstart",
    "tenants": "tenants", "keys": "keys", "sessions": "sessions", "admins": "admins", "messages": "messages",
    "brand": "brand", "stats": "stats", "fraud": "fraud", "prices": "prices", "networks": "networks",
    "webhooks": "webhooks", "clients": "clients", "audit": "audit", "users": "users", "retention": "users",
    "import": "imports:import_users", "export": "imports", "restore-finish": "restore:restore_finish",
}  # fmt: skip


class LazyGroup(click.Group):
    """Loads a command's module when the command is looked for: `serve` waits for none of the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """All of them, by name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"entrypoints.cli.{module}"), name or cmd_name)
        return command


@click.group(
    cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(auth1_version(), prog_name="auth1")
def main() -> None:
    """Auth1: an authentication server that you run yourself.

    Configured by environment variables; `auth1 check` says what is wrong with them.
    """
