"""What the image needs of this machine: programs, a folder to work in, and a store of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
WORK: Final = Path(os.environ.get("AUTH1_IMAGE_WORK", "/var/tmp/auth1-image"))  # noqa: S108 - emptied at the end
NEEDED: Final = ("buildah", "podman", "debootstrap", "crun")
ALSO: Final = ("uidmap", "fuse-overlayfs")
NO_SERVICE: Final = Path("/usr/sbin/policy-rc.d")
STORAGE: Final = '[storage]\ndriver = "{driver}"\ngraphroot = "{work}/{driver}"\nrunroot = "{work}/run-{driver}"\n'


def driver() -> str:
    """How layers are kept: one over the other, or, where this machine cannot, each as a whole copy, which is slow."""
    return "overlay" if "\toverlay\n" in Path("/proc/filesystems").read_text() else "vfs"


def environment() -> dict[str, str]:
    """A store of its own, so that nothing of this machine's images is touched."""
    return {
        **os.environ,
        "STORAGE_DRIVER": driver(),
        "BUILDAH_ISOLATION": "chroot",
        "CONTAINERS_STORAGE_CONF": str(WORK / "storage.conf"),
        "TMPDIR": str(WORK),
    }


def attempt(*command: str | Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end, however it ends."""
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**environment(), **variables},
        check=False,
    )


def run(*command: str | Path) -> str:
    """Run a program to its end; what it printed.  Ends the script with what it said where it failed."""
    done = attempt(*command)
    require(not done.returncode, f"{' '.join(map(str, command))}:\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}")
    return done.stdout.strip()


def require(holds: object, otherwise: str) -> None:
    """End the script with a sentence where something is not as promised."""
    if not holds:
        sys.exit(f"image-test: {otherwise}")


def set_up() -> None:
    """Install what is missing, where that is possible, and make the folder."""
    require(os.geteuid() == 0, "it needs root, since it makes a base image with debootstrap")
    if not all(shutil.which(program) for program in NEEDED):
        _install(*NEEDED, *ALSO)
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "storage.conf").write_text(STORAGE.format(work=WORK, driver=driver()))


def _install(*packages: str) -> None:
    print(f"Installing Debian's {', '.join(packages)}")
    # Nothing that is installed here may start a service.
    ours = not NO_SERVICE.exists()
    if ours:
        NO_SERVICE.write_text("#!/bin/sh\nexit 101\n")
        NO_SERVICE.chmod(0o755)
    try:
        run("apt-get", "update", "-q")
        run("apt-get", "-o", "DPkg::Lock::Timeout=300", "install", "-y", "-q", "--no-install-recommends", *packages)
    finally:
        if ours:
            NO_SERVICE.unlink()
