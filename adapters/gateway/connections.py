"""Connections to a gateway."""

import socket
import ssl
from typing import Any

from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from adapters.deadline import MOST_AT_ONCE
from adapters.dialer import Dialer, NotReached

CONNECT_SECONDS = 2.0


def connections_of(dialer: Dialer) -> PoolManager:
    """Connections that are used again, made by our dialer: the address is judged that is connected to.

    They trust whom this machine trusts, since a gateway may have its company's certificate; SSL_CERT_FILE counts, too.
    Neither the environment's proxies and passwords nor cookies are known here.
    """
    pools = PoolManager(maxsize=MOST_AT_ONCE, ssl_context=ssl.create_default_context())
    pools.pool_classes_by_scheme = {
        "http": _pool(HTTPConnectionPool, HTTPConnection, dialer),
        "https": _pool(HTTPSConnectionPool, HTTPSConnection, dialer),
    }
    return pools


def _pool(pool: type[Any], connection: type[Any], dialer: Dialer) -> type[Any]:
    def connect(self: Any) -> socket.socket:
        try:
            return dialer.dial(self.host, self.port, CONNECT_SECONDS)
        except NotReached as error:
            raise NewConnectionError(self, f"not reached: {error.why}") from None

    made = type(f"Guarded{connection.__name__}", (connection,), {"_new_conn": connect})
    return type(f"Guarded{pool.__name__}", (pool,), {"ConnectionCls": made})
