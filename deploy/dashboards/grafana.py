"""A dashboard as Grafana reads it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from deploy.dashboards.machinery import MACHINERY
from deploy.dashboards.panel import Dashboard, Panel
from deploy.dashboards.sign_ins import SIGN_INS

FOLDER: Final = Path(__file__).resolve().parents[1] / "grafana"
DASHBOARDS: Final = (SIGN_INS, MACHINERY)
WIDTH: Final = 24
SOURCE: Final = {"type": "prometheus", "uid": "${datasource}"}
PLAIN: Final = {"job": "label_values(auth1_info, job)"}
CHOSEN: Final = {**PLAIN, "instance": 'label_values(auth1_info{job=~"$job"}, instance)'}


def text_of(dashboard: Dashboard) -> str:
    """The file of a dashboard."""
    return json.dumps(document_of(dashboard), indent=2, ensure_ascii=False) + "\n"


def document_of(dashboard: Dashboard) -> dict[str, Any]:
    """The dashboard, without ids of its own: Grafana gives them as it takes it in."""
    return {
        "title": dashboard.title,
        "description": dashboard.says,
        "tags": ["auth1"],
        "schemaVersion": 39,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "templating": {"list": [_source(), *_variables(CHOSEN if dashboard.by_instance else PLAIN)]},
        "annotations": {"list": []},
        "links": [_link()],
        "panels": list(_panels(dashboard)),
    }


def _source() -> dict[str, Any]:
    return {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"}


def _variables(questions: dict[str, str]) -> Iterator[dict[str, Any]]:
    for name, question in questions.items():
        yield {
            "name": name, "label": name.title(), "type": "query", "datasource": SOURCE, "definition": question,
            "query": {"query": question, "refId": name}, "refresh": 2, "sort": 1, "multi": True, "includeAll": True,
            "allValue": ".+", "current": {"selected": True, "text": ["All"], "value": ["$__all"]},
        }  # fmt: skip


def _link() -> dict[str, Any]:
    return {
        "title": "Auth1", "type": "dashboards", "tags": ["auth1"], "asDropdown": True, "includeVars": True,
        "keepTime": True,
    }  # fmt: skip


def _panels(dashboard: Dashboard) -> Iterator[dict[str, Any]]:
    id, top = 0, 0
    for row in dashboard.rows:
        width = WIDTH // len(row.panels)
        for place, panel in enumerate(row.panels):
            id += 1
            yield _panel(panel, id, {"h": row.height, "w": width, "x": place * width, "y": top})
        top += row.height


def _panel(panel: Panel, id: int, place: dict[str, int]) -> dict[str, Any]:
    defaults: dict[str, Any] = {"unit": panel.unit, "min": 0, "thresholds": {"mode": "absolute", "steps": panel.steps}}
    if panel.most is not None:
        defaults["max"] = panel.most
    if panel.decimals is not None:
        defaults["decimals"] = panel.decimals
    options = _stat_options()
    if panel.kind == "timeseries":
        defaults |= {"color": {"mode": "palette-classic"}, "custom": _drawing(panel)}
        options = _lines_options()
    return {
        "id": id, "type": panel.kind, "title": panel.title, "description": panel.says, "datasource": SOURCE,
        "gridPos": place, "fieldConfig": {"defaults": defaults, "overrides": []}, "options": options,
        "targets": list(_targets(panel)),
    }  # fmt: skip


def _targets(panel: Panel) -> Iterator[dict[str, Any]]:
    for letter, query in zip("ABCDEFGH", panel.queries, strict=False):
        yield {
            "refId": letter, "datasource": SOURCE, "editorMode": "code", "expr": query.promql,
            "legendFormat": query.legend, "range": True, "instant": False,
        }  # fmt: skip


def _drawing(panel: Panel) -> dict[str, Any]:
    return {
        "drawStyle": "line", "lineWidth": 1, "fillOpacity": 30 if panel.stacked else 8, "showPoints": "auto",
        "spanNulls": False, "stacking": {"mode": "normal" if panel.stacked else "none", "group": "A"},
        "thresholdsStyle": {"mode": "off" if panel.bad is None else "dashed"},
    }  # fmt: skip


def _lines_options() -> dict[str, Any]:
    return {
        "legend": {
            "displayMode": "table", "placement": "bottom", "showLegend": True, "calcs": ["lastNotNull", "max"],
        },
        "tooltip": {"mode": "multi", "sort": "desc"},
    }  # fmt: skip


def _stat_options() -> dict[str, Any]:
    return {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}, "colorMode": "value",
        "graphMode": "area", "textMode": "value", "justifyMode": "auto", "orientation": "auto",
    }  # fmt: skip


def write() -> None:
    """Write every dashboard's file anew."""
    FOLDER.mkdir(exist_ok=True)
    for dashboard in DASHBOARDS:
        (FOLDER / f"{dashboard.name}.json").write_text(text_of(dashboard))


if __name__ == "__main__":
    write()
