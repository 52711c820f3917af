"""k8s/ holds what it promises: Kubernetes's schemas, the seed's names, and selectors that find what they should."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes_validate import latest_version  # type: ignore[import-untyped]

from deploy.kubernetes import BASE, K8S, OLDEST, OVERLAYS, RENDERED, ROOT, documents, faults, files_of, rendered
from entrypoints.web import WORKER_CONNECTIONS, web_pool_size
from tests.deploy.kubernetes_objects import (
    SOURCES,
    containers,
    named,
    objects,
    of_kind,
    pods,
    port_numbers,
    secret_keys,
    selected,
)
from tests.fixtures.worlds import make_settings

VERSIONS = (OLDEST, latest_version())
SEED = "auth1-k8s.yaml"
FOLDERS = [BASE, *(K8S / "overlays" / name for name in OVERLAYS)]
PART = {"app.kubernetes.io/part-of": "auth1"}


def test_the_one_file_is_the_base() -> None:
    """auth1-k8s.yaml is what the base is, to the letter; `python -m deploy.kubernetes render` makes it so."""
    assert rendered() == RENDERED.read_text()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_is_applied(folder: Path) -> None:
    """No file lies in a kustomization's folder that it does not name."""
    assert {path.name for path in files_of(folder)} | {"kustomization.yaml"} == {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("source", SOURCES)
def test_kubernetes_takes_it_strictly(source: str, version: str) -> None:
    """Each object is valid in the oldest Kubernetes that is promised and in the newest, without one unknown field."""
    assert [] == faults(objects(source), [version])


@pytest.mark.parametrize("version", VERSIONS)
def test_parts_are_valid_without_a_kustomize(version: str) -> None:
    """What overlays add, and the example of the Secrets, are held to the same schemas where nothing builds them."""
    files = [K8S / "secrets.example.yaml", *(path for folder in FOLDERS[1:] for path in files_of(folder))]
    found = [one for path in files for one in documents(path.read_text())]

    assert {"Secret", "HorizontalPodAutoscaler", "Service", "ServiceMonitor"} == {one["kind"] for one in found}
    assert [] == faults(found, [version])


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("Deployment", ("spec", "replicas"), "3"),
        ("Deployment", ("spec", "template", "spec", "terminationGracePeriod"), 65),
        ("Service", ("spec", "ports", 0, "portName"), "http"),
        ("Job", ("spec", "template", "spec", "containers", 0, "env", 0, "valueFrom", "secretRef"), {}),
    ],
)
def test_a_mistake_would_be_seen(kind: str, path: tuple[Any, ...], value: Any) -> None:
    """A quoted number, a misspelt key and an invented field do not pass."""
    wrong = copy.deepcopy(of_kind(SEED, kind)[0])
    place = wrong
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value

    assert 1 == len(faults([wrong], [OLDEST]))


def test_the_seeds_names_are_there() -> None:
    """The seed's Deployment, Service, Ingress, image, ports, host and replicas, in the file that it applies."""
    web, service, ingress = (
        named(SEED, "Deployment", "auth1"), named(SEED, "Service", "auth1-service"),
        named(SEED, "Ingress", "auth1-ingress"),
    )  # fmt: skip
    [rule], [tls], [port] = ingress["spec"]["rules"], ingress["spec"]["tls"], service["spec"]["ports"]
    [path], [container] = rule["http"]["paths"], containers(web["spec"]["template"])

    assert (3, {"app": "auth1"}) == (web["spec"]["replicas"], web["spec"]["selector"]["matchLabels"])
    assert "auth1" == web["metadata"]["labels"]["app"] == web["spec"]["template"]["metadata"]["labels"]["app"]
    assert ("auth1/auth1-server:latest", 3000) == (container["image"], container["ports"][0]["containerPort"])
    assert (80, 3000, "ClusterIP") == (port["port"], port["targetPort"], service["spec"]["type"])
    assert ("auth.yourdomain.com", "/", "Prefix") == (rule["host"], path["path"], path["pathType"])
    assert {"name": "auth1-service", "port": {"number": 80}} == path["backend"]["service"]
    assert {"hosts": ["auth.yourdomain.com"], "secretName": "auth1-tls"} == tls
    assert {"cert-manager.io/cluster-issuer": "letsencrypt-prod"} == ingress["metadata"]["annotations"]


