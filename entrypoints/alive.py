"""Whether this machine's own server lives; what the image's health check asks, so nothing of the product is loaded."""

import os
import sys
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from typing import Final

SECONDS: Final = 2.0
EVERYWHERE: Final = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - read, not bound


def why_not(environ: Mapping[str, str]) -> str | None:
    """None where the server of this environment answers; otherwise a sentence."""
    host, port = environ.get("HOST", "").strip(), environ.get("PORT", "").strip() or "3000"
    if not (port.isascii() and port.isdigit()):
        return "PORT must be a whole number."
    asked = HTTPConnection(EVERYWHERE.get(host, host), int(port), timeout=SECONDS)
    try:
        asked.request("GET", "/health/live")
        status = asked.getresponse().status
    except (OSError, OverflowError, HTTPException):
        return f"Nobody answers on port {port}."
    finally:
        asked.close()
    return None if status == 200 else f"The server on port {port} says {status}."


def main() -> None:
    """End with 0 where it lives, and with 1 and a sentence where it does not."""
    why = why_not(os.environ)
    if why:
        print(f"auth1: {why}", file=sys.stderr)
    sys.exit(1 if why else 0)
