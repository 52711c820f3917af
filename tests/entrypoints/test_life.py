"""The life of an instance: it waits for its dependencies, drains, and changes its log level, as real processes."""

import os
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from adapters.embedded.child import free_port
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.instance import ROOT, Instance, auth1, environment, eventually, serving
from tests.fixtures.rows import rows
from tests.fixtures.servers import FAST, empty, make_postgres


@pytest.fixture
def servers(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> dict[str, str]:
    """Variables that name empty servers."""
    empty(postgres_18)
    return {
        "DATABASE_URL": postgres_18.serving_url,
        "DATABASE_OWNER_URL": postgres_18.owner_url,
        "REDIS_URL": valkey_9.url,
    }


def status(instance: Instance, path: str) -> int | None:
    """What a path answers; None where nobody does."""
    try:
        return instance.call("GET", path, timeout=2).status
    except OSError:
        return None


def lives(kept: HTTPConnection) -> tuple[int, str | None]:
    """What a connection that is kept open is answered, and whether it is let go."""
    kept.request("GET", "/health/live")
    answer = kept.getresponse()
    answer.read()
    return answer.status, answer.getheader("Connection")


def test_the_start_waits_for_postgres_and_says_so(
    valkey_9: EmbeddedValkey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """An instance that comes before its database waits, names what it waits for without a password, and then serves."""
    folder = tmp_path_factory.mktemp("late")
    server = make_postgres(folder, settings=FAST)
    server.stop()
    port, log = free_port(), folder / "log"
    values = {"DATABASE_URL": server.serving_url, "DATABASE_OWNER_URL": server.owner_url, "REDIS_URL": valkey_9.url}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "entrypoints", "serve", "--no-worker"], env=environment(PORT=str(port), **values),
            stdout=output, stderr=output, cwd=ROOT,
        )  # fmt: skip
    instance = Instance(process, port, log)
    try:
        eventually(lambda: "Waiting for postgresql://127.0.0.1" in log.read_text())
        server.start()
        eventually(lambda: status(instance, "/health/ready") == 200)
    finally:
        instance.stop()
        server.stop()

    assert server.password not in log.read_text()


def test_the_wait_has_an_end(servers: dict[str, str]) -> None:
    """Where Postgres does not come within START_WAIT_SECONDS, the start fails with exit code 4."""
    gone = {
        **servers,
        "DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x",
        "DATABASE_OWNER_URL": "",
        "START_WAIT_SECONDS": "1",
    }

    assert 4 == auth1("serve", PORT=str(free_port()), **gone).returncode


def test_a_schema_that_is_not_there_is_waited_for(
    valkey_9: EmbeddedValkey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Where another one migrates (MIGRATE_ON_START=false), the start waits for the schema and says who makes it."""
    server = make_postgres(tmp_path_factory.mktemp("bare"), settings=FAST)
    rows(server, "DROP TABLE secret_ids")
    values = {"DATABASE_URL": server.serving_url, "REDIS_URL": valkey_9.url, "MIGRATE_ON_START": "false"}
    said = auth1("serve", PORT=str(free_port()), START_WAIT_SECONDS="1", **values)
    server.stop()

    assert 4 == said.returncode
    assert "run auth1 migrate" in said.stdout + said.stderr


def test_draining_is_not_ready_first_and_serves_on(servers: dict[str, str], tmp_path: Path) -> None:
    """C23: after SIGTERM the instance is not ready, answers whoever still comes and lets go of them, and then ends."""
    with serving(tmp_path / "log", "--no-worker", DRAIN_SECONDS="3", **servers) as instance:
        kept = HTTPConnection("127.0.0.1", instance.port, timeout=5)
        before = lives(kept)
        instance.process.send_signal(signal.SIGTERM)
        eventually(lambda: status(instance, "/health/ready") == 503)
        during = lives(kept)
        instance.process.wait(20)

    assert [(200, None), (200, "close")] == [before, during]
    assert 0 == instance.process.returncode


def test_a_second_signal_ends_it_at_once(servers: dict[str, str], tmp_path: Path) -> None:
    """Whoever sends SIGTERM twice does not want to wait."""
    with serving(tmp_path / "log", "--no-worker", DRAIN_SECONDS="100", **servers) as instance:
        instance.process.send_signal(signal.SIGTERM)
        eventually(lambda: status(instance, "/health/ready") == 503)
        instance.process.send_signal(signal.SIGTERM)
        instance.process.wait(20)

    assert 0 == instance.process.returncode


def test_debug_lines_come_and_go_without_a_restart(servers: dict[str, str], tmp_path: Path) -> None:
    """SIGUSR1 turns debug lines on in the web processes, a second one off again."""

    def health_lines() -> int:
        status(instance, "/health/live")
        return sum(line.get("route") == "/health/live" for line in instance.lines())

    with serving(tmp_path / "log", "--no-worker", **servers) as instance:
        quiet = health_lines()
        os.kill(instance.process.pid, signal.SIGUSR1)
        loud = eventually(health_lines)
        os.kill(instance.process.pid, signal.SIGUSR1)
        eventually(lambda: "as LOG_LEVEL says" in instance.log.read_text())
        eventually(lambda: health_lines() == health_lines())

    assert (0, True) == (quiet, loud > 0)


@pytest.mark.parametrize("start", [0, *[pytest.param(more, marks=pytest.mark.long) for more in range(1, 10)]])
def test_a_worker_that_dies_is_replaced(servers: dict[str, str], tmp_path: Path, start: int) -> None:
    """A worker killed with -9 is there again within seconds, whatever was being started beside it at the time."""
    with serving(tmp_path / "log", **servers) as instance:
        first = eventually(lambda: worker_of(instance))
        os.kill(first, signal.SIGKILL)
        second = eventually(lambda: worker_of(instance, but=first))

    assert first != second
    assert "worker ended by itself; starting it again" in (tmp_path / "log").read_text()


def worker_of(instance: Instance, but: int = 0) -> int | None:
    """The process of the worker beside the web processes."""
    pid = instance.process.pid
    for child in Path(f"/proc/{pid}/task").glob("*/children"):
        for one in map(int, child.read_text().split()):
            name = Path(f"/proc/{one}/comm").read_text().strip()
            if one != but and name == "auth1-worker":
                return one
    return None


def test_nothing_is_left_behind(servers: dict[str, str], tmp_path: Path) -> None:
    """The folder that the processes share is gone with them."""
    with serving(tmp_path / "log", "--no-worker", TMPDIR=str(tmp_path), METRICS_PORT=str(free_port()), **servers):
        during = [path.name.rpartition("-")[0] for path in tmp_path.glob("auth1-*")]

    assert ["auth1-metrics", "auth1-run"] == sorted(during)
    assert [] == list(tmp_path.glob("auth1-*"))


STARTS = """
import sys
from entrypoints.logs import configure
from entrypoints.nursery import in_a_child
configure("info", "json")
def fail():
    raise ValueError("a secret")
print([in_a_child(act) for act in (fail, lambda: sys.exit(4), lambda: None)])
"""


def test_a_defect_at_the_start_is_told() -> None:
    """What is done in a child ends with its exit code, and what nobody foresaw stands in the log, without its text."""
    said = subprocess.run(
        [sys.executable, "-c", STARTS], env=environment(), capture_output=True, text=True, cwd=ROOT, check=False
    )

    assert "[1, 4, 0]" == said.stdout.splitlines()[-1], said.stderr
    assert '"message":"A process ended by a defect","error":"ValueError"' in said.stdout
    assert "a secret" not in said.stdout + said.stderr