@pytest.mark.parametrize("source", SOURCES)
def test_the_seeds_three_keys_are_all_that_must_be_there(source: str) -> None:
    """No pod waits for a key that `kubectl create secret` of the seed does not make."""
    wanted = {(name, key) for _, pod in pods(source) for name, key, optional in secret_keys(pod) if not optional}

    assert {("auth1-secrets", key) for key in ("database-url", "redis-url", "jwt-secret")} == wanted


def test_the_example_has_every_key_and_is_never_applied() -> None:
    """secrets.example.yaml names the keys that pods ask for, no others, and no kustomization names it."""
    example = documents((K8S / "secrets.example.yaml").read_text())
    shown = {(one["metadata"]["name"], key) for one in example for key in one["stringData"]}
    asked = {(name, key) for _, pod in pods(SEED) for name, key, _ in secret_keys(pod)}

    assert asked == shown
    assert [] == [folder for folder in FOLDERS if "secret" in (folder / "kustomization.yaml").read_text()]
    assert [] == of_kind(SEED, "Secret")


@pytest.mark.parametrize("source", SOURCES)
def test_traffic_reaches_what_serves_and_nothing_else(source: str) -> None:
    """The Service finds the web pods alone, on a port that they have; workers and the Job are not in it."""
    service = named(source, "Service", "auth1-service")
    web = named(source, "Deployment", "auth1")["spec"]["template"]

    assert {"auth1"} == selected(source, service["spec"]["selector"])
    assert [port_numbers(web)["http"]] == [port["targetPort"] for port in service["spec"]["ports"]]


@pytest.mark.parametrize("source", SOURCES)
def test_each_deployment_has_its_own_pods_and_its_budget(source: str) -> None:
    """A Deployment's selector and spread find its own pods, and one budget lets go of one of them at a time."""
    deployments = {one["metadata"]["name"]: one["spec"] for one in of_kind(source, "Deployment")}
    budgets = [one["spec"] for one in of_kind(source, "PodDisruptionBudget")]
    for name, spec in deployments.items():
        spread = spec["template"]["spec"]["topologySpreadConstraints"]
        labels = [spec["selector"]["matchLabels"], *(one["labelSelector"]["matchLabels"] for one in spread)]

        assert [{name}] * len(labels) == [selected(source, one) for one in labels]
        assert "kubernetes.io/hostname" in {one["topologyKey"] for one in spread}

    held = [sorted(selected(source, spec["selector"]["matchLabels"])) for spec in budgets]
    assert sorted([name] for name in deployments) == sorted(held)
    assert {(1, "AlwaysAllow")} == {(spec["maxUnavailable"], spec["unhealthyPodEvictionPolicy"]) for spec in budgets}


@pytest.mark.parametrize("source", SOURCES)
def test_nothing_goes_in_or_out_but_what_is_let_through(source: str) -> None:
    """Every pod is under a policy that refuses both ways; in goes the ingress to web and Prometheus to the metrics."""
    policies = {one["metadata"]["name"]: one["spec"] for one in of_kind(source, "NetworkPolicy")}
    every = {name for name, _ in pods(source)}
    found = {name: selected(source, spec["podSelector"]["matchLabels"]) for name, spec in policies.items()}
    let_in = {
        (name, port["port"], bool(rule.get("from")))
        for name, spec in policies.items()
        for rule in spec.get("ingress", ())
        for port in rule["ports"]
    }
    web = port_numbers(named(source, "Deployment", "auth1")["spec"]["template"])
    serving = every - {"auth1-migrate"}

    assert {"podSelector": {"matchLabels": PART}, "policyTypes": ["Ingress", "Egress"]} == policies["auth1-deny"]
    assert {"auth1-deny": every, "auth1-web": {"auth1"}, "auth1-metrics": serving, "auth1-out": every} == found
    assert {("auth1-web", web["http"], True), ("auth1-metrics", web["metrics"], True)} == let_in


