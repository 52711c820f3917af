"""`auth1`: the group of all commands."""

import click

from entrypoints.cli.admins import admins
from entrypoints.cli.apply import apply
from entrypoints.cli.audit import audit
from entrypoints.cli.check import check
from entrypoints.cli.fraud import fraud
from entrypoints.cli.imports import export, import_users
from entrypoints.cli.keys import keys
from entrypoints.cli.messages import messages
from entrypoints.cli.networks import networks
from entrypoints.cli.prices import prices
from entrypoints.cli.quickstart import alive, quickstart
from entrypoints.cli.restore import restore_finish
from entrypoints.cli.run import dev, migrate, serve, worker
from entrypoints.cli.sessions import sessions
from entrypoints.cli.stats import stats
from entrypoints.cli.tenants import tenants
from entrypoints.cli.users import retention, users
from entrypoints.cli.webhooks import webhooks
from entrypoints.version import auth1_version

EPILOG = """\b
Exit codes: 0 done, 1 refused or a check said no, 2 wrong usage,
3 the configuration is wrong, 4 a dependency does not answer."""


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(auth1_version(), prog_name="auth1")
def main() -> None:
    """Auth1: an authentication server that you run yourself.

    Configured by environment variables; `auth1 check` says what is wrong with them.
    """


RUN = (serve, worker, migrate, dev, check, apply, quickstart, alive)
LOOK = (tenants, keys, sessions, admins, messages, stats, fraud, prices, networks)
DATA = (webhooks, audit, users, retention, import_users, export, restore_finish)
for command in (*RUN, *LOOK, *DATA):
    main.add_command(command)
