"""Who calls, as far as limits, records and audit need it."""

from dataclasses import dataclass

MAX_USER_AGENT = 255


@dataclass(frozen=True, slots=True)
class Caller:
    """The actor (`key:key_…`, `admin:…`, `cli`), the end user's address if known, and the request's ids.

    `network` is the window's key: an IPv4 address or an IPv6 /64; None where a server calls without `client_ip`.
    """

    actor: str
    request_id: str
    ip: str | None = None
    network: str | None = None
    user_agent: str | None = None
    client_request_id: str | None = None
