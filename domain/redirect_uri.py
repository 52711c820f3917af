"""Where a browser may be sent back to: addresses that a client has registered, compared byte for byte.

RFC 6749 section 3.1.2 (absolute, no fragment), RFC 9700 section 2.1 (exact), RFC 8252 section 7 (apps).
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Any, Final
from urllib.parse import unquote

from domain.rules import Schema

LONGEST: Final = 2000
MOST: Final = 20
# RFC 3986, without the asterisk: nobody shall take one for a wildcard.
_LETTER: Final = r"[A-Za-z0-9._~!$&'()+,;=:@/-]|%[0-9A-Fa-f]{2}"
_QUERY: Final = rf"(?:\?(?:{_LETTER}|\?)*)?"
_HOST: Final = r"(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])"
WEB: Final = re.compile(
    rf"(?P<scheme>https?)://{_HOST}(?::(?P<port>[1-9][0-9]{{0,4}}))?(?P<path>(?:/(?:{_LETTER})*)?){_QUERY}"
)
# RFC 8252 section 7.1: a scheme after a domain name of the app's maker, and one slash, since no host follows.
OWN: Final = re.compile(rf"[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:(?P<path>/(?!/)(?:{_LETTER})*){_QUERY}")
LOOPBACK: Final = frozenset(["localhost", "127.0.0.1", "[::1]"])
LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# What browsers read as an address in numbers, however it is spelled (WHATWG URL, "ends in a number").
NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f\\]")
DEEP: Final = re.compile(r"%(?:25)+")
HIGHEST_PORT: Final = 65_535
LONGEST_HOST: Final = 253
ORIGIN: Final = re.compile(r"[^/?]+(?://[^/?]*)?")
WEB_SAYS: Final = (
    "an https URL such as https://app.example.com/callback (http for localhost, 127.0.0.1 and [::1] alone), "
    f"at most {LONGEST} characters, without user, fragment, wildcard or dot segments"
)
OWN_SAYS: Final = f"{WEB_SAYS}; or a scheme of the app's own with a dot in it, such as com.example.app:/callback"


@dataclass(frozen=True, slots=True)
class RedirectUriRule:
    """One address of a client; `is_public`: an app on people's devices may have a scheme of its own."""

    is_public: bool

    def read(self, value: Any) -> str:
        """The address as given, since it is compared byte for byte; raises ValueError."""
        if not isinstance(value, str) or len(value) > LONGEST or not self._fits(value):
            raise ValueError(OWN_SAYS if self.is_public else WEB_SAYS)
        return value

    def _fits(self, uri: str) -> bool:
        web = WEB.fullmatch(uri)
        found = web or (OWN.fullmatch(uri) if self.is_public else None)
        if found is None or UNSEEN.search(_unescaped(uri)) or _climbs(found["path"]):
            return False
        return web is None or _is_door(web["scheme"], web["host"], web["port"])

    def schema(self) -> Schema:
        """See Rule."""
        return {"type": "string", "maxLength": LONGEST, "description": OWN_SAYS if self.is_public else WEB_SAYS}


def origin_of(uri: str) -> str:
    """What the audit log may hold of a registered address: scheme and host, without its path and query."""
    found = ORIGIN.match(uri)
    return found[0] if found else ""


def _is_door(scheme: str, host: str, port: str | None) -> bool:
    """Whether a browser goes to that very host, in the open only where nothing leaves the device."""
    if port is not None and int(port) > HIGHEST_PORT:
        return False
    return host in LOOPBACK if scheme == "http" else _is_host(host)


def _is_host(host: str) -> bool:
    """A name, or an address in its one canonical spelling."""
    last = host.rpartition(".")[2]
    try:
        if host.startswith("["):
            return str(IPv6Address(host[1:-1])) == host[1:-1]
        if NUMBER.fullmatch(last):
            return str(IPv4Address(host)) == host
    except ValueError:
        return False
    return len(host) <= LONGEST_HOST and all(LABEL.fullmatch(label) for label in host.split("."))


def _climbs(path: str) -> bool:
    """Whether some server or browser would read a `.` or `..` in the path, also one in disguise."""
    return any(segment.partition(";")[0] in (".", "..") for segment in _unescaped(path).split("/"))


def _unescaped(text: str) -> str:
    """The text as the most eager of decoders reads it; escapes of escapes come off at once, however many there are."""
    while (once := unquote(DEEP.sub("%", text), "latin-1")) != text:
        text = once
    return text
