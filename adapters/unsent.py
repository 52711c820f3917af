"""Whether a request that failed can have left this machine, for adapters that send with urllib3 or on top of it."""

import ssl
import sys
from collections.abc import Iterator


def never_left(error: BaseException) -> bool:
    """True only where nobody can have got anything: no name, nobody listening, a stranger's certificate.

    A connection that broke afterwards says nothing about what was read at its other end.
    """
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

    before = (ConnectTimeoutError, ProxyError, NewConnectionError, ssl.SSLCertVerificationError, *_of_requests())
    return any(isinstance(each, before) for each in _chain(error))


def _of_requests() -> tuple[type[Exception], ...]:
    """The same by the names that requests gives them; where nobody has loaded it, nobody has raised them."""
    loaded = sys.modules.get("requests.exceptions")
    return (loaded.ConnectTimeout, loaded.ProxyError) if loaded else ()


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and those that it wraps, by the ways that requests and urllib3 wrap them."""
    waiting, seen = [error], set()
    while waiting:
        each = waiting.pop()
        seen.add(id(each))
        yield each
        inner = [*each.args, getattr(each, "reason", None), each.__cause__]
        waiting += [one for one in inner if isinstance(one, BaseException) and id(one) not in seen]
