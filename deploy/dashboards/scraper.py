"""The real Prometheus: it scrapes once a second, and answers what the panels ask."""

import json
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from adapters.embedded import child

RULES: Final = Path(__file__).resolve().parents[1] / "prometheus"
CONFIG: Final = """
global: {{scrape_interval: 1s, evaluation_interval: 5s}}
rule_files: [{folder}/rules.yml, {folder}/caps.yml]
scrape_configs:
  - job_name: auth1
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""
START_SECONDS: Final = 30
WRONG_QUESTION: Final = (400, 422)


class Refused(Exception):
    """Prometheus does not understand the question; the text is its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer: its labels, and what it was at which moment (seconds since 1970)."""

    labels: dict[str, str]
    points: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Prometheus:
    """A running server."""

    url: str

    def ask(self, promql: str, start: float, end: float, step: float = 1.0) -> list[Line]:
        """What a question says between two moments; raises Refused."""
        answer = self._get("query_range", query=promql, start=str(start), end=str(end), step=str(step))
        return [
            Line(one["metric"], [(moment, float(value)) for moment, value in one["values"]])
            for one in answer["data"]["result"]
        ]

    def firing(self) -> list[str]:
        """The alerts that fire or are about to."""
        return [f"{one['labels']['alertname']} ({one['state']})" for one in self._get("alerts")["data"]["alerts"]]

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            return bool(self._get("query", query="up{job='auth1'} == 1")["data"]["result"])
        except OSError:
            return False

    def _get(self, what: str, **parameters: str) -> Any:
        question = f"{self.url}/api/v1/{what}?{urlencode(parameters)}"
        try:
            with urllib.request.urlopen(question, timeout=20) as answer:  # noqa: S310 - our own server
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            if error.code not in WRONG_QUESTION:
                raise
            raise Refused(json.loads(error.read()).get("error", str(error))) from None


@contextmanager
def scraping(folder: Path, metrics_port: int) -> Iterator[Prometheus]:
    """Start it with a data folder of its own, our rules loaded; it is gone at the end."""
    program = shutil.which("prometheus")
    if program is None:
        sys.exit("prometheus is not installed: deploy/debian-packages says how")
    child.owned_by_server(folder)
    config, port = _configured(folder, metrics_port), child.free_port()
    prometheus = Prometheus(f"http://127.0.0.1:{port}")
    process = child.start([
        program, f"--config.file={config}", f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}", "--query.lookback-delta=5s",
    ], log=folder / "log")  # fmt: skip
    try:
        _wait(prometheus, folder / "log")
        yield prometheus
    finally:
        child.stop(process)


def _configured(folder: Path, metrics_port: int) -> Path:
    for name in ("rules.yml", "caps.yml"):
        shutil.copy(RULES / name, folder / name)
        (folder / name).chmod(0o644)
    config = folder / "prometheus.yml"
    config.write_text(CONFIG.format(folder=folder, port=metrics_port))
    config.chmod(0o644)
    return config


def _wait(prometheus: Prometheus, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not prometheus.is_up():
        if time.monotonic() > until:
            sys.exit(f"Prometheus did not start, or scrapes nothing:\n{log.read_text()[-2000:]}")
        time.sleep(0.2)
