"""The JavaScript client against the running server, in Node: what its own test programs prove, its types, its pages."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.clients.conftest import ClientTenant
from tests.fixtures.instance import Instance
from tests.fixtures.npm import fetched, node

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "clients" / "javascript"
PROGRAMS = ROOT / "tests" / "clients" / "javascript"
# Node as a browser without the Web Locks API: no tab knows of another.
WITHOUT_LOCKS = "--no-experimental-global-navigator"
RUNS = [(path.name,) for path in sorted(PROGRAMS.glob("*.test.mjs"))] + [("session.test.mjs", WITHOUT_LOCKS)]


def by_node(*arguments: str | Path, cwd: Path = PROGRAMS, **values: str) -> subprocess.CompletedProcess[str]:
    """A program of Node to its end, with these variables."""
    environment = {"PATH": os.environ["PATH"], **values}
    return subprocess.run(
        [node()[0], *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("run", RUNS, ids=" ".join)
def test_the_client_does_what_its_programs_prove(
    server: Instance, new_tenant: Callable[..., ClientTenant], run: tuple[str, ...]
) -> None:
    """Each program passes all of its tests against the running server."""
    mine = new_tenant(token_claims={"plan": "billing.plan"})
    said = {"url": f"http://127.0.0.1:{server.port}", "mine": asdict(mine), "other": asdict(new_tenant())}
    program, *flags = run
    ended = by_node(*flags, "--test", "--test-reporter=tap", program, AUTH1_TEST=json.dumps(said))
    counts = {name: int(count) for name, count in re.findall(r"^# (pass|fail|skipped) (\d+)$", ended.stdout, re.M)}
    written = len(re.findall(r"^test\(", (PROGRAMS / program).read_text(), re.M))

    assert (0, 0) == (ended.returncode, counts.get("fail")), ended.stdout + ended.stderr
    assert (written, 1 if flags else 0) == (counts["pass"] + counts["skipped"], counts["skipped"])


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A folder of somebody's app, where the client is installed by its own name."""
    home = tmp_path / "node_modules" / "@auth1"
    home.mkdir(parents=True)
    (home / "client").symlink_to(CLIENT)
    return tmp_path


def test_the_page_of_the_client_runs(server: Instance, tenant: ClientTenant, app: Path) -> None:
    """What the README sets as JavaScript runs from its first line to its last, and prints what it should."""
    blocks = re.findall(r"^```js\n(.*?)^```", (CLIENT / "README.md").read_text(), re.M | re.S)
    (app / "page.mjs").write_text("\n".join(blocks))
    keys = {"AUTH1_PUBLISHABLE_KEY": tenant.publishable, "AUTH1_SECRET_KEY": tenant.secret}
    ended = by_node("page.mjs", cwd=app, AUTH1_URL=f"http://127.0.0.1:{server.port}", **keys)

    assert 0 == ended.returncode, ended.stderr
    expired, over, active = ended.stdout.splitlines()
    assert re.fullmatch(r"code_expired .+ req_\w+", expired)
    assert ("true", "false") == (over, active)


def test_the_types_let_right_calls_through_and_stop_wrong_ones(app: Path) -> None:
    """TypeScript, at its strictest, finds in a small program just the mistakes that were made on purpose."""
    compiler = fetched("typescript", ["typescript@5.9.3"]) / "node_modules" / "typescript" / "bin" / "tsc"
    (app / "package.json").write_text('{"type": "module"}')
    (app / "usage.ts").write_text((PROGRAMS / "usage.ts").read_text())
    strict = (
        "--noEmit",
        "--strict",
        "--noUncheckedIndexedAccess",
        "--exactOptionalPropertyTypes",
        "--target",
        "es2022",
    )
    ended = by_node(compiler, *strict, "--module", "nodenext", "usage.ts", cwd=app)

    assert (0, "") == (ended.returncode, ended.stdout)


def test_the_types_name_what_is_there(app: Path) -> None:
    """Each class that the module exports is declared with its methods, and no other."""
    (app / "names.mjs").write_text(
        """
        import * as client from "@auth1/client";
        const methods = (one) => Object.getOwnPropertyNames(one.prototype).filter((name) => name !== "constructor");
        console.log(JSON.stringify(Object.fromEntries(Object.entries(client).map(([name, one]) => [name, methods(one)]))));
        """
    )
    there: dict[str, list[str]] = json.loads(by_node("names.mjs", cwd=app).stdout)
    types = (CLIENT / "auth1.d.ts").read_text()
    declared = dict(re.findall(r"^export class (\w+)[^{]*\{(.*?)\}$", types, re.M | re.S))

    named = {name: re.findall(r"^  (?:readonly )?(\w+)(?:\(.*\))?: ", body, re.M) for name, body in declared.items()}

    assert sorted(there) == sorted(declared)
    assert {} == {name: methods for name, methods in there.items() if not set(methods) <= set(named[name])}
    assert "requestCode" in there["Auth1"]


def test_the_package_holds_the_module_its_types_and_its_page() -> None:
    """What npm would publish is the files that are needed, it needs nothing else, and Node 20 is enough."""
    program, npm = node()
    environment = {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", "HOME": os.environ["HOME"]}
    command: list[str | Path] = [program, npm, "pack", "--dry-run", "--json", "--offline"]
    ended = subprocess.run(command, cwd=CLIENT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    files = {one["path"] for one in json.loads(ended.stdout)[0]["files"]}
    said = json.loads((CLIENT / "package.json").read_text())

    assert {path.name for path in CLIENT.iterdir()} == files
    assert not {"dependencies", "peerDependencies"} & set(said)
    assert (">=20", "module", "Apache-2.0") == (said["engines"]["node"], said["type"], said["license"])


@pytest.mark.parametrize("path", sorted([*CLIENT.glob("*.js"), *PROGRAMS.glob("*.mjs")]), ids=lambda path: path.name)
def test_modules_are_small_and_say_what_they_are_for(path: Path) -> None:
    """No module has more than 250 lines or lines of more than 120 letters, and each begins with a sentence."""
    lines = path.read_text().splitlines()

    assert len(lines) <= 250
    assert [] == [line for line in lines if len(line) > 120]
    assert lines[0].startswith("/** ")
