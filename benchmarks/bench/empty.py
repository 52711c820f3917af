"""`python -m benchmarks.bench.empty`: a route that does nothing, behind the same server and bridge as ours."""

import os
from typing import Final

from flask import Flask

from adapters.lifeline import follow_keeper
from entrypoints.bridge import Bridge
from entrypoints.serve import serve
from entrypoints.settings import Settings

TARGET: Final = "benchmarks.bench.empty:asgi"
settings = Settings.from_env(os.environ)
app = Flask(__name__)


@app.route("/empty", methods=["GET", "POST"])
def empty() -> dict[str, bool]:
    """Say that it worked."""
    return {"done": True}


if __name__ == "__main__":
    serve(settings, with_worker=False, target=TARGET)
else:
    follow_keeper()
    asgi = Bridge(app, settings.web_threads)
