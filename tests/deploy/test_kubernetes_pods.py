"""What runs in the pods of k8s/: the product's own variables, paths and times, on the least of rights."""

import click
import pytest

from adapters.web import webhook_post
from deploy.kubernetes import K8S, ROOT, Document, documents
from entrypoints import serve
from entrypoints.cli.main import main
from entrypoints.settings import InvalidSettings, Settings
from entrypoints.settings_table import settings_table
from tests.deploy.kubernetes_objects import (
    SOURCES,
    containers,
    environment_of,
    named,
    of_kind,
    pods,
    port_numbers,
    secret_keys,
)
from tests.fixtures.worlds import JWT_SECRET, make_memory_world

SEED = "auth1-k8s.yaml"
# What the seed's `kubectl create secret` makes.
THREE = {
    "auth1-secrets": {
        "database-url": "postgresql://auth1:pass@db:5432/auth1_db",
        "redis-url": "redis://redis:6379",
        "jwt-secret": JWT_SECRET,
    }
}
OWNER = {"auth1-owner": {"owner-url": "postgresql://owner:pass@db:5432/auth1_db"}}
# Read by AWS's client, not by us.
FOREIGN = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
# The kinds of volumes that the restricted profile allows.
VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}


def settings_of(source: str, workload: str, kind: str = "Deployment", **more: dict[str, str]) -> Settings:
    """What the product reads in a pod, with the seed's three keys and perhaps more."""
    return Settings.from_env(environment_of(source, named(source, kind, workload)["spec"]["template"], THREE | more))


def names_of(template: Document) -> set[str]:
    """The variables that a pod's containers name themselves."""
    return {one["name"] for place in containers(template) for one in place["env"]}


@pytest.mark.parametrize("source", SOURCES)
def test_every_variable_is_a_setting(source: str) -> None:
    """Whatever a manifest sets, the product reads: a misspelt variable would be ignored in silence."""
    set_here = {name for _, pod in pods(source) for name in names_of(pod)}
    set_here |= {name for one in of_kind(source, "ConfigMap") for name in one["data"]}

    assert FOREIGN == set_here - {name for name, _, _ in settings_table()}


@pytest.mark.parametrize("source", SOURCES)
def test_the_seeds_three_keys_suffice(source: str) -> None:
    """With them alone every pod's configuration is right; the Job then migrates as the one role that there is."""
    job = settings_of(source, "auth1-migrate", "Job")
    web = settings_of(source, "auth1")

    assert THREE["auth1-secrets"]["database-url"] == job.owner_url
    assert (False, 1, 3000) == (web.migrate_on_start, web.trusted_proxy_count, web.port)
    assert "https://auth.yourdomain.com" == web.app_url
    assert "*" not in web.cors_origins


@pytest.mark.parametrize("source", SOURCES)
def test_the_owner_is_seen_by_the_job_alone(source: str) -> None:
    """A57: the role that owns the schema is the Job's; no pod that serves has its URL, or the Secret that holds it."""
    job = settings_of(source, "auth1-migrate", "Job", **OWNER)
    holders = {name for name, pod in pods(source) for secret, _, _ in secret_keys(pod) if secret == "auth1-owner"}
    knowing = {name for name, pod in pods(source) if "DATABASE_OWNER_URL" in names_of(pod)}

    assert OWNER["auth1-owner"]["owner-url"] == job.owner_url
    assert {"auth1-migrate"} == holders == knowing
    assert [] == [name for name, pod in pods(source) if "secretRef" in str(pod)]


def test_a_worker_has_what_web_has_but_its_own() -> None:
    """Both are configured alike, so that what is planned is what is sent; the admin API's token stays with web."""
    web, worker = (named(SEED, "Deployment", name)["spec"]["template"] for name in ("auth1", "auth1-worker"))
    [one], [other] = containers(web), containers(worker)
    of_web = {"ADMIN_TOKEN", "MIGRATE_ON_START", "START_WAIT_SECONDS", "DRAIN_SECONDS"}

    assert one["envFrom"] == other["envFrom"]
    assert of_web == names_of(web) - names_of(worker)
    assert [given for given in one["env"] if given["name"] not in of_web] == other["env"]


def test_the_example_runs_nowhere() -> None:
    """Whoever applies secrets.example.yaml as it is gets no server with a known secret."""
    example = {
        one["metadata"]["name"]: one["stringData"] for one in documents((K8S / "secrets.example.yaml").read_text())
    }
    web = named(SEED, "Deployment", "auth1")["spec"]["template"]
    with pytest.raises(InvalidSettings) as refused:
        Settings.from_env(environment_of(SEED, web, example))

    wrong = {problem.partition(" ")[0] for problem in refused.value.problems}
    assert {"JWT_SECRET", "ADMIN_TOKEN", "JWT_SECRET_PREVIOUS"} <= wrong


@pytest.mark.parametrize("source", SOURCES)
def test_every_command_exists(source: str) -> None:
    """What a container is told to run is a command of the product, with options that it has."""
    for _, pod in pods(source):
        for container in containers(pod):
            command, *options = container["args"]
            found = main.get_command(click.Context(main), command)
            assert found is not None
            known = {name for parameter in found.params for name in parameter.opts}

            assert "command" not in container
            assert set(options) <= known


