"""A real Auth1 to look at: two web processes and a worker, Postgres, Valkey, and two providers on this machine."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.embedded.child import free_port
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.gateway import SECRET, FakeGateway
from tests.fixtures.instance import ROOT, Instance, environment, wait_until_ready
from tests.fixtures.receiver import Receiver
from tests.fixtures.servers import make_postgres, make_valkey
from tests.fixtures.twilio import FakeTwilio

# One hand-over in so many fails, and the gateway carries the message.
FAILS_EACH: Final = 12
PRICES: Final = "provider,channel,country,micros\ntwilio,sms,US,7900\ntwilio,sms,*,45000\nhttp:local,sms,*,30000\n"
COUNTRIES: Final = ["US", "NO", "DE", "GB"]


@dataclass(frozen=True, slots=True)
class House:
    """What runs."""

    instance: Instance
    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey
    twilio: FakeTwilio
    gateway: FakeGateway
    metrics_port: int
    key: str

    def texts_to(self, number: str) -> list[str]:
        """What arrived at a phone, by either provider."""
        return self.twilio.texts_to(number) + [body["text"] for body in self.gateway.bodies if body["to"] == number]


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """Start everything in a folder; it is gone at the end."""
    with ExitStack() as stack:
        twilio, gateway = FakeTwilio(fail_each=FAILS_EACH), FakeGateway()
        stack.callback(twilio.server.stop)
        stack.callback(gateway.server.stop)
        port = free_port()
        postgres = make_postgres(folder / "postgres")
        stack.callback(postgres.stop)
        valkey = make_valkey()
        stack.callback(valkey.stop)
        urls = {"DATABASE_URL": postgres.serving_url, "DATABASE_OWNER_URL": postgres.owner_url, "REDIS_URL": valkey.url}
        values = {**urls, **_providers(twilio, gateway), "METRICS_PORT": str(port)}
        _import_prices(folder, values)
        instance = stack.enter_context(_serving(folder / "auth1.log", values))
        tenant = instance.tenant("acme", allowed_countries=COUNTRIES, rate_limit_per_hour=100, resend_after_seconds=0)
        _listen(instance, tenant["secret_key"], stack)
        yield House(instance, postgres, valkey, twilio, gateway, port, tenant["secret_key"])


def _providers(twilio: FakeTwilio, gateway: FakeGateway) -> dict[str, str]:
    local = {"url": gateway.url, "secret": SECRET, "template": {"to": "{to}", "text": "{text}"}}
    return {
        **twilio.environment(), "HTTP_GATEWAYS": json.dumps({"local": local}), "WEB_WORKERS": "2",
        "MESSAGE_PLAN": json.dumps({"default": ["twilio", "http:local"]}), "OUTBOUND_ALLOWED_NETWORKS": "127.0.0.0/8",
        "APP_URL": "https://auth.example.com", "RATE_LIMIT_MAX": "100000",
    }  # fmt: skip


@contextmanager
def _serving(log: Path, values: dict[str, str]) -> Iterator[Instance]:
    """`auth1 serve` under a public address, since Twilio reports to no other."""
    port = free_port()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "entrypoints", "serve"], env=environment(PORT=str(port), **values),
            stdout=output, stderr=output, cwd=ROOT, start_new_session=True,
        )  # fmt: skip
    instance = Instance(process, port, log)
    try:
        wait_until_ready(instance)
        yield instance
    finally:
        instance.stop()


def _import_prices(folder: Path, values: dict[str, str]) -> None:
    file = folder / "prices.csv"
    file.write_text(PRICES)
    for arguments in (["migrate"], ["prices", "import", str(file)]):
        subprocess.run(
            [sys.executable, "-m", "entrypoints", *arguments], env=environment(**values), cwd=ROOT, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip


def _listen(instance: Instance, key: str, stack: ExitStack) -> None:
    """A webhook whose receiver fails now and then."""
    receiver = Receiver()
    stack.callback(receiver.server.stop)
    made = instance.call("POST", "/api/webhooks", {"url": receiver.url, "events": ["session.*", "user.*"]}, key=key)
    if made.status != 201:
        sys.exit(f"The webhook was refused: {made.body.decode()}")
