"""What `make run` remembers between runs, and what it tells scripts."""

import json
import os
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path


@dataclass(slots=True)
class State:
    """Secrets and ports of this home, made once; `keys` are the demo tenant's."""

    jwt_secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    admin_token: str = field(default_factory=lambda: f"auth1_at_{secrets.token_hex(24)}", repr=False)
    server_password: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    postgres_port: int = 0
    redis_port: int = 0
    publishable_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)

    @classmethod
    def load(cls, home: Path) -> "State":
        """The state of a home, or a new one."""
        try:
            stored = json.loads((home / "state.json").read_text())
        except FileNotFoundError:
            return cls()
        except ValueError:
            stored = None
        new = cls()
        kinds = {one.name: type(getattr(new, one.name)) for one in fields(cls)}
        if not isinstance(stored, dict) or any(type(stored.get(name)) is not kind for name, kind in kinds.items()):
            raise RuntimeError(f"{home / 'state.json'} is damaged. Remove {home} to begin anew.")
        return cls(**{name: stored[name] for name in kinds})

    def save(self, home: Path) -> None:
        """Keep it, for its owner's eyes."""
        write_private(home / "state.json", json.dumps(asdict(self), indent=2))


def write_env(home: Path, values: Mapping[str, str]) -> None:
    """`.auth1/env`: KEY=value lines that a shell can source."""
    write_private(home / "env", "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items()))


def write_private(path: Path, text: str) -> None:
    """A file of mode 600, replaced as a whole."""
    fresh = path.with_name(f"{path.name}.tmp")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)