@pytest.mark.parametrize("source", SOURCES)
def test_probes_ask_paths_that_are_there(source: str) -> None:
    """Liveness asks nothing of Postgres, readiness does; both are paths of the product, on the port that it serves."""
    web = named(source, "Deployment", "auth1")["spec"]["template"]
    [container] = containers(web)
    asked = {name: container[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    served = {rule.rule for rule in make_memory_world().app.url_map.iter_rules()}

    assert {"startup": "/health/live", "liveness": "/health/live", "readiness": "/health/ready"} == {
        name: one["path"] for name, one in asked.items()
    }
    assert {"http"} == {one["port"] for one in asked.values()}
    assert {one["path"] for one in asked.values()} <= served


@pytest.mark.parametrize("source", SOURCES)
def test_ports_are_those_of_the_settings(source: str) -> None:
    """A container names the ports that the product opens there; the worker's probe knocks at the one that it has."""
    for one in of_kind(source, "Deployment"):
        name, pod = one["metadata"]["name"], one["spec"]["template"]
        settings, opened = settings_of(source, name), port_numbers(pod)
        [container] = containers(pod)

        assert settings.metrics_port == opened["metrics"]
        if container["args"][0] == "serve":
            assert settings.port == opened["http"]
        else:
            assert container["readinessProbe"]["tcpSocket"]["port"] in opened


@pytest.mark.parametrize("source", SOURCES)
def test_the_grace_period_covers_the_end(source: str) -> None:
    """C23: nothing is killed that drains, answers what is in hand, lets its worker finish, or calls a webhook."""
    web, settings = named(source, "Deployment", "auth1")["spec"]["template"]["spec"], settings_of(source, "auth1")
    longest = settings.drain_seconds + serve.DRAIN_SECONDS + serve.STOP_SECONDS + 1
    workers = [pod["spec"] for name, pod in pods(source) if name == "auth1-worker"]

    assert settings.drain_seconds >= 5
    assert web["terminationGracePeriodSeconds"] >= longest + 5
    assert [] == [one for one in workers if one["terminationGracePeriodSeconds"] < webhook_post.SECONDS + 10]


@pytest.mark.parametrize("source", SOURCES)
def test_a_start_may_wait_for_the_job(source: str) -> None:
    """A pod that waits for the schema is not killed by its start-up probe before it gives up by itself."""
    [container] = containers(named(source, "Deployment", "auth1")["spec"]["template"])
    probe = container["startupProbe"]

    assert settings_of(source, "auth1").start_wait_seconds < probe["periodSeconds"] * probe["failureThreshold"]


@pytest.mark.parametrize("source", SOURCES)
def test_an_update_takes_nobody_away_first(source: str) -> None:
    """The next pod is ready before one of the last is told to end."""
    found = [one["spec"]["strategy"] for one in of_kind(source, "Deployment")]

    assert [{"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}] * len(found) == found


def test_the_job_can_be_made_anew() -> None:
    """It is tried again where that may help, ends by itself, and goes away some time after its end."""
    job = named(SEED, "Job", "auth1-migrate")["spec"]
    [rule] = job["podFailurePolicy"]["rules"]

    assert ("Never", "migrate") == (job["template"]["spec"]["restartPolicy"], rule["onExitCodes"]["containerName"])
    assert ("FailJob", [2, 3]) == (rule["action"], rule["onExitCodes"]["values"])
    assert job["ttlSecondsAfterFinished"] > 0 < job["activeDeadlineSeconds"]


@pytest.mark.parametrize("source", SOURCES)
def test_every_pod_is_restricted(source: str) -> None:
    """Pod Security's restricted profile holds for every pod, and more: the image's user, no writable root, no token."""
    for name, pod in pods(source):
        spec, own = pod["spec"], pod["spec"]["securityContext"]
        where = f"{source} {name}"

        assert {"runAsNonRoot": True, "runAsUser": 10001, "runAsGroup": 10001} == {
            key: value for key, value in own.items() if key != "seccompProfile"
        }, where
        assert {"type": "RuntimeDefault"} == own["seccompProfile"], where
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys(), where
        assert (False, False) == (spec["automountServiceAccountToken"], spec["enableServiceLinks"]), where
        assert {kind for one in spec["volumes"] for kind in one if kind != "name"} <= VOLUMES, where
        for container in containers(pod):
            assert {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            } == container["securityContext"], where
            assert "hostPort" not in str(container.get("ports")), where
            assert [{"name": "tmp", "mountPath": "/tmp"}] == container["volumeMounts"], where


@pytest.mark.parametrize("source", [SEED, "production"])
def test_resources_are_the_seeds(source: str) -> None:
    """128Mi and 100m are asked for, 256Mi and 500m are the most."""
    wanted = {"requests": {"memory": "128Mi", "cpu": "100m"}, "limits": {"memory": "256Mi", "cpu": "500m"}}
    asked = [container["resources"] for _, pod in pods(source) for container in containers(pod)]

    assert [wanted] * 3 == asked


def test_the_image_runs_as_that_user() -> None:
    """The uid of the pods is the one that the image makes."""
    assert "USER 10001:10001" in (ROOT / "Dockerfile").read_text()
