"""The image as a container without a daemon: read-only, without rights, on this machine's network."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.embedded.child import free_port
from deploy.image.build import IMAGE
from deploy.image.machine import attempt, environment, require, run
from tests.fixtures.instance import Instance, wait_until_ready

# In a mount namespace of its own: elsewhere crun wants control groups of one version, and not every machine has them.
SPACE: Final = 'umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup && exec podman run "$@"'
# As in docker-compose.yml; the rest is what a machine without control groups and without a bridge needs.
LIMITS: Final = (
    *("--read-only", "--tmpfs=/tmp", "--cap-drop=all", "--security-opt=no-new-privileges"),
    *("--rm", "--network=host", "--cgroups=disabled", "--no-healthcheck"),
    *("--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024"),
)
NAME: Final = "auth1-image-test"
STOP_SECONDS: Final = 45


def command(values: Mapping[str, str], *arguments: str, options: tuple[str, ...] = ()) -> list[str]:
    """The command line that runs the image; the values themselves are in the environment of who runs it."""
    names = [f"--env={name}" for name in values]
    return ["unshare", "-m", "bash", "-c", SPACE, "podman", f"--name={NAME}", *LIMITS, *names, *options, IMAGE,
            *arguments]  # fmt: skip


def once(values: Mapping[str, str], *arguments: str, entrypoint: str | None = None) -> tuple[int, str]:
    """Run a command of the image to its end: its exit code, and all it said."""
    options = (f"--entrypoint={entrypoint}",) if entrypoint else ()
    done = attempt(*command(values, *arguments, options=options), **values)
    return done.returncode, done.stdout + done.stderr


@contextmanager
def started(values: Mapping[str, str], log: Path, *arguments: str) -> Iterator[Instance]:
    """The image's server, or another command, as it begins, until the end."""
    port = free_port()
    values = {**values, "PORT": str(port)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(values, *arguments),
            stdout=output,
            stderr=output,
            env={**environment(), **values},
            stdin=subprocess.DEVNULL,
        )
    try:
        yield Instance(process, port, log)
    finally:
        if process.poll() is None:
            attempt("podman", "kill", NAME)
            process.wait(STOP_SECONDS)


@contextmanager
def serving(values: Mapping[str, str], log: Path) -> Iterator[Instance]:
    """The image's server, ready."""
    with started(values, log) as instance:
        wait_until_ready(instance, 60)
        yield instance


def stop(instance: Instance) -> int:
    """Stop it as every runtime does, by one SIGTERM to its first process; its exit code."""
    run("podman", "kill", "--signal=TERM", NAME)
    try:
        return instance.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        require(False, f"SIGTERM does not end it within {STOP_SECONDS} seconds")
        raise


def pid() -> int:
    """The first process of the container, as this machine counts."""
    return int(run("podman", "inspect", "--format={{.State.Pid}}", NAME))
