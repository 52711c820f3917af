"""The page of the Python client, run from its first line to its last."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.clients.conftest import ClientTenant
from tests.fixtures.instance import Instance

CLIENT = Path(__file__).parents[2] / "clients" / "python"


def test_the_page_of_the_client_runs(server: Instance, tenant: ClientTenant) -> None:
    """What the README sets as Python runs as one program, and prints what it should."""
    program = "\n".join(re.findall(r"^```python\n(.*?)^```", (CLIENT / "README.md").read_text(), re.M | re.S))
    keys = {"AUTH1_PUBLISHABLE_KEY": tenant.publishable, "AUTH1_SECRET_KEY": tenant.secret}
    values = {"AUTH1_URL": f"http://127.0.0.1:{server.port}", "PYTHONPATH": str(CLIENT), "PATH": os.environ["PATH"]}
    ended = subprocess.run(
        [sys.executable, "-c", program], env=keys | values, capture_output=True, text=True, check=False, timeout=60
    )
    phone, device, spent, over, active = ended.stdout.splitlines() or [ended.stderr] * 5

    assert ("+15551234567", "session_revoked", "False") == (phone, over, active)
    assert "Python" in device
    assert re.fullmatch(r"code_expired req_\w+", spent)
