"""The manifests' own arguments and variables, run on real servers: what is applied at once comes up."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.embedded.child import free_port, owned_by_server
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.deploy.kubernetes_objects import containers, environment_of, named
from tests.fixtures.instance import ROOT, Instance, auth1, environment, eventually, wait_until_ready
from tests.fixtures.servers import FAST
from tests.fixtures.worlds import JWT_SECRET

SEED = "auth1-k8s.yaml"
WEB_AND_JOB = (("Deployment", "auth1"), ("Job", "auth1-migrate"))


@pytest.fixture
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A Postgres with its two roles and an empty database: nobody has migrated yet."""
    folder = owned_by_server(tmp_path_factory.mktemp("cluster") / "pg")
    server = EmbeddedPostgres(folder / "data", free_port(), "s3cr3tpw", settings=FAST)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("with_owner", [False, True], ids=["one role", "two roles"])
def test_what_is_applied_at_once_comes_up(
    with_owner: bool, bare: EmbeddedPostgres, valkey_9: EmbeddedValkey, tmp_path: Path
) -> None:
    """Started by the manifest's own arguments and variables, web waits for the Job's migration and is then ready."""
    url = bare.serving_url if with_owner else bare.owner_url
    keys = {"database-url": url, "redis-url": valkey_9.url, "jwt-secret": JWT_SECRET}
    secrets = {"auth1-secrets": keys} | ({"auth1-owner": {"owner-url": bare.owner_url}} if with_owner else {})
    # What a pod has for itself and a test has not: its ports, a whole /tmp, and time to drain.
    own = {name: str(free_port()) for name in ("PORT", "METRICS_PORT")}
    own |= {"HOST": "127.0.0.1", "TMPDIR": str(tmp_path), "DRAIN_SECONDS": "0", "ADMIN_TOKEN": ""}
    web, job = (named(SEED, kind, name)["spec"]["template"] for kind, name in WEB_AND_JOB)
    command = [sys.executable, "-m", "entrypoints", *containers(web)[0]["args"]]
    values = environment(**environment_of(SEED, web, secrets) | own)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=values, stdout=log, stderr=log, cwd=ROOT, start_new_session=True)
    instance = Instance(process, int(own["PORT"]), tmp_path / "log")
    try:
        eventually(lambda: "run auth1 migrate" in instance.log.read_text())
        migrated = auth1(*containers(job)[0]["args"], **environment_of(SEED, job, secrets))
        wait_until_ready(instance)
        read = urllib.request.urlopen(f"http://127.0.0.1:{own['METRICS_PORT']}/metrics", timeout=5).read()
    finally:
        instance.stop()

    assert (0, 0) == (migrated.returncode, process.returncode)
    assert b"auth1_processes" in read
