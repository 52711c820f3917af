"""Windows and caches in Redis, or Valkey.

redis-py loads OpenTelemetry's metrics wherever that is installed, for a feature of its own that we do not use: three
megabytes and a third of its start.
So it is hidden while redis-py is loaded, and is there again for our own traces.
"""

import sys

_hidden = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "opentelemetry"}
sys.modules["opentelemetry"] = None  # type: ignore[assignment]
try:
    import redis  # noqa: F401
finally:
    del sys.modules["opentelemetry"]
    sys.modules.update(_hidden)