def test_what_goes_out_is_named() -> None:
    """DNS, Postgres, Redis and mail by their ports; 443 to public addresses alone, so not to the cluster's own."""
    rules = named(SEED, "NetworkPolicy", "auth1-out")["spec"]["egress"]
    anywhere = {port["port"] for rule in rules if "to" not in rule for port in rule["ports"]}
    [public] = [rule for rule in rules if "to" in rule]
    closed = {network for place in public["to"] for network in place["ipBlock"]["except"]}

    assert {53, 5432, 6432, 6379, 26379, 465, 587} == anywhere
    assert [443] == [port["port"] for port in public["ports"]]
    assert {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"} <= closed


def test_prometheus_finds_web_and_workers() -> None:
    """The monitor finds the Service, the Service every pod that counts, and both a port that is there."""
    monitor = named("production", "ServiceMonitor", "auth1")["spec"]
    wanted = monitor["selector"]["matchLabels"].items()
    [service] = [one for one in of_kind("production", "Service") if wanted <= one["metadata"].get("labels", {}).items()]
    [port], [endpoint] = service["spec"]["ports"], monitor["endpoints"]
    counted = selected("production", service["spec"]["selector"])

    assert {"auth1", "auth1-worker"} == counted
    assert "auth1" == service["metadata"]["labels"][monitor["jobLabel"]]
    assert ("None", port["name"]) == (service["spec"]["clusterIP"], endpoint["port"])
    assert {port["port"]} == {
        port_numbers(pod)[port["targetPort"]] for name, pod in pods("production") if name in counted
    }


def test_the_autoscaler_has_the_last_word() -> None:
    """It scales the Deployment that serves, which names no number of its own, and never below the seed's three."""
    scaler = named("production", "HorizontalPodAutoscaler", "auth1")["spec"]

    assert "replicas" not in named("production", "Deployment", scaler["scaleTargetRef"]["name"])["spec"]
    assert 3 == scaler["minReplicas"]


def test_connections_fit_into_postgres() -> None:
    """All pods that there can be at once, an update's and the Job's included, stay under the seed's max_connections."""
    most = int(re.findall(r"(?m)^max_connections = (\d+)", (ROOT / "deploy" / "postgresql.conf").read_text())[0])
    reserved, worker, job = 3, WORKER_CONNECTIONS, 2
    web = web_pool_size(make_settings())
    scaled = named("production", "HorizontalPodAutoscaler", "auth1")["spec"]["maxReplicas"]
    serving, sending = (named("production", "Deployment", name)["spec"] for name in ("auth1", "auth1-worker"))
    surges = [spec["strategy"]["rollingUpdate"]["maxSurge"] for spec in (serving, sending)]
    used = (scaled + surges[0]) * web + (sending["replicas"] + surges[1]) * worker + job

    assert used <= most - reserved


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_pins_this_version(overlay: str) -> None:
    """Without a version of its own name there is nothing to go back to."""
    version = re.findall(r"(?m)^version = (\S+)$", (ROOT / "setup.cfg").read_text())
    pinned = yaml.safe_load((K8S / "overlays" / overlay / "kustomization.yaml").read_text())["images"]

    assert [{"name": "auth1/auth1-server", "newTag": version[0]}] == pinned


def test_the_readme_runs_what_is_there() -> None:
    """Each file, object and overlay that the commands of k8s/README.md name exists."""
    text = (K8S / "README.md").read_text()
    workloads = {f"{one['kind'].lower()}/{one['metadata']['name']}" for one in of_kind(SEED, "Deployment", "Job")}
    spoken = set(re.findall(r"\b((?:deployment|job)/auth1[a-z-]*)", text))
    folders = set(re.findall(r"k8s/overlays/(\w+)", text))

    assert workloads == spoken
    assert set(OVERLAYS) == folders
    assert text.index("kubectl delete job auth1-migrate --ignore-not-found") < text.index("kubectl wait")
