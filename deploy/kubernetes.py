"""`make k8s-test`: builds the overlays with the real kustomize, and holds all of it against Kubernetes's schemas."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import jsonschema
import kubernetes_validate  # type: ignore[import-untyped]
import yaml
from kubernetes_validate.utils import all_versions  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table

ROOT: Final = Path(__file__).resolve().parents[1]
K8S: Final = ROOT / "k8s"
BASE: Final = K8S / "base"
RENDERED: Final = K8S / "auth1-k8s.yaml"
OVERLAYS: Final = ("small", "production")
# The first Kubernetes whose schema takes everything that is used; podFailurePolicy is what is younger.
OLDEST: Final = "1.29"
HEADER: Final = "# Everything that k8s/base has, in one file: `python -m deploy.kubernetes render` writes it.\n"
# A version by name, so that every build is the same one; the newest may want a newer Go than there is.
KUSTOMIZE: Final = "sigs.k8s.io/kustomize/kustomize/v5@v5.8.2"
GO_BIN: Final = ROOT / ".venv" / "go"
ENDPOINT: Final = {
    "type": "object",
    "required": ["port", "path", "interval"],
    "additionalProperties": False,
    "properties": {
        "port": {"type": "string", "maxLength": 15},
        "path": {"type": "string", "pattern": "^/"},
        "interval": {"type": "string", "pattern": "^[0-9]+(s|m)$"},
        "scrapeTimeout": {"type": "string", "pattern": "^[0-9]+(s|m)$"},
        "scheme": {"enum": ["http", "https"]},
    },
}
# Of Prometheus's operator, which Kubernetes itself does not know: the part that is used, and nothing beside it.
SERVICE_MONITOR: Final = {
    "type": "object",
    "required": ["apiVersion", "kind", "metadata", "spec"],
    "additionalProperties": False,
    "properties": {
        "apiVersion": {"const": "monitoring.coreos.com/v1"},
        "kind": {"const": "ServiceMonitor"},
        "metadata": {"type": "object", "required": ["name"]},
        "spec": {
            "type": "object",
            "required": ["selector", "endpoints"],
            "additionalProperties": False,
            "properties": {
                "selector": {
                    "type": "object",
                    "required": ["matchLabels"],
                    "additionalProperties": False,
                    "properties": {"matchLabels": {"type": "object", "additionalProperties": {"type": "string"}}},
                },
                "jobLabel": {"type": "string"},
                "podTargetLabels": {"type": "array", "items": {"type": "string"}},
                "endpoints": {"type": "array", "minItems": 1, "items": ENDPOINT},
            },
        },
    },
}
Document = dict[str, Any]


def documents(text: str) -> list[Document]:
    """The objects of a YAML text, without its empty parts."""
    return [one for one in yaml.safe_load_all(text) if one]


def files_of(folder: Path) -> list[Path]:
    """The files that a kustomization names in its own folder, in its order."""
    named = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
    return [folder / name for name in named if (folder / name).is_file()]


def rendered() -> str:
    """The base as one file: its parts as they are, one after the other."""
    return HEADER + "---\n".join(path.read_text() for path in files_of(BASE))


def fault(document: Document, version: str) -> str | None:
    """What a Kubernetes of that version would not take; nothing beside the schema is let through."""
    name = f"{document['kind']}/{document['metadata']['name']}"
    try:
        if document["apiVersion"].startswith("monitoring.coreos.com/"):
            jsonschema.validate(document, SERVICE_MONITOR)
        else:
            kubernetes_validate.validate(document, version, strict=True)
    except jsonschema.ValidationError as wrong:
        return f"{name}, {version}: {'.'.join(map(str, wrong.absolute_path))}: {wrong.message}"
    except kubernetes_validate.SchemaNotFoundError as unknown:
        return f"{name}, {version}: {unknown.message}"
    return None


def faults(found: Iterable[Document], versions: Sequence[str]) -> list[str]:
    """What is wrong with any of them, in any of these versions."""
    objects = list(found)
    said = (fault(document, version) for version in versions for document in objects)
    return [one for one in said if one]


def supported() -> list[str]:
    """The versions that are promised and whose schemas are here, the oldest first."""
    oldest = [int(part) for part in OLDEST.split(".")]
    return [one for one in dict.fromkeys(all_versions()) if [int(part) for part in one.split(".")[:2]] >= oldest]


def builder() -> list[str] | None:
    """The command that builds a kustomization here; None where there is none."""
    own = GO_BIN / "kustomize"
    if own.exists():
        return [str(own), "build"]
    if found := shutil.which("kustomize"):
        return [found, "build"]
    if found := shutil.which("kubectl"):
        return [found, "kustomize"]
    return None


def builder_or_exit() -> list[str]:
    """The same, made with Go where it is missing; ends the script where that cannot be."""
    if there := builder():
        return there
    go = shutil.which("go")
    if go is None:
        sys.exit("k8s-test needs kustomize, kubectl or go: none of them is installed. Nothing was tested.")
    print(f"Building {KUSTOMIZE} with Go (a minute, once)")
    values = {**os.environ, "GOFLAGS": "-mod=mod", "GOBIN": str(GO_BIN)}
    done = subprocess.run([go, "install", KUSTOMIZE], env=values, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"go install {KUSTOMIZE} failed, and nothing was tested:\n{done.stderr[-2000:]}")
    return [str(GO_BIN / "kustomize"), "build"]


def build(command: Sequence[str], overlay: str) -> list[Document]:
    """The objects of an overlay, as the real kustomize makes them."""
    folder = K8S / "overlays" / overlay
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} {folder.relative_to(ROOT)} failed:\n{done.stderr}")
    return documents(done.stdout)


def row(name: str, found: Sequence[Document], versions: Sequence[str], wrong: Sequence[str]) -> tuple[str, ...]:
    """A line of the table."""
    kinds = Counter(document["kind"] for document in found)
    shown = ", ".join(f"{count} {kind}" if count > 1 else kind for kind, count in sorted(kinds.items()))
    span = f"{versions[0]} to {versions[-1]}"
    return name, str(len(found)), shown, span, f"{len(wrong)} faults" if wrong else "valid"


def try_all() -> None:
    """Build, validate strictly, and print a table; exit code 1 where anything is wrong."""
    command, versions = builder_or_exit(), supported()
    print(f"Built with {' '.join(command)}")
    made = {"auth1-k8s.yaml": documents(RENDERED.read_text())}
    made |= {f"overlays/{overlay}": build(command, overlay) for overlay in OVERLAYS}
    table = Table("k8s/", "objects", "kinds", "Kubernetes", "strictly")
    wrong: list[str] = [] if RENDERED.read_text() == rendered() else ["auth1-k8s.yaml is not what render writes"]
    for name, found in made.items():
        said = faults(found, versions)
        table.add_row(*row(name, found, versions, said))
        wrong += [f"{name}: {one}" for one in said]
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    if wrong:
        sys.exit("\n".join(wrong))


def main(arguments: Sequence[str]) -> None:
    """`render` writes the one file; without an argument everything is tried."""
    if list(arguments) == ["render"]:
        RENDERED.write_text(rendered())
    elif arguments:
        sys.exit("python -m deploy.kubernetes [render]")
    else:
        try_all()


if __name__ == "__main__":
    main(sys.argv[1:])
