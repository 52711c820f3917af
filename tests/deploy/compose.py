"""What docker compose makes of docker-compose.yml and .env, as far as these files go."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
ASSIGNMENT: Final = re.compile(r"(?m)^([A-Z][A-Z0-9_]*)=(.*)$")
# ${NAME}, ${NAME:-default} and ${NAME:?what to do}
REFERENCE: Final = re.compile(r"\$\{([A-Z][A-Z0-9_]*)(?::([-?])([^}]*))?\}")


def compose() -> Any:
    """docker-compose.yml, as it is written."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def read_env(text: str) -> dict[str, str]:
    """The assignments of an env file; ours has neither quotes nor references."""
    assert not re.search(r"(?m)^[A-Z].*['\"$]", text)
    return dict(ASSIGNMENT.findall(text))


def interpolated(text: str, env: Mapping[str, str]) -> str:
    """A value with what .env says; raises KeyError with the message of what is required and missing."""

    def value(found: "re.Match[str]") -> str:
        name, kind, words = found.groups()
        if kind == "?" and not env.get(name):
            raise KeyError(words)
        return env.get(name) or (words if kind == "-" else "")

    return REFERENCE.sub(value, text)


def container_environment(env: Mapping[str, str]) -> dict[str, str]:
    """The environment of the container that serves: env_file, and over it what the file itself names."""
    service = compose()["services"]["auth1"]
    from_file = env if service["env_file"] == ".env" else {}
    named = {name: interpolated(str(value), env) for name, value in service["environment"].items()}
    return {**from_file, **named}
