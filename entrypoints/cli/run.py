"""Commands that run something: serve, worker, migrate, dev."""

import sys

import click

from entrypoints.cli.house import AWAY, MISCONFIGURED, REFUSED, as_json, fail, settings_or_exit, show_one
from entrypoints.settings import InvalidSettings, Settings


@click.command()
@click.option("--no-worker", is_flag=True, help="Do not run a worker beside the web processes.")
def serve(no_worker: bool) -> None:
    """Serve the API, with a worker beside it.

    Migrates first unless MIGRATE_ON_START=false.
    """
    from entrypoints import serve as server
    from entrypoints.logs import configure
    from entrypoints.metrics import PortTaken
    from entrypoints.nursery import in_a_child

    settings = settings_or_exit()
    configure(settings.log_level, settings.log_format)
    try:
        server.require_free_port(settings.host, settings.port)
        server.load()
        unfit = in_a_child(lambda: _prepare(settings))
        if unfit:
            sys.exit(unfit)
        server.serve(settings, with_worker=not no_worker)
    except (server.CannotServe, PortTaken) as error:
        fail(str(error), MISCONFIGURED)


def _prepare(settings: Settings) -> None:
    from adapters.lifeline import die_with_parent
    from domain.refusal import Refusal
    from entrypoints.prepare import prepare
    from entrypoints.serve import CannotServe

    die_with_parent()
    try:
        prepare(settings)
    except CannotServe as error:
        fail(str(error), MISCONFIGURED)
    except Refusal as refusal:
        fail(f"{refusal.detail} Is DATABASE_URL right?", AWAY)


@click.command()
def worker() -> None:
    """Send messages that are owed, and sweep; runs until SIGTERM."""
    from entrypoints.metrics import PortTaken
    from entrypoints.worker import main

    settings_or_exit()
    try:
        main()
    except PortTaken as error:
        fail(str(error), MISCONFIGURED)


@click.command()
@click.option("--down-to", metavar="REVISION", help="Go back to a revision instead, such as base or 0001.")
@as_json
def migrate(down_to: str | None, json_out: bool) -> None:
    """Bring the database to the newest schema.

    Uses DATABASE_OWNER_URL, and grants what serving needs to the role of DATABASE_URL where that is another.
    Safe to run from several instances at once.
    """
    from adapters.postgres import migrate as migrations
    from adapters.postgres.roles import Roles
    from domain.refusal import NotFound, Unavailable

    settings = settings_or_exit()
    try:
        roles = Roles(worker=settings.database_worker_role, auditor=settings.database_auditor_role)
        applied = migrations.migrate(
            settings.owner_url, serving_url=settings.database_url, roles=roles, to=down_to or "head"
        )
    except Unavailable as refusal:
        fail(f"{refusal.detail} Is DATABASE_OWNER_URL right?", AWAY)
    except NotFound as refusal:
        fail(refusal.detail, REFUSED)
    show_one({"migrations_applied": applied}, json_out=json_out)


@click.command()
def dev() -> None:
    """Run everything on this machine for development: embedded Postgres and Valkey, a demo tenant, an inbox.

    This is what `make run` calls.  Everything it makes lies in .auth1 (AUTH1_HOME overrides).
    """
    import os

    from adapters.embedded.binaries import NoServer
    from adapters.lifeline import die_with_parent
    from domain.refusal import Unavailable
    from entrypoints.dev.run import run_dev
    from entrypoints.serve import CannotServe

    if os.environ.get("AUTH1_DIE_WITH_PARENT"):
        die_with_parent()
    try:
        run_dev()
    except InvalidSettings as error:
        fail("; ".join(error.problems), MISCONFIGURED)
    except (CannotServe, NoServer, RuntimeError, OSError) as error:
        fail(str(error), MISCONFIGURED)
    except Unavailable as refusal:
        fail(refusal.detail, AWAY)
