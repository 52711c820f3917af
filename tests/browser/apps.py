"""Foreign apps: each is registered with a tenant as its developer would, and runs as a process of its own."""

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from adapters.embedded.child import free_port
from tests.browser.npm import FOREIGN, modules, node
from tests.clients.conftest import ROOT, ClientTenant
from tests.fixtures.instance import Instance, eventually

CODE_AND_REFRESH: Final = ("authorization_code", "refresh_token")


@dataclass(slots=True)
class Apps:
    """Those that a test has started."""

    server: Instance
    folder: Path
    _running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def register(self, tenant: ClientTenant, home: str, back: str, **values: Any) -> dict[str, str]:
        """A client of the tenant; what its app is told of it."""
        usual = {
            "name": "Foreign", "auth_method": "client_secret_basic", "redirect_uris": [home + back],
            "post_logout_redirect_uris": [f"{home}/"], "grant_types": CODE_AND_REFRESH, "needs_consent": False,
            "scopes": ["openid", "phone", "offline_access"],
        }  # fmt: skip
        made = self.server.call("POST", "/api/clients", {**usual, **values}, key=tenant.secret)
        assert 201 == made.status, made.body
        secret = {"CLIENT_SECRET": made.json["secret"]} if made.json.get("secret") else {}
        return {"ISSUER": self.issuer(tenant), "CLIENT_ID": made.json["id"], **secret}

    def issuer(self, tenant: ClientTenant) -> str:
        """The tenant's issuer, as clients are told it."""
        return f"http://localhost:{self.server.port}/t/{tenant.slug}"

    def node(self, program: str, home: str, **given: str) -> None:
        """Start a program of foreign/ beside its packages."""
        if not (self.folder / "node_modules").exists():
            (self.folder / "node_modules").symlink_to(modules())
        shutil.copy(FOREIGN / program, self.folder / program)
        self.start([node(), program], home, self.folder, **given)

    def python(self, *arguments: str, home: str, **given: str) -> None:
        """Start a program of Python."""
        self.start([sys.executable, *arguments], home, ROOT, **given)

    def start(self, command: list[str], home: str, folder: Path, **given: str) -> None:
        """Start what will answer at `home`, and wait until it does."""
        known = {"PATH": os.environ["PATH"], "APP_SECRET": "s" * 32, "PORT": home.rpartition(":")[2], **given}
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(command, cwd=folder, env=known, stdout=log, stderr=log)
        self._running.append(process)
        eventually(lambda: process.poll() is not None or _answers(home))
        assert process.poll() is None, (self.folder / "log").read_text()[-3000:]

    def stop(self) -> None:
        """End all of them."""
        for process in self._running:
            process.terminate()
            process.wait(20)


def new_home() -> str:
    """An address at which nobody listens yet; cookies do not tell its port from ours, as on any developer's machine."""
    return f"http://localhost:{free_port()}"


def _answers(home: str) -> bool:
    try:
        with urllib.request.urlopen(home, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
