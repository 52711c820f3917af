"""`auth1 dev`: servers from wheels, migrations, a demo tenant, and the product."""

import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from adapters.embedded import child
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.postgres.migrate import migrate
from domain.token import issuer_of
from entrypoints.dev.demo import SLUG, Demo, demo_tenant
from entrypoints.dev.house import HOME, dev_home
from entrypoints.dev.panel import show_panel
from entrypoints.dev.state import State, write_env
from entrypoints.logs import configure
from entrypoints.serve import CannotServe, require_free_port, serve
from entrypoints.settings import Settings
from entrypoints.variables import whole

DEFAULTS: Final = {
    "HOST": "127.0.0.1",
    "LOG_FORMAT": "text",
    "LOG_LEVEL": "warn",
    "MIGRATE_ON_START": "false",
    "OUTBOUND_ALLOWED_NETWORKS": "127.0.0.0/8",
}


def run_dev() -> None:
    """Set everything up in the home and serve until Ctrl-C; raises CannotServe or InvalidSettings."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    home = _make_home()
    with ExitStack() as stack:
        stack.enter_context(_alone(home))
        state = State.load(home)
        port = _port()
        require_free_port(os.environ.get("HOST", DEFAULTS["HOST"]), port)
        _fill_environment(home, state, port)
        stack.enter_context(_servers(home, state))
        settings = Settings.from_env(os.environ)
        configure(settings.log_level, settings.log_format)
        migrate(settings.owner_url, serving_url=settings.database_url)
        demo = demo_tenant(settings, state)
        state.publishable_key, state.secret_key = demo.publishable_key, demo.secret_key
        state.save(home)
        values = _scripts_values(settings, demo)
        write_env(home, values)
        show_panel(settings, values, home)
        serve(settings, target="entrypoints.dev.wsgi:asgi", worker="entrypoints.dev.worker")


def _port() -> int:
    try:
        return whole(1, 65535)(os.environ.get("PORT") or "3000")
    except ValueError as error:
        raise CannotServe(f"PORT {error}.") from None


def _make_home() -> Path:
    home = dev_home()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.chmod(0o700)
    os.environ[HOME] = str(home)
    return home


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One `make run` per home: two would fight over its database."""
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotServe(
                f"Another `make run` uses {home}. Stop it, or set AUTH1_HOME to another folder."
            ) from None
        yield


def _fill_environment(home: Path, state: State, port: int) -> None:
    """What nobody set; a variable that is set already wins."""
    made = {
        **DEFAULTS,
        "PORT": str(port),
        "APP_URL": f"http://localhost:{port}",
        "JWT_SECRET": state.jwt_secret,
        "ADMIN_TOKEN": state.admin_token,
    }
    for name, value in made.items():
        os.environ[name] = os.environ.get(name) or value
    state.save(home)


@contextmanager
def _servers(home: Path, state: State) -> Iterator[None]:
    """The servers that the environment does not name.

    Started from the main thread: the kernel ends them when the thread that started them ends.
    """
    with ExitStack() as stack:
        valkey = EmbeddedValkey(state.redis_port, state.server_password, log=home / "valkey.log")
        if os.environ.get("REDIS_URL") in (None, "", valkey.url):
            valkey.port = state.redis_port = child.free_port(state.redis_port)
            stack.callback(valkey.stop)
            valkey.start()
            os.environ["REDIS_URL"] = valkey.url
        postgres = EmbeddedPostgres(home / "postgres", state.postgres_port, state.server_password)
        # A shell that has read our own env file names our own server: that one is still ours to start.
        if os.environ.get("DATABASE_URL") in (None, "", postgres.serving_url):
            postgres.port = state.postgres_port = child.free_port(state.postgres_port)
            stack.callback(postgres.stop)
            postgres.start()
            os.environ["DATABASE_URL"] = postgres.serving_url
            os.environ["DATABASE_OWNER_URL"] = postgres.owner_url
        yield


def _scripts_values(settings: Settings, demo: Demo) -> dict[str, str]:
    return {
        "AUTH1_URL": f"http://127.0.0.1:{settings.port}",
        "ADMIN_TOKEN": settings.admin_token or "",
        "AUTH1_PUBLISHABLE_KEY": demo.publishable_key,
        "AUTH1_SECRET_KEY": demo.secret_key,
        "AUTH1_TENANT_ID": demo.tenant_id,
        "AUTH1_ISSUER": issuer_of(settings.app_url, SLUG),
        "DATABASE_URL": settings.database_url,
        "DATABASE_OWNER_URL": settings.owner_url,
        "REDIS_URL": settings.redis_url,
        "JWT_SECRET": settings.jwt_secret,
        "OUTBOUND_ALLOWED_NETWORKS": ",".join(str(network) for network in settings.outbound_allowed_networks),
    }
