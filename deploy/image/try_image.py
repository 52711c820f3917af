"""`make image-test`: builds the image, runs it as compose and Kubernetes do, and prints what was found."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from adapters.embedded.child import free_port, owned_by_server
from adapters.embedded.postgres import EmbeddedPostgres
from deploy.image.build import BASE, IMAGE, build, clear, make_base, megabytes
from deploy.image.container import once, serving, started, stop
from deploy.image.inside import health_check, labels, looked_through, who_it_is
from deploy.image.machine import WORK, require, set_up
from entrypoints.version import auth1_version
from tests.fixtures.instance import CODE, Instance, environment, eventually
from tests.fixtures.instance import serving as serving_here
from tests.fixtures.servers import make_valkey
from tests.fixtures.twilio import FakeTwilio

MOST_ABOVE_BASE: Final = 150
EXAMPLE: Final = "your-256-bit-secret-here"
SENTENCES: Final = (
    "Auth1 server running on port", "Database connected: auth1_db", "Redis connected: redis://", "Migrations applied: "
)  # fmt: skip
TEST_NUMBER, NUMBER, OTHER_NUMBER, FIXED = "+15551234567", "+12015550123", "+12015550199", "482913"
Findings = dict[str, str]


@contextmanager
def values() -> Iterator[tuple[Mapping[str, str], FakeTwilio]]:
    """An empty Postgres as compose has it, a Valkey, and who takes the messages; the variables that name them."""
    twilio, valkey = FakeTwilio(), make_valkey()
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        postgres = EmbeddedPostgres(owned_by_server(Path(folder) / "pg") / "data", free_port(), "a-p4ssw0rd", 16)
        Path(folder).chmod(0o755)
        try:
            postgres.start()
            ours = {"DATABASE_URL": postgres.serving_url, "DATABASE_OWNER_URL": postgres.owner_url}
            secrets = {name: environment()[name] for name in ("JWT_SECRET", "ADMIN_TOKEN", "HOST")}
            yield {**ours, **secrets, "REDIS_URL": valkey.url, **twilio.environment()}, twilio
        finally:
            postgres.stop()
            valkey.stop()
            twilio.server.stop()


def weighed() -> Findings:
    """What the image weighs above its base."""
    base, whole = megabytes(BASE), megabytes(IMAGE)
    require(whole - base < MOST_ABOVE_BASE, f"it weighs {whole - base:.0f} MB above its base")
    return {"size": f"{whole - base:.0f} MB above its base of {base:.0f} MB"}


def migrates_and_begins(given: Mapping[str, str]) -> Findings:
    """The same image migrates, and writes what compose needs."""
    code, said = once(given, "migrate", "--json")
    require(not code and json.loads(said)["migrations_applied"] > 0, f"migrate said {said}")
    code, said = once({}, "quickstart")
    require(not code and "auth1/auth1-server" in said, f"quickstart said {said}")
    code, said = once({}, "--version")
    require(said.strip() == f"auth1, version {auth1_version()}", f"--version said {said}")
    return {"migrate, quickstart": "done by the same image"}


def refuses_the_example(given: Mapping[str, str]) -> Findings:
    """The seed's example of a secret opens nothing."""
    code, said = once({**given, "JWT_SECRET": EXAMPLE}, "serve")
    require(code == 3 and "JWT_SECRET" in said, f"with an example for JWT_SECRET it ended with {code}: {said}")
    require(EXAMPLE not in said, "it says the secret that it refuses")
    return {"example secret": f"refused, exit code {code}"}


def ends_while_it_waits(given: Mapping[str, str]) -> Findings:
    """SIGTERM ends it at once where it is the first process and waits for a database."""
    nowhere = {**given, "DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x", "DATABASE_OWNER_URL": ""}
    log = WORK / "wait.log"
    with started({**nowhere, "START_WAIT_SECONDS": "600"}, log) as instance:
        eventually(lambda: "Waiting for" in log.read_text())
        code = stop(instance)
    return {"SIGTERM as it waits": f"exit code {code}"}


