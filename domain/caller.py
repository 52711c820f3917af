"""Who calls, as far as limits, records and audit need it."""

from dataclasses import dataclass

from domain.ids import UserId

MAX_USER_AGENT = 255


@dataclass(frozen=True, slots=True)
class Caller:
    """The actor (`key:key_…`, `admin:…`, `cli`), the end user's address if known, and the request's ids.

    `user_id` is the signed-in user's, where one calls.
    `network` is the window's key: an IPv4 address or an IPv6 /64; None where a server calls without `client_ip`.
    """

    actor: str
    request_id: str
    ip: str | None = None
    network: str | None = None
    user_agent: str | None = None
    client_request_id: str | None = None
    user_id: UserId | None = None
