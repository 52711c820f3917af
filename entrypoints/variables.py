"""How a variable's text is read: each reader returns the value or says in a ValueError what would be right."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from domain.outbound import Network, read_networks

WHOLE: Final = re.compile(r"[0-9]{1,15}")
UNSEEN: Final = re.compile(r"[\x00-\x20\x7f-\xa0]")
HOSTNAME: Final = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?|[0-9a-f:]+", re.I)
TENANT_KEY: Final = re.compile(r"auth1_[ps]k_")
E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
ADDRESS: Final = (
    r"[A-Za-z0-9][A-Za-z0-9_+-]*(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9-]+"
)
# A display name without signs that mean something in a mail's header; the tenant's own name is shown anyway.
MAILBOX: Final = re.compile(rf"{ADDRESS}|[A-Za-z0-9][A-Za-z0-9 ._-]* <{ADDRESS}>")
S3: Final = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.*'()/-]{0,800})?")
SEVERAL: Final = ("redis+cluster", "rediss+cluster", "redis+sentinel", "rediss+sentinel")
SENTINEL_PATH: Final = re.compile(r"/[A-Za-z0-9_.-]{1,64}(/[0-9]{1,2})?")
POSTGRES_EXAMPLE: Final = "postgresql://user:password@host:5432/database"
# What stands before the hosts of a URL, the hosts, and what stands behind them.
PLACES: Final = re.compile(r"([^:/]+://(?:[^/]*@)?)([^/?]*)(.*)")
ROLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
SHORTEST: Final = 32
# https://maxmind.github.io/MaxMind-DB/: the mark stands within the last 128 KiB.
MMDB_MARK: Final = b"\xab\xcd\xefMaxMind.com"
MMDB_TAIL: Final = 128 * 1024
FEWEST_LETTERS: Final = 8
EXAMPLES: Final = ("your-256", "secret-here", "changeme", "change-me", "example", "password", "default", "test-secret")


def text(raw: str) -> str:
    """Any text."""
    return raw


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def reader(raw: str) -> int:
        if not WHOLE.fullmatch(raw) or not low <= int(raw) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(raw)

    return reader


def word(*choices: str) -> Callable[[str], str]:
    """One of some words, in any case."""

    def reader(raw: str) -> str:
        if raw.lower() not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return raw.lower()

    return reader


def words(*choices: str) -> Callable[[str], tuple[str, ...]]:
    """Some of some words, with commas."""
    one = word(*choices)
    return lambda raw: tuple(one(part.strip()) for part in raw.split(",") if part.strip())


def flag(raw: str) -> bool:
    """True or false, in the words that people use."""
    return word("true", "on", "1", "yes", "false", "off", "0", "no")(raw) in ("true", "on", "1", "yes")


def host(raw: str) -> str:
    """An address of this machine to listen on."""
    if raw == "localhost":
        return "127.0.0.1"
    try:
        return str(ip_address(raw))
    except ValueError:
        raise ValueError("must be an IP address such as 127.0.0.1") from None


def postgres_url(raw: str) -> str:
    """postgresql://user:password@host:port/database, with a database in it; several hosts have commas between them."""
    found = PLACES.fullmatch(raw)
    before, hosts, after = found.groups() if found else (raw, "", "")
    for host in hosts.split(","):
        split = _url(f"{before}{host}{after}", ("postgresql", "postgres"), POSTGRES_EXAMPLE)
    if not split.path.strip("/"):
        raise ValueError(f"must name a database: {POSTGRES_EXAMPLE}")
    return raw.replace("postgres://", "postgresql://", 1)


def redis_url(raw: str) -> str:
    """redis://, rediss:// or unix://; with +cluster or +sentinel and several hosts."""
    scheme = raw.partition("://")[0]
    if scheme in SEVERAL:
        return _several(raw, needs_name=scheme.endswith("sentinel"))
    if scheme != "unix":
        _url(raw, ("redis", "rediss"), "redis://host:6379")
    return raw


def _several(raw: str, *, needs_name: bool) -> str:
    """redis+cluster://host:6379,host:6379 or redis+sentinel://host:26379,host:26379/name/0."""
    example = "redis+sentinel://host:26379,host:26379/name" if needs_name else "redis+cluster://host:6379,host:6379"
    split = urlsplit(raw)
    for host in split.netloc.rpartition("@")[2].split(","):
        _url(f"redis://{host}", ("redis",), example)
    if UNSEEN.search(raw) or (needs_name and not SENTINEL_PATH.fullmatch(split.path)):
        raise ValueError(f"must be a URL such as {example}")
    return raw


def role(raw: str) -> str:
    """The name of a role of Postgres."""
    if not ROLE.fullmatch(raw):
        raise ValueError("must be the name of a role, such as auth1_worker")
    return raw


