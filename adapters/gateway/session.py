"""Connections to a gateway."""

import socket
import ssl
from http.cookiejar import DefaultCookiePolicy
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from adapters.deadline import MOST_AT_ONCE
from adapters.dialer import Dialer, NotReached

CONNECT_SECONDS = 2.0


class Guarded(HTTPAdapter):
    """Connects through a dialer, and trusts whom this machine trusts: a gateway may have its company's certificate."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        super().__init__(pool_maxsize=MOST_AT_ONCE)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """See HTTPAdapter; SSL_CERT_FILE counts, too."""
        super().init_poolmanager(*args, **kwargs, ssl_context=ssl.create_default_context())
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self._dialer),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self._dialer),
        }


def _pool(pool: type[Any], connection: type[Any], dialer: Dialer) -> type[Any]:
    """A pool whose connections are dialled by ours: the address is judged that is connected to."""

    def connect(self: Any) -> socket.socket:
        try:
            return dialer.dial(self.host, self.port, CONNECT_SECONDS)
        except NotReached as error:
            raise NewConnectionError(self, f"not reached: {error.why}") from None

    made = type(f"Guarded{connection.__name__}", (connection,), {"_new_conn": connect})
    return type(f"Guarded{pool.__name__}", (pool,), {"ConnectionCls": made})


def make_session(dialer: Dialer) -> Session:
    """Connections that are used again; without the environment's proxies and passwords, and without cookies."""
    session = Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("https://", "http://"):
        session.mount(scheme, Guarded(dialer))
    return session
