"""`python -m deploy.dashboards OUTDIR`: pictures of both dashboards, on the numbers of a real Auth1 under traffic."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from deploy.dashboards.answers import Drawn, answered
from deploy.dashboards.grafana import FOLDER
from deploy.dashboards.house import house
from deploy.dashboards.picture import draw
from deploy.dashboards.scraper import Prometheus, scraping
from deploy.dashboards.traffic import Traffic

SECONDS: Final = 120.0


def main() -> int:
    """Exit code 1 where Prometheus refuses a question; panels without an answer are listed."""
    given = argparse.ArgumentParser(prog="python -m deploy.dashboards", description=__doc__)
    given.add_argument("outdir", type=Path)
    given.add_argument("--seconds", type=float, default=SECONDS, help="how long there is traffic (120)")
    wanted = given.parse_args()
    wanted.outdir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="auth1-dashboards-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with house(folder) as running, scraping(folder / "prometheus", running.metrics_port) as prometheus:
            started = time.time()
            Traffic(running, wanted.seconds).drive()
            return look(prometheus, started, time.time(), wanted.outdir)


def look(prometheus: Prometheus, start: float, end: float, outdir: Path) -> int:
    """Ask, draw, and say what was found."""
    refusals: list[str] = []
    for file in sorted(FOLDER.glob("*.json")):
        document = json.loads(file.read_text())
        panels = list(answered(prometheus, document, start, end))
        draw(document, panels, outdir / f"{file.stem}.png")
        sys.stdout.write(said_of(document["title"], panels))
        refusals += [refusal for one in panels for refusal in one.refusals]
    sys.stdout.write(f"Alerts: {', '.join(prometheus.firing()) or 'none'}\n")
    sys.stdout.writelines(f"REFUSED {refusal}\n" for refusal in refusals)
    return 1 if refusals else 0


def said_of(title: str, panels: list[Drawn]) -> str:
    """How many panels and lines there are, and which panels are empty."""
    empty = [one.title for one in panels if not one.lines]
    lines = sum(len(one.lines) for one in panels)
    return f"{title}: {len(panels)} panels, {lines} lines; empty: {', '.join(empty) or 'none'}\n"


if __name__ == "__main__":
    sys.exit(main())