def e164(raw: str) -> str:
    """A number in E.164."""
    if not E164.fullmatch(raw):
        raise ValueError("must be a number in E.164, such as +12015550123")
    return raw


def mailbox(raw: str) -> str:
    """An email address, bare or as `Name <name@example.com>`."""
    if not MAILBOX.fullmatch(raw):
        raise ValueError("must be an address such as auth@example.com, or Auth <auth@example.com>")
    return raw


def smtp_url(raw: str) -> str:
    """smtps:// or smtp://; plain text only where `?tls=none` says so."""
    split = _url(raw, ("smtp", "smtps"), "smtps://user:password@mail.example.com:465")
    plain_tls = split.query and split.scheme == "smtps"
    if split.query not in ("", "tls=none") or plain_tls or split.path.strip("/") or split.fragment or not raw.isascii():
        raise ValueError("must be a URL such as smtps://user:password@mail.example.com:465")
    return raw


def http_url(raw: str) -> str:
    """An origin, with a path if need be, without a slash at its end."""
    split = _url(raw, ("http", "https"), "https://auth.example.com")
    if split.query or split.fragment or split.username is not None or not HOSTNAME.fullmatch(split.hostname or ""):
        raise ValueError("must be an address such as https://auth.example.com, without query or credentials")
    return raw.rstrip("/")


def gateway_url(raw: str) -> str:
    """Where a local provider takes messages: http or https, a query if need be, no credentials."""
    split = _url(raw, ("http", "https"), "https://sms.example.com/send")
    if split.fragment or split.username is not None or not HOSTNAME.fullmatch(split.hostname or ""):
        raise ValueError("needs addresses such as https://sms.example.com/send, without credentials")
    return raw


def networks(raw: str) -> tuple[Network, ...]:
    """Networks in CIDR, with commas."""
    return read_networks(raw)


def folder_or_s3(raw: str) -> str:
    """A folder that is there, or s3://bucket/prefix."""
    if S3.fullmatch(raw) or (raw.startswith("/") and Path(raw).is_dir()):
        return raw
    raise ValueError("must be a folder that is there, as /a/path, or s3://bucket/prefix")


def depot(raw: str) -> str:
    """A folder that is there, s3://bucket/prefix, or a URL."""
    if raw.startswith(("https://", "http://")):
        return gateway_url(raw)
    return folder_or_s3(raw)


def _url(raw: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    try:
        split = urlsplit(raw)
        fits = split.scheme in schemes and bool(split.hostname) and (split.port is None or split.port > 0)
        fits = fits and not UNSEEN.search(raw)
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"must be a URL such as {example}")
    return split


def without_credentials(url: str) -> str:
    """A connection string that may be shown: scheme, host and port."""
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc.rpartition('@')[2]}{split.path if split.scheme == 'unix' else ''}"


def mmdb(raw: str) -> str:
    """A file that is there and ends as MaxMind's files do: the mark of its last part."""
    try:
        with Path(raw).open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - MMDB_TAIL))
            is_one = MMDB_MARK in file.read()
    except (OSError, ValueError):
        raise ValueError("must be the path of a file that can be read") from None
    if not is_one:
        raise ValueError("must be a file in MaxMind's format (.mmdb)")
    return raw


def origins(raw: str) -> tuple[str, ...]:
    """`*`, or origins with commas."""
    found = tuple(dict.fromkeys(part.strip().rstrip("/").lower() for part in raw.split(",") if part.strip()))
    if "*" in found and len(found) > 1:
        raise ValueError("must be * or a list of origins, not both")
    return found if found == ("*",) else tuple(_origin(origin) for origin in found)


def _origin(raw: str) -> str:
    try:
        split = _url(raw, ("http", "https"), "https://app.example.com")
    except ValueError:
        split = urlsplit("")
    host = split.hostname or ""
    if not HOSTNAME.fullmatch(host) or split.path or split.query or split.fragment or split.username is not None:
        raise ValueError("must be * or origins such as https://app.example.com, separated by commas")
    return raw


def long_secret(raw: str) -> str:
    """At least 32 characters, no example, not one letter over and over."""
    if not raw.isascii() or TENANT_KEY.match(raw):
        raise ValueError("must be ASCII, and no tenant's key; make one with openssl rand -hex 32")
    if len(raw) < SHORTEST:
        raise ValueError(f"is too short: it needs at least {SHORTEST} characters; make one with openssl rand -hex 32")
    if any(part in raw.lower() for part in EXAMPLES) or len(set(raw)) < FEWEST_LETTERS:
        raise ValueError("is an example or too easy to guess; make one with openssl rand -hex 32")
    return raw


def secret(raw: str) -> str:
    """As `long_secret`; an example is named as one even where it is short."""
    if any(part in raw.lower() for part in EXAMPLES):
        raise ValueError("is an example or a default; make one with openssl rand -hex 32")
    return long_secret(raw)
