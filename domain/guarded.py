"""An address of an app that a proxy guards for us (forward authentication)."""

import re
from dataclasses import dataclass, field
from typing import Final

from domain.oauth_client import OAuthClient

# The proxy leads what lies below this on the app's own host to us.
BELOW: Final = "/.auth1/"
CALLBACK: Final = f"{BELOW}callback"
LONGEST: Final = 1500
# What a browser sends as an address: visible ASCII (RFC 3986), and no backslash, which some read as a slash.
VISIBLE: Final = re.compile(r"[\x21-\x5b\x5d-\x7e]*")


@dataclass(frozen=True, slots=True)
class Guarded:
    """An address at a host whose callback the client has registered; nobody is sent to any other host."""

    client: OAuthClient
    origin: str
    url: str = field(repr=False)

    @classmethod
    def read(cls, client: OAuthClient, url: str) -> "Guarded | None":
        """The address, or None where the client has not registered `{origin}/.auth1/callback` for it.

        One that is longer than 1,500 characters, or that no browser sends, is the front page.
        """
        for uri in client.redirect_uris:
            origin = uri.removesuffix(CALLBACK)
            if origin != uri and origin.count("/") == 2 and (url == origin or url.startswith(f"{origin}/")):
                fits = len(url) <= LONGEST and VISIBLE.fullmatch(url)
                return cls(client, origin, url if fits else f"{origin}/")
        return None

    @property
    def redirect_uri(self) -> str:
        """Where the browser brings its code."""
        return f"{self.origin}{CALLBACK}"
