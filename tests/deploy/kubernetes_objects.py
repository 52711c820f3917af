"""The objects of k8s/, as tests look at them: the one file always, overlays where a kustomize is installed."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import pytest

from deploy.kubernetes import OVERLAYS, RENDERED, Document, build, builder, documents

SOURCES: Final = ("auth1-k8s.yaml", *OVERLAYS)
WORKLOADS: Final = ("Deployment", "Job")


@cache
def objects(source: str) -> list[Document]:
    """What would be applied; the test is skipped where it cannot be built."""
    if source not in OVERLAYS:
        return documents(RENDERED.read_text())
    command = builder()
    if command is None:
        pytest.skip("neither kustomize nor kubectl is installed: make k8s-test builds one")
    return build(command, source)


def of_kind(source: str, *kinds: str) -> list[Document]:
    """Those of some kinds."""
    return [one for one in objects(source) if one["kind"] in kinds]


def named(source: str, kind: str, name: str) -> Document:
    """The one of that kind and name."""
    [found] = [one for one in of_kind(source, kind) if one["metadata"]["name"] == name]
    return found


def pods(source: str) -> Iterator[tuple[str, Document]]:
    """Every pod template, by the name of its workload."""
    for one in of_kind(source, *WORKLOADS):
        yield one["metadata"]["name"], one["spec"]["template"]


def containers(template: Document) -> list[Document]:
    """Every container of a pod, those that run first included."""
    return [*template["spec"].get("initContainers", ()), *template["spec"]["containers"]]


def environment_of(source: str, template: Document, secrets: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What a pod's one container finds in its environment; KeyError where a Secret that must be there is not."""
    [container] = containers(template)
    values: dict[str, str] = {}
    for place in container.get("envFrom", ()):
        values |= named(source, "ConfigMap", place["configMapRef"]["name"])["data"]
    for one in container["env"]:
        if "value" in one:
            values[one["name"]] = one["value"]
        elif (found := _secret_of(one["valueFrom"]["secretKeyRef"], secrets)) is not None:
            values[one["name"]] = found
    return values


def _secret_of(place: Document, secrets: Mapping[str, Mapping[str, str]]) -> str | None:
    if place.get("optional"):
        return secrets.get(place["name"], {}).get(place["key"])
    return secrets[place["name"]][place["key"]]


def selected(source: str, labels: Mapping[str, str]) -> set[str]:
    """The workloads whose pods a selector finds."""
    return {name for name, pod in pods(source) if labels.items() <= pod["metadata"]["labels"].items()}


def port_numbers(template: Document) -> dict[str, int]:
    """The named ports of a pod."""
    return {one["name"]: one["containerPort"] for place in containers(template) for one in place.get("ports", ())}


def secret_keys(template: Document) -> set[tuple[str, str, bool]]:
    """Every key of a Secret that a pod asks for, and whether it may be missing."""
    places: list[Any] = [one.get("valueFrom", {}) for place in containers(template) for one in place.get("env", ())]
    found = [place["secretKeyRef"] for place in places if "secretKeyRef" in place]
    return {(one["name"], one["key"], one.get("optional", False)) for one in found}
