"""Ports, domain and use cases explain themselves."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]


def classes(folder: str) -> list[tuple[str, ast.ClassDef]]:
    paths = sorted((ROOT / folder).rglob("*.py"))
    nodes = [(path.stem, node) for path in paths for node in ast.walk(ast.parse(path.read_text()))]
    return [
        (f"{stem}.{node.name}", node)
        for stem, node in nodes
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


def methods(node: ast.ClassDef) -> list[ast.FunctionDef]:
    return [inner for inner in node.body if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_")]


def test_every_port_method_is_described() -> None:
    """Each port and each of its methods says what is asked, with the empty and the broken case."""
    ports = classes("application/ports")
    dumb = [
        f"{name}.{method.name}" for name, node in ports for method in methods(node) if not ast.get_docstring(method)
    ]

    assert len(ports) > 15
    assert [] == [name for name, node in ports if not ast.get_docstring(node)]
    assert [] == dumb


def test_every_domain_class_is_described() -> None:
    """Each public class of the domain says in a sentence what it is."""
    assert [] == [name for name, node in classes("domain") if not ast.get_docstring(node)]


def test_every_use_case_is_described() -> None:
    """Each class of the application says what it does for whom, and its public methods do."""
    cases = classes("application")

    assert [] == [name for name, node in cases if not ast.get_docstring(node)]
    assert [] == [f"{name}.{one.name}" for name, node in cases for one in methods(node) if not ast.get_docstring(one)]


def test_every_module_says_what_it_is_for() -> None:
    """Each module of the four layers begins with a sentence."""
    layers = ("domain", "application", "adapters", "entrypoints")
    paths = [path for layer in layers for path in (ROOT / layer).rglob("*.py")]

    assert [] == [str(path.relative_to(ROOT)) for path in paths if not ast.get_docstring(ast.parse(path.read_text()))]


def test_tenant_scoped_ports_ask_for_the_tenant_first() -> None:
    """No tenant, no data: where a port method takes `tenant_id`, it is keyword-only and stands first."""
    found = [
        (name, method)
        for name, node in classes("application/ports")
        for method in methods(node)
        if "tenant_id" in [argument.arg for argument in method.args.kwonlyargs]
    ]

    assert len(found) >= 7
    assert {"tenant_id"} == {method.args.kwonlyargs[0].arg for _, method in found}
    assert {"look", "issue", "try_code"} <= {method.name for name, method in found if name == "otp.OtpSlots"}
