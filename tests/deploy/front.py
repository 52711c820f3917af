"""nginx with deploy/nginx.conf or deploy/forward-auth.conf as it is, but for paths, ports and the certificate."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import ip_address
from json import dumps
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.embedded.child import free_port
from tests.fixtures.debian import debian, place, running
from tests.fixtures.instance import Answer, Instance

DEPLOY: Final = Path(__file__).resolve().parents[2] / "deploy"
CONF: Final = DEPLOY / "nginx.conf"
GUARD: Final = DEPLOY / "forward-auth.conf"
HOST: Final = "auth.yourdomain.com"
APP: Final = "app.yourdomain.com"
AROUND: Final = """
daemon off; worker_processes 1; pid {folder}/pid; error_log stderr warn;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/auth1.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Front:
    """A running nginx."""

    folder: Path
    port: int
    plain_port: int
    trust: ssl.SSLContext
    host: str = HOST

    def call(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, bearer: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """One request by TLS, over a connection of its own."""
        sent = {"Content-Type": "application/json", "Host": self.host, **(headers or {})}
        sent |= {"x-api-key": key} if key else {}
        sent |= {"Authorization": f"Bearer {bearer}"} if bearer else {}
        data = body if isinstance(body, bytes) or body is None else dumps(body).encode()
        return _asked(HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self.trust), method, path, data, sent)

    def plain(self, method: str, path: str, **headers: str) -> Answer:
        """One request to port 80."""
        return _asked(HTTPConnection("127.0.0.1", self.plain_port, timeout=20), method, path, None, headers)

    def logs(self) -> str:
        """Everything that nginx has written down."""
        return "".join(path.read_text() for path in (self.folder / "nginx").iterdir())


def _asked(client: HTTPConnection, method: str, path: str, data: bytes | None, sent: Mapping[str, str]) -> Answer:
    try:
        client.request(method, path, data, sent)
        answer = client.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        client.close()


@contextmanager
def nginx(folder: Path, *instances: Instance) -> Iterator[Front]:
    """It, in front of some instances, until the end."""
    server = "    server 127.0.0.1:3000 "
    rest = CONF.read_text().partition(server)[2].partition("\n")[0]
    lines = "".join(f"    server 127.0.0.1:{one.port} {rest}\n" for one in instances)
    with _serving(CONF, HOST, folder, {f"{server}{rest}\n": lines}) as front:
        yield front


@contextmanager
def guarding(folder: Path, instance: Instance, client_id: str, app: str) -> Iterator[Front]:
    """It, in front of an app at that address, which an instance's client guards."""
    places = {
        "127.0.0.1:3000/": f"127.0.0.1:{instance.port}/", "http://127.0.0.1:8000;": f"{app};",
        "cl_your_client": client_id,
    }  # fmt: skip
    with _serving(GUARD, APP, folder, places) as front:
        yield front


@contextmanager
def _serving(file: Path, host: str, folder: Path, places: Mapping[str, str]) -> Iterator[Front]:
    front = Front(folder, free_port(), free_port(), _certificate(folder, host), host)
    place(folder / "nginx", "auth1.log", "")
    place(folder, "auth1.conf", _moved(file, front, places))
    conf = place(folder, "nginx.conf", AROUND.format(folder=folder))
    command: list[str | Path] = [debian("nginx"), "-e", "stderr", "-p", folder, "-c", conf]
    with running(command, folder, lambda: _listens(front)):
        yield front


def _moved(file: Path, front: Front, places: Mapping[str, str]) -> str:
    """The file with other places; each of them must be in it."""
    everywhere = {
        "listen 443 ssl http2;": f"listen 127.0.0.1:{front.port} ssl http2;",
        "listen 80;": f"listen 127.0.0.1:{front.plain_port};",
        f"/etc/letsencrypt/live/{front.host}/fullchain.pem": f"{front.folder}/fullchain.pem",
        f"/etc/letsencrypt/live/{front.host}/privkey.pem": f"{front.folder}/privkey.pem",
        "/var/log/nginx/": f"{front.folder}/nginx/",
    }
    text = file.read_text()
    for old, new in {**everywhere, **places}.items():
        assert old in text, f"{file.name} has no {old!r} any more"
        text = text.replace(old, new)
    return text


def _listens(front: Front) -> bool:
    try:
        return front.plain("GET", "/").status == 301
    except OSError:
        return False


def _certificate(folder: Path, host: str) -> ssl.SSLContext:
    """A certificate of our own, where nginx reads it, and who trusts it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    names = x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1)).add_extension(names, critical=False).sign(key, hashes.SHA256())
    ).public_bytes(Encoding.PEM).decode()  # fmt: skip
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    place(folder, "fullchain.pem", made)
    place(folder, "privkey.pem", secret)
    return ssl.create_default_context(cadata=made)
