"""The image, built on a base that debootstrap makes: no registry, no daemon, no network but Debian's and PyPI's."""

import os
import shutil
from pathlib import Path
from typing import Final

from deploy.image.machine import WORK, attempt, run

# It has the Python of the base that the Dockerfile names.
SUITE: Final = "trixie"
BASE: Final = f"auth1-base:{SUITE}"
IMAGE: Final = "auth1:test"
CERTIFICATES: Final = Path("/etc/ssl/certs/ca-certificates.crt")
NETWORK: Final = ("PIP_INDEX_URL", "PIP_TRUSTED_HOST", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


def make_base() -> None:
    """Debian with its Python as the base image, once: it stays for the next time."""
    if not attempt("buildah", "inspect", "--type", "image", BASE).returncode:
        return
    tree = _tree()
    container = run("buildah", "from", "scratch")
    run("buildah", "copy", "-q", container, tree, "/")
    # What pip needs on this machine is the base's; nothing of it stands in the Dockerfile.
    given = {name: os.environ[name] for name in NETWORK if os.environ.get(name)}
    for name, value in {"PIP_CERT": CERTIFICATES, "SSL_CERT_FILE": CERTIFICATES, **given}.items():
        run("buildah", "config", "--env", f"{name}={value}", container)
    run("buildah", "commit", "-q", "--rm", container, BASE)
    shutil.rmtree(tree)


def _tree() -> Path:
    """The files of the base."""
    print(f"Making a base of Debian's {SUITE} with debootstrap (about a minute, once)")
    tree = WORK / f"base-{SUITE}"
    shutil.rmtree(tree, ignore_errors=True)
    run("debootstrap", "--variant=minbase", "--include=ca-certificates,python3,python3-venv", SUITE, tree)
    for cache in ("var/cache/apt", "var/lib/apt/lists"):
        shutil.rmtree(tree / cache)
    # The authorities that this machine trusts: pip must trust them, too.
    shutil.copy(CERTIFICATES, tree / CERTIFICATES.relative_to("/"))
    return tree


def build() -> None:
    """The image of this checkout."""
    print("Building the image")
    how = ("--pull-never", "--isolation", "chroot", "--format", "docker", "--build-arg", f"BASE_IMAGE={BASE}")
    run("buildah", "bud", *how, "-t", IMAGE, ".")


def megabytes(image: str) -> float:
    """What an image weighs where it is stored, all layers together."""
    return int(run("podman", "image", "inspect", "--format", "{{.Size}}", image)) / 1e6


def clear() -> None:
    """Remove every container, and every image but the base."""
    attempt("podman", "rm", "--all", "--force", "--time", "0")
    attempt("buildah", "rm", "--all")
    attempt("buildah", "rmi", "--force", IMAGE)
    attempt("buildah", "rmi", "--prune", "--force")
