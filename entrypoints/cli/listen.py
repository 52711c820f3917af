"""auth1 webhooks listen: deliveries in a terminal, for development."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import click

from application.webhooks.keep_webhooks import Wanted
from domain.event_catalogue import ANYTHING
from domain.standard_webhooks import is_signed, key_of
from entrypoints.cli.house import operator, use_cases

MOST_BYTES = 1_000_000


@click.command("listen")
@click.argument("tenant")
@click.option("--event", "events", multiple=True, help="Such as otp.*; may be repeated; without it: all.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of 127.0.0.1; without it a free one.")
@click.option("--count", type=click.IntRange(1), help="Leave after so many deliveries.")
@click.option("--answer", type=click.IntRange(200, 599), default=204, help="The status to answer with.")
def listen(tenant: str, events: tuple[str, ...], port: int, count: int | None, answer: int) -> None:
    """Print a tenant's events as they are delivered, with a webhook that lasts until Ctrl-C.

    OUTBOUND_ALLOWED_NETWORKS must hold 127.0.0.0/8, as it does under `make run`.
    """
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        server = Ear(("127.0.0.1", port), answer, count)
        wanted = Wanted(f"http://127.0.0.1:{server.server_port}/", events or (ANYTHING,), "auth1 webhooks listen")
        made, secret = cases.create_webhook()(tenant_id=tenant_id, wanted=wanted, caller=operator())
        server.key = key_of(secret)
        click.echo(f"Listening for {', '.join(made.types)} of {tenant}. Ctrl-C ends it.", err=True)
        try:
            while not server.is_done:
                server.handle_request()
        except KeyboardInterrupt:
            click.echo("", err=True)
        finally:
            cases.delete_webhook()(tenant_id=tenant_id, id=made.id, caller=operator())


class Ear(ThreadingHTTPServer):
    """Prints what arrives with a good signature."""

    timeout = 0.5
    key = b""

    def __init__(self, address: tuple[str, int], answer: int, most: int | None) -> None:
        self.answer, self.left = answer, most
        super().__init__(address, Mouth)

    @property
    def is_done(self) -> bool:
        """Whether enough was heard."""
        return self.left is not None and self.left <= 0

    def hear(self, headers: dict[str, str], body: bytes) -> int:
        """Print a delivery; the status to answer with."""
        if not is_signed(self.key, headers, body, time.time()):
            click.echo("A request without a good signature was refused.", err=True)
            return 401
        event: dict[str, Any] = json.loads(body)
        click.echo(f"{event['timestamp']}  {event['type']:24} {event['subject']}  {json.dumps(event['data'])}")
        if self.left is not None:
            self.left -= 1
        return self.answer


class Mouth(BaseHTTPRequestHandler):
    """Answers one delivery."""

    def do_POST(self) -> None:
        """Read, print, answer."""
        server = self.server
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.send_response(server.hear(headers, body) if isinstance(server, Ear) else 500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
