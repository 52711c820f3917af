"""deploy/grafana: the files are what the code writes, and ask only what Prometheus can answer."""

import itertools
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.dashboards.answers import filled
from deploy.dashboards.grafana import DASHBOARDS, FOLDER, text_of
from deploy.dashboards.units import FORMS, written
from tests.deploy.exposed import exposed, grouped_in, named_in
from tests.fixtures.debian import debian

FILES = sorted(FOLDER.glob("*.json"))
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def panels(file: Path) -> list[dict[str, Any]]:
    """The panels of a dashboard."""
    found: list[dict[str, Any]] = json.loads(file.read_text())["panels"]
    return found


def targets(file: Path) -> list[dict[str, Any]]:
    """Every question of a dashboard."""
    return [target for panel in panels(file) for target in panel["targets"]]


def test_the_files_are_current() -> None:
    """`python -m deploy.dashboards.grafana` would write what is there."""
    assert {f"{one.name}.json": text_of(one) for one in DASHBOARDS} == {file.name: file.read_text() for file in FILES}


@each_file
def test_any_grafana_can_take_it_in(file: Path) -> None:
    """No id of another Grafana is in it: the data source is a variable that every panel and question uses."""
    document = json.loads(file.read_text())
    sources = [part["datasource"] for part in (*panels(file), *targets(file))]

    assert document["schemaVersion"] >= 39
    assert {"id", "uid"}.isdisjoint(document)
    assert "datasource" == document["templating"]["list"][0]["type"]
    assert [] == [source for source in sources if source != {"type": "prometheus", "uid": "${datasource}"}]


@each_file
def test_questions_name_what_is_exposed(file: Path) -> None:
    """Each metric, each label that is chosen by and each label that is added up by is the product's."""
    known = exposed() | {"up": {"job", "instance"}}
    named = [found for target in targets(file) for found in named_in(target["expr"])]
    labels = {label for target in targets(file) for label in grouped_in(target["expr"])}

    assert [] == [name for name, _ in named if name not in known]
    assert [] == [(name, label) for name, chosen in named for label in chosen - known[name]]
    assert set() == labels - set().union(*known.values())
    assert [] == [target["expr"] for target in targets(file) if not list(named_in(target["expr"]))]


@each_file
def test_lines_are_told_apart_by_their_legend(file: Path) -> None:
    """A legend names exactly the labels that its question keeps, so that no two lines have one name."""
    wrong = [
        target["legendFormat"]
        for target in targets(file)
        if set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])) != _kept(target["expr"])
    ]

    assert [] == wrong


def _kept(promql: str) -> set[str]:
    """A count over a count keeps nothing of the inner one."""
    return set() if promql.startswith("count (count") else grouped_in(promql) - {"le"}


@each_file
def test_panels_can_be_read(file: Path) -> None:
    """Each has a title, a sentence, a known unit and a legend."""
    wrong = [
        panel["title"]
        for panel in panels(file)
        if not panel["title"]
        or not panel["description"].endswith(".")
        or panel["fieldConfig"]["defaults"]["unit"] not in FORMS
        or not all(target["legendFormat"] for target in panel["targets"])
    ]

    assert [] == wrong


@each_file
def test_panels_lie_side_by_side(file: Path) -> None:
    """No two panels share a field of the grid, and no field of its 24 columns is empty."""
    fields = [
        (x, y)
        for panel in panels(file)
        for place in [panel["gridPos"]]
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    height = max(y for _, y in fields) + 1

    assert sorted(itertools.product(range(24), range(height))) == sorted(fields)


@each_file
def test_prometheus_takes_every_question(file: Path, tmp_path: Path) -> None:
    """promtool finds no fault with the questions, once variables are filled in."""
    rules = [{"record": f"asked:number{n}", "expr": filled(one["expr"])} for n, one in enumerate(targets(file))]
    made = tmp_path / "rules.yml"
    made.write_text(yaml.safe_dump({"groups": [{"name": "asked", "rules": rules}]}))
    done = subprocess.run([debian("promtool"), "check", "rules", made], capture_output=True, text=True, check=False)

    assert (0, True) == (done.returncode, f"{len(rules)} rules found" in done.stdout), done.stderr


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "said"),
    [
        (0.9512, "percentunit", 1, "95.1%"), (0.0042, "s", None, "4.2 ms"), (12.5, "s", None, "12.5 s"),
        (0, "s", None, "0 s"), (134_217_728, "bytes", None, "128 MiB"), (34.74, "cpm", 1, "34.7 /min"),
        (1234.5, "short", None, "1234"), (3.0, "short", None, "3"), (0.25, "reqps", None, "0.25 req/s"),
    ],
)  # fmt: skip
def test_numbers_are_drawn_with_their_unit(value: float, unit: str, decimals: int | None, said: str) -> None:
    """Pictures say numbers as Grafana does, so that what reads badly here reads badly there."""
    assert said == written(value, unit, decimals)
