"""Connections to a gateway."""

import ssl
from http.cookiejar import DefaultCookiePolicy
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter


class SystemsTrust(HTTPAdapter):
    """Trusts whom this machine trusts, SSL_CERT_FILE too: a gateway may have a company's own certificate."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """See HTTPAdapter."""
        super().init_poolmanager(*args, **kwargs, ssl_context=ssl.create_default_context())


def make_session() -> Session:
    """Connections that are used again; without the environment's proxies and passwords, and without cookies."""
    session = Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", SystemsTrust())
    return session
