"""The address that Twilio posts its receipts to, and what it says of the hand-over."""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlencode, urlsplit

from domain.message import Outgoing

PATH: Final = "/api/callbacks/twilio/status"
# Wait 2 s for a connection, and try three times more whatever the trouble was.
# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
OVERRIDES: Final = "#ct=2000&rc=3&rp=all"
ROUTES: Final = ("twilio", "twilio:whatsapp", "twilio:voice")


def status_url(app_url: str, outgoing: Outgoing, route: str) -> str:
    """Where Twilio shall post what becomes of this hand-over; the route stands last."""
    names = {"t": outgoing.tenant_id, "m": outgoing.message_id, "n": outgoing.number, "r": route}
    return f"{app_url.rstrip('/')}{PATH}?{urlencode(names, safe=':')}{OVERRIDES}"


def is_of_this_machine(url: str) -> bool:
    """Whether nobody else can reach it: Twilio refuses messages with such a callback."""
    host = urlsplit(url).hostname or "localhost"
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