def signed_in(instance: Instance, twilio: FakeTwilio) -> Findings:
    """A code for a test number, and one that Twilio's own client sent."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    fixed = {"test_numbers": {TEST_NUMBER: FIXED}, "test_numbers_until": tomorrow.isoformat()}
    key = instance.tenant("myapp", **fixed)["api_key"]

    def prove(number: str, code: str) -> bool:
        said = instance.call("POST", "/api/auth/verify", {"phone": number, "code": code}, key=key)
        return said.status == 200 and bool(said.json["verified"])

    for number in (TEST_NUMBER, NUMBER):
        asked = instance.call("POST", "/api/auth/request", {"phone": number}, key=key)
        require(asked.status == 200, f"an ask was answered {asked.body!r}")
    sent = CODE.search(eventually(lambda: twilio.texts_to(NUMBER))[0])
    require(prove(TEST_NUMBER, FIXED), "the code of a test number was refused")
    require(sent and prove(NUMBER, sent[1]), "the code that was sent was refused")
    return {"sign-in": "test number, and a code sent by Twilio's client"}


def said_as_promised(log: Path, given: Mapping[str, str]) -> Findings:
    """The seed's four sentences, and no secret."""
    said = log.read_text()
    for sentence in SENTENCES:
        require(sentence in said, f"the log lacks {sentence!r}:\n{said}")
    passwords = {"a-p4ssw0rd", given["JWT_SECRET"], given["ADMIN_TOKEN"], given["TWILIO_AUTH_TOKEN"]}
    passwords.add(given["REDIS_URL"].partition("://:")[2].partition("@")[0])
    require(not any(secret in said for secret in passwords), "a secret stands in the log")
    return {"log": "the seed's four sentences, no secret"}


def served(given: Mapping[str, str], twilio: FakeTwilio) -> Findings:
    """What the server says and does, from its start to SIGTERM."""
    log = WORK / "serve.log"
    with serving(given, log) as instance:
        health = instance.call("GET", "/health").json
        require(health["status"] == "healthy", f"/health says {health}")
        found = {
            "/health": f"healthy, {health['memory_mb']} MB",
            **who_it_is(), **health_check(instance), **signed_in(instance, twilio),
        }  # fmt: skip
        code = stop(instance)
    require(code == 0, f"SIGTERM ended it with {code}")
    return {**found, **said_as_promised(log, given), "SIGTERM": f"exit code {code}"}


def works_alone(given: Mapping[str, str], twilio: FakeTwilio) -> Findings:
    """`worker` in a container of its own sends what another process owes."""
    with serving_here(WORK / "here.log", "--no-worker", **given) as here:
        key = here.tenant("alone")["api_key"]
        here.call("POST", "/api/auth/request", {"phone": OTHER_NUMBER}, key=key)
    with started(given, WORK / "worker.log", "worker") as worker:
        eventually(lambda: twilio.texts_to(OTHER_NUMBER), 60)
        code = stop(worker)
    require(code == 0, f"SIGTERM ended the worker with {code}")
    return {"worker": f"sends by itself; exit code {code}"}


def tried() -> Findings:
    """Everything that is promised of the image."""
    found = {**weighed(), **labels(), **looked_through()}
    with values() as (given, twilio):
        found |= {**migrates_and_begins(given), **refuses_the_example(given), **ends_while_it_waits(given)}
        return {**found, **served(given, twilio), **works_alone(given, twilio)}


def main() -> None:
    """Build, try, and print a table; exit code 1 with a sentence where something is not as promised."""
    set_up()
    try:
        make_base()
        build()
        found = tried()
    finally:
        clear()
    width = max(map(len, found))
    for name, what in found.items():
        print(f"{name:{width}}  {what}")


if __name__ == "__main__":
    main()
