"""auth1 quickstart and auth1 alive: what containers need."""

import os
import secrets
import sys
import tarfile
import time
from io import BytesIO
from pathlib import Path
from typing import Final

import click

from entrypoints import alive as probe
from entrypoints.cli.house import REFUSED, fail

ROOT: Final = Path(__file__).resolve().parents[2]
COMPOSE, ENV, EXAMPLE = "docker-compose.yml", ".env", ".env.example"
MADE: Final = ("JWT_SECRET", "ADMIN_TOKEN", "POSTGRES_PASSWORD")
# Secrets are for their owner alone.
MODES: Final = {COMPOSE: 0o644, ENV: 0o600}


@click.command()
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Write both files into this folder.")
@click.option("--tar", is_flag=True, help="Print both files as an archive: pipe it into `tar xk`.")
def quickstart(into: Path | None, tar: bool) -> None:
    """Print docker-compose.yml and a filled .env, or write them.

    \b
    mkdir auth1 && cd auth1
    docker run --rm auth1/auth1-server quickstart --tar | tar xk && docker compose up -d

    Secrets are made anew each time; files that are there are not touched.
    """
    if into and tar:
        raise click.UsageError("Choose one of --into and --tar.")
    files = fresh_files()
    if into:
        write(files, into)
    elif tar:
        sys.stdout.buffer.write(archive(files))
    else:
        click.echo("\n".join(f"# ==> {name} <==\n{text}" for name, text in files.items()), nl=False)


def fresh_files() -> dict[str, str]:
    """Both files by their names, with secrets of their own."""
    try:
        compose, env = ((ROOT / name).read_text() for name in (COMPOSE, EXAMPLE))
    except FileNotFoundError:
        fail("Only a checkout and the image have the files of a quickstart.", REFUSED)
    for name in MADE:
        env = env.replace(f"\n{name}=\n", f"\n{name}={secrets.token_hex(32)}\n")
    return {COMPOSE: compose, ENV: env}


def write(files: dict[str, str], into: Path) -> None:
    """Both files into a folder that has neither."""
    there = [name for name in files if (into / name).exists()]
    if there:
        fail(f"{into} has {' and '.join(there)} already: name another folder, or remove them.", REFUSED)
    try:
        into.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            with os.fdopen(os.open(into / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODES[name]), "w") as file:
                file.write(text)
    except OSError as error:
        fail(f"{into} cannot be written to ({error.strerror}).", REFUSED)
    click.echo(f"Wrote {' and '.join(files)} into {into}.")
    click.echo(f"Add a provider to {ENV}, and keep a copy of it safe; then, in that folder: docker compose up -d")


def archive(files: dict[str, str]) -> bytes:
    """Both files with their modes, for any tar."""
    with BytesIO() as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for name, text in files.items():
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode, entry.mtime = len(text.encode()), MODES[name], int(time.time())
                tar.addfile(entry, BytesIO(text.encode()))
        return packed.getvalue()


@click.command()
def alive() -> None:
    """Ask this machine's own server whether it lives; what the image's health check calls.

    Exit code 0 where it does, 1 where it does not.
    """
    why = probe.why_not(os.environ)
    if why:
        fail(why, REFUSED)
