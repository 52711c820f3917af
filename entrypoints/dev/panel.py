"""What `make run` prints: where it listens, the keys, and lines to paste."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from entrypoints.settings import Settings

WIDEST = 96
CURL = """\
# A tenant of your own
curl -X POST {url}/api/admin/tenants \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer {admin}" \\
  -d '{{ "name": "My App", "slug": "myapp", "settings": {{ "otp_length": 6, "otp_expiry_minutes": 10, \
"max_otp_attempts": 5, "rate_limit_per_hour": 5, "voip_blocking": true, "sms_branding": "MyApp" }} }}'

# Ask for a code (this is a test number: nothing is sent, its code is 482913)
curl -X POST {url}/api/auth/request \\
  -H "Content-Type: application/json" \\
  -H "x-api-key: {key}" \\
  -d '{{"phone": "+15551234567"}}'

# Prove it
curl -X POST {url}/api/auth/verify \\
  -H "Content-Type: application/json" \\
  -H "x-api-key: {key}" \\
  -d '{{"phone": "+15551234567", "code": "482913"}}'
"""


def show_panel(settings: Settings, values: Mapping[str, str], home: Path) -> None:
    """Print the panel; the lines to paste stand free of any border."""
    url = f"http://localhost:{settings.port}"
    table = Table.grid(padding=(0, 2))
    for name, value in (
        ("Listens on", url),
        ("Documentation", f"{url}/docs"),
        ("Messages", f"{url}/dev/inbox, and below"),
        ("Admin token", values["ADMIN_TOKEN"]),
        ("Publishable key", values["AUTH1_PUBLISHABLE_KEY"]),
        ("Secret key", values["AUTH1_SECRET_KEY"]),
        ("For scripts", f"set -a; . {home}/env; set +a"),
        ("Data", str(home)),
    ):
        table.add_row(f"[bold]{name}", Text(value))
    console = Console(soft_wrap=True, highlight=False)
    console.width = max(console.width, WIDEST)
    console.print(Panel(table, title="[bold]Auth1[/] for development", expand=False))
    lines = CURL.format(url=url, admin=values["ADMIN_TOKEN"], key=values["AUTH1_PUBLISHABLE_KEY"])
    console.print(lines, markup=False)
    console.print("Ctrl-C stops everything.\n", style="dim")
