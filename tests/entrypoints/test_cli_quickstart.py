"""`auth1 quickstart` and `auth1 alive`, as processes."""

import re
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest

from adapters.embedded.child import free_port
from entrypoints.settings import Settings
from tests.deploy.compose import container_environment, read_env
from tests.fixtures.instance import ROOT, auth1, environment
from tests.fixtures.terminal import DONE, REFUSED, USAGE

NAMES = ["docker-compose.yml", ".env"]
MARK = re.compile(r"^# ==> (.+) <==\n", re.M)
MADE = ("JWT_SECRET", "ADMIN_TOKEN", "POSTGRES_PASSWORD")


def split(printed: str) -> dict[str, str]:
    """The files of what was printed, by their names."""
    _, *parts = MARK.split(printed)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def packed() -> bytes:
    """What `auth1 quickstart --tar` prints."""
    command = [sys.executable, "-m", "entrypoints", "quickstart", "--tar"]
    return subprocess.run(command, env=environment(), capture_output=True, check=True, cwd=ROOT).stdout


def test_what_is_printed_can_be_split_again() -> None:
    """Two files after a line with their names; the first is docker-compose.yml to the letter."""
    said = auth1("quickstart")
    files = split(said.stdout)

    assert (DONE, "", NAMES) == (said.returncode, said.stderr, list(files))
    assert f"{(ROOT / NAMES[0]).read_text()}\n" == files[NAMES[0]]
    assert set(read_env((ROOT / ".env.example").read_text())) == set(read_env(files[NAMES[1]]))


def test_the_secrets_are_fresh_and_good() -> None:
    """256 bits each, another one each time; with compose's own values they are a configuration that starts."""
    envs = [read_env(split(auth1("quickstart").stdout)[".env"]) for _ in range(2)]
    settings = [Settings.from_env(container_environment(env)) for env in envs]
    made = [env[name] for env in envs for name in MADE]

    assert 6 == len(set(made))
    assert all(re.fullmatch("[0-9a-f]{64}", secret) for secret in made)
    assert [env["JWT_SECRET"] for env in envs] == [one.jwt_secret for one in settings]
    assert f"postgresql://auth1:{envs[0]['POSTGRES_PASSWORD']}@postgres:5432/auth1_db" == settings[0].database_url


def test_it_writes_both_and_keeps_the_secrets_private(tmp_path: Path) -> None:
    """`--into` makes the folder and two files; .env is its owner's alone."""
    folder = tmp_path / "new" / "auth1"
    said = auth1("quickstart", "--into", str(folder))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert (DONE, {"docker-compose.yml": 0o644, ".env": 0o600}) == (said.returncode, modes)
    assert all(read_env((folder / ".env").read_text())[name] not in said.stdout + said.stderr for name in MADE)


@pytest.mark.parametrize("there", NAMES)
def test_it_overwrites_nothing(tmp_path: Path, there: str) -> None:
    """Where either file is, neither is written, and a sentence says which it is."""
    (tmp_path / there).write_text("mine")
    said = auth1("quickstart", "--into", str(tmp_path))

    assert (REFUSED, 1) == (said.returncode, said.stderr.count("\n"))
    assert there in said.stderr
    assert {there: "mine"} == {path.name: path.read_text() for path in tmp_path.iterdir()}


def test_a_folder_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    """A file stands where a folder should be: one line, and no trace."""
    (tmp_path / "file").touch()
    said = auth1("quickstart", "--into", str(tmp_path / "file" / "below"))

    assert (REFUSED, 1) == (said.returncode, said.stderr.count("\n"))
    assert said.stderr.startswith("auth1: ")


def test_a_container_hands_both_out_through_a_pipe(tmp_path: Path) -> None:
    """`quickstart --tar | tar xk` is the one line of the README: two files with their modes, and never over another."""
    unpack = ["tar", "xk", "-C", str(tmp_path)]
    first = subprocess.run(unpack, input=packed(), capture_output=True, check=True)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    again = subprocess.run(unpack, input=packed(), capture_output=True, check=False)

    assert b"" == first.stderr
    assert set(NAMES) == set(before)
    assert 0o600 == stat.S_IMODE((tmp_path / ".env").stat().st_mode)
    assert before == {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert again.returncode


def test_the_archive_has_nothing_else() -> None:
    """Two plain files with bare names, owned by nobody in particular."""
    with tarfile.open(fileobj=BytesIO(packed())) as tar:
        held = [(one.name, one.isfile(), one.mode, one.uid, one.uname) for one in tar.getmembers()]

    assert [("docker-compose.yml", True, 0o644, 0, ""), (".env", True, 0o600, 0, "")] == held


def test_one_way_at_a_time() -> None:
    """`--into` and `--tar` together are a wrong usage."""
    assert USAGE == auth1("quickstart", "--tar", "--into", "nowhere").returncode


class Sick(BaseHTTPRequestHandler):
    """A server that has one answer to everything."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def do_GET(self) -> None:
        """Give it."""
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


class Well(Sick):
    """A server that lives."""

    status = HTTPStatus.OK


@contextmanager
def server(handler: type[Sick]) -> Iterator[str]:
    """The port of a server."""
    listening = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=listening.serve_forever, daemon=True).start()
    yield str(listening.server_port)
    listening.shutdown()
    listening.server_close()


def test_alive_says_no_where_it_is_not() -> None:
    """Nobody there, a server that is not well, a port that is none: exit code 1 and one line."""
    with server(Sick) as sick:
        ports = {str(free_port()): "Nobody answers", sick: "says 503", "99999": "Nobody answers", "x": "PORT"}
        said = {port: auth1("alive", PORT=port) for port in ports}

    assert {(REFUSED, 1, "")} == {(one.returncode, one.stderr.count("\n"), one.stdout) for one in said.values()}
    assert [] == [port for port, words in ports.items() if words not in said[port].stderr]


@pytest.mark.parametrize("host", ["", "0.0.0.0", "127.0.0.1"])
def test_the_health_check_of_the_image_is_a_light_one(host: str) -> None:
    """The image's own `auth1 alive` says yes, and loads neither the command line nor the product for it."""
    with server(Well) as port:
        said = subprocess.run(
            [sys.executable, "-X", "importtime", ROOT / "deploy" / "image" / "auth1.py", "alive"],
            env=environment(PORT=port, HOST=host), capture_output=True, text=True, check=False,
        )  # fmt: skip
    loaded = re.findall(r"\| +([\w.]+)$", said.stderr, re.M)

    assert DONE == said.returncode
    assert {"entrypoints.alive", "http.client"} <= set(loaded)
    assert not {"click", "flask", "sqlalchemy", "domain", "entrypoints.settings", "entrypoints.cli"} & set(loaded)
